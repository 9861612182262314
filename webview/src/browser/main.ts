import { DashboardPage } from '../dashboard/dashboard-page.ts'
import { EventsPage } from '../events/events-page.ts'
import { BrowserHost, eventsPage } from './host.ts'
import { takeLinkToken } from './session.ts'

const { search } = location
const page = search === eventsPage ? new EventsPage() : new DashboardPage()
page.host = new BrowserHost({ origin: location.origin, storage: sessionStorage, linkToken: takeLinkToken(window) })
document.body.append(page)
