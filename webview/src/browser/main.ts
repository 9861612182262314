import { DashboardPage } from '../dashboard/dashboard-page.ts'
import { BrowserHost } from './host.ts'
import { takeLinkToken } from './session.ts'

const page = new DashboardPage()
page.host = new BrowserHost({ origin: location.origin, storage: sessionStorage, linkToken: takeLinkToken(window) })
document.body.append(page)
