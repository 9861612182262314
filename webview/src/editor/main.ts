import type { Host, PanelPage } from '@reeve/protocol/panel'
import { DashboardPage } from '../dashboard/dashboard-page.ts'
import { EventsPage } from '../events/events-page.ts'
import { InspectorPage } from '../inspector/inspector-page.ts'
import { type EditorApi, EditorHost } from './host.ts'

/** The editor puts this into the page's global scope. */
declare function acquireVsCodeApi(): EditorApi

type Page = HTMLElement & { host: Host | undefined }

const pages: Readonly<Record<PanelPage, () => Page>> = {
  dashboard: () => new DashboardPage(),
  events: () => new EventsPage(),
  inspector: () => new InspectorPage(),
}

const { page: name = '' } = document.body.dataset
if (!Object.hasOwn(pages, name)) throw new Error(`The body names no page: ${name}`)
const page = pages[name as PanelPage]()
page.host = new EditorHost(acquireVsCodeApi(), window)
document.body.append(page)
