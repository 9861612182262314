import type { Host } from '@reeve/protocol/panel'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { type MinuteCounts, minuteCounts } from '../records/minute-counts.ts'
import { chartMinutes } from '../shared/rate-chart.ts'
import { sharedStyles } from '../shared/styles.ts'
import { announcementOf } from './announcer.ts'
import { type DashboardState, DashboardStore } from './dashboard-store.ts'
import { changesOf, eventRow } from '../records/event-rows.ts'
import { agentRows, capabilityRows, findingRows, protocolRows, serverRows } from './inventory-rows.ts'
import { noticeOf } from './notices.ts'
import './agents-table.ts'
import './changes-list.ts'
import './events-list.ts'
import './evidence-table.ts'
import './findings-table.ts'
import '../shared/notice.ts'
import './servers-table.ts'
import './status-strip.ts'
import './summary-cards.ts'

const changesShown = 8

/** A screen reader is told of changes at most this often, in milliseconds. */
const announceEveryMs = 2_000

/** Events per minute over the last hour, as far back as events are held. */
function rateOf({ events, eventCursor }: DashboardState): MinuteCounts {
  const oldest = events.at(-1)
  const knownSinceMs = eventCursor === undefined || oldest === undefined ? Number.NEGATIVE_INFINITY : Date.parse(oldest.event.time)
  return minuteCounts(
    events.map(({ event }) => Date.parse(event.time)),
    Date.now(),
    chartMinutes,
    knownSinceMs,
  )
}

/** The Dashboard: what is here, and what happened. It knows its host by the interface alone. */
export class DashboardPage extends LitElement {
  static override properties = { host: { attribute: false }, announcement: { state: true } }
  static override styles = [
    sharedStyles,
    css`
      :host { min-height: 100vh; color: var(--vscode-foreground); line-height: 18px; }
      main { display: grid; gap: 12px; max-width: 1680px; margin: 0 auto; padding: 16px 20px 32px; }
      .columns { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); gap: 12px; }
      .columns.even { grid-template-columns: repeat(2, minmax(0, 1fr)); }
      .loading { padding: 24px 0; text-align: center; }
      @media (max-width: 900px) {
        .columns, .columns.even { grid-template-columns: minmax(0, 1fr); }
      }
      @media (max-width: 480px) {
        main { padding: 12px 10px 24px; }
      }
    `,
  ]

  declare host: Host | undefined
  declare announcement: string
  #store: DashboardStore | undefined
  #frame = 0
  #told: DashboardState | undefined
  #telling: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.announcement = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.host) throw new Error('The dashboard needs a host before it is put into a page.')
    this.#store = new DashboardStore(this.host, () => this.#changed())
    this.#told = this.#store.state
    this.#store.start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#store?.stop()
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#telling)
  }

  /** However much arrives, the page is drawn once a frame. */
  #changed(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.requestUpdate())
    this.#telling ??= setTimeout(() => this.#tell(), announceEveryMs)
  }

  #tell(): void {
    this.#telling = undefined
    if (!this.#store || !this.#told) return
    const announcement = announcementOf(this.#told, this.#store.state)
    this.#told = this.#store.state
    if (announcement !== '') this.announcement = announcement
  }

  protected override render(): TemplateResult | typeof nothing {
    const state = this.#store?.state
    if (!state) return nothing
    const notice = noticeOf(state)
    return html`
      <reeve-status-strip
        .connection=${state.connection}
        .lastReportAt=${state.summary?.lastReportAt ?? null}
        .loaded=${state.phase === 'ready'}
        .workspaces=${state.workspaces}
        .workspace=${state.workspace}
        @workspace-chosen=${(event: CustomEvent<string | undefined>) => void this.#store?.showWorkspace(event.detail)}
      ></reeve-status-strip>
      <main aria-busy=${state.phase === 'loading' && !notice ? 'true' : 'false'}>
        <reeve-notice
          ?hidden=${notice === undefined}
          .text=${notice}
          .retry=${notice?.tone === 'error'}
          @retry-wanted=${() => void this.#store?.load()}
        ></reeve-notice>
        ${this.#body(state, notice !== undefined)}
      </main>
      <div class="unseen" role="status">${this.announcement}</div>
    `
  }

  #body(state: DashboardState, noticed: boolean): TemplateResult | typeof nothing {
    if (state.phase === 'loading') return noticed ? nothing : html`<p class="loading quiet">Loading what is here…</p>`
    if (state.workspaces.length === 0 && state.events.length === 0) return nothing
    return html`
      <reeve-summary-cards .summary=${state.summary} .rate=${rateOf(state)}></reeve-summary-cards>
      ${guard([state.detections, state.events, state.summary, state.workspace, state.workspaces], () => this.#tables(state))}
    `
  }

  #tables(state: DashboardState): TemplateResult {
    const { detections, events, summary, workspaces } = state
    const names = workspaces.length > 1 && state.workspace === undefined ? new Map(workspaces.map(({ id, name }) => [id, name])) : undefined
    return html`
      <div class="columns">
        <reeve-findings-table .host=${this.host} .rows=${findingRows(detections)} .total=${summary?.findings ?? 0} .workspaceNames=${names}></reeve-findings-table>
        <reeve-changes-list .changes=${changesOf(events, changesShown)}></reeve-changes-list>
      </div>
      <reeve-servers-table .host=${this.host} .rows=${serverRows(detections)} .total=${summary?.servers ?? 0} .workspaceNames=${names}></reeve-servers-table>
      <reeve-agents-table .host=${this.host} .rows=${agentRows(detections)} .total=${summary?.agents ?? 0} .workspaceNames=${names}></reeve-agents-table>
      <div class="columns even">
        <reeve-evidence-table
          .host=${this.host}
          kind="capability"
          heading="Capabilities"
          empty="No capabilities. Reeve finds them by what source code imports and calls."
          .rows=${capabilityRows(detections)}
        ></reeve-evidence-table>
        <reeve-evidence-table .host=${this.host} kind="protocol" heading="Protocols" empty="No protocols." .rows=${protocolRows(detections)}></reeve-evidence-table>
      </div>
      <reeve-events-list
        .rows=${events.map(eventRow)}
        .hasOlder=${state.eventCursor !== undefined}
        .workspaceNames=${names}
        @all-wanted=${() => void this.host?.showView('events')}
        @older-wanted=${() => void this.#store?.loadOlderEvents()}
      ></reeve-events-list>
    `
  }
}

customElements.define('reeve-dashboard', DashboardPage)
