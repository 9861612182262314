import type { EventExport, Host } from '@reeve/protocol/panel'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { formatCount, plural } from '../format/count.ts'
import { minuteCounts } from '../records/minute-counts.ts'
import { failureOf } from '../shared/failure.ts'
import { healthOf } from '../shared/health.ts'
import { icon } from '../shared/icon.ts'
import { chartMinutes } from '../shared/rate-chart.ts'
import { sharedStyles } from '../shared/styles.ts'
import type { EventEntry } from './event-entry.ts'
import type { EventGrid } from './event-grid.ts'
import { exportText } from './event-export.ts'
import { eventsNotice } from './events-notice.ts'
import { EventsStore, type EventsState } from './events-store.ts'
import type { FilterBox, FilterChange } from './filter-box.ts'
import '../shared/notice.ts'
import '../shared/relative-time.ts'
import '../shared/toolkit.ts'
import './event-detail.ts'
import './event-grid.ts'
import './filter-box.ts'

/** A screen reader is told of new events at most this often, in milliseconds. */
const announceEveryMs = 5_000

/** A screen reader is told how many events pass the filters once nothing was typed for so long, in milliseconds. */
const filteredAfterMs = 800

/** The Events page: what happened, live, with filters and one event's detail. It knows its host by the interface alone. */
export class EventsPage extends LitElement {
  static override properties = {
    host: { attribute: false },
    chosen: { state: true },
    announcement: { state: true },
    exporting: { state: true },
  }
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; height: 100vh; color: var(--vscode-foreground); line-height: 18px; }
      header { flex: none; display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; padding: 8px 20px; border-bottom: 1px solid var(--vscode-widget-border); }
      h1 { margin: 0; font-size: 15px; font-weight: 600; line-height: 20px; }
      .tools { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-inline-start: auto; }
      .format { min-width: 92px; }
      .count { font-variant-numeric: tabular-nums; white-space: nowrap; }
      reeve-rate-chart { flex: none; padding: 8px 20px 4px; border-bottom: 1px solid var(--vscode-widget-border); }
      reeve-notice { flex: none; padding: 12px 20px 0; }
      main { display: flex; flex: 1; flex-direction: column; min-height: 0; }
      .columns { position: relative; display: grid; flex: 1; grid-template-columns: minmax(0, 1fr); min-height: 0; }
      main .detailed { grid-template-columns: minmax(0, 1fr) minmax(320px, 34%); }
      .list { position: relative; display: flex; flex-direction: column; min-width: 0; min-height: 0; }
      reeve-event-grid { flex: 1; }
      reeve-event-detail { min-height: 0; border-inline-start: 1px solid var(--vscode-widget-border); background: var(--vscode-editor-background); }
      .fresh { position: absolute; z-index: 1; inset-inline: 0; top: 36px; display: flex; justify-content: center; pointer-events: none; }
      .fresh .icon { color: inherit; }
      .fresh vscode-button { pointer-events: auto; box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent); }
      .foot { flex: none; display: flex; gap: 10px; align-items: center; min-height: 30px; padding: 2px 20px; border-top: 1px solid var(--vscode-widget-border); }
      .nothing { padding: 24px 20px; }
      vscode-progress-ring { width: 16px; height: 16px; }
      @media (max-width: 760px) {
        header, reeve-rate-chart, .foot { padding-inline: 12px; }
        .count { margin-inline-start: auto; }
        .tools { margin-inline-start: 0; }
        header reeve-filter-box { order: 3; flex-basis: 100%; }
        .fresh { top: 8px; }
        main .detailed { grid-template-columns: minmax(0, 1fr); }
        main .detailed .list { visibility: hidden; }
        reeve-event-detail { position: absolute; z-index: 3; inset: 0; border: 0; }
      }
      @media (max-height: 460px) {
        reeve-rate-chart { display: none; }
      }
    `,
  ]

  declare host: Host | undefined
  declare chosen: EventEntry | undefined
  declare announcement: string
  declare exporting: 'idle' | 'writing' | 'saved' | 'failed'
  #store: EventsStore | undefined
  #frame = 0
  #toldEvents = 0
  #telling: ReturnType<typeof setInterval> | undefined
  #exportProblem = ''
  #format: EventExport['format'] = 'ndjson'
  #filtered: ReturnType<typeof setTimeout> | undefined
  /** The minute that is running moves the chart, even when nothing happens. */
  #minute: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.announcement = ''
    this.exporting = 'idle'
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.host) throw new Error('The Events page needs a host before it is put into a page.')
    this.#store = new EventsStore(this.host, () => this.#changed())
    this.#store.start()
    this.#telling = setInterval(() => this.#tell(), announceEveryMs)
    this.#minute = setInterval(() => this.requestUpdate(), 60_000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#store?.stop()
    cancelAnimationFrame(this.#frame)
    clearInterval(this.#telling)
    clearInterval(this.#minute)
    clearTimeout(this.#filtered)
  }

  /** However much arrives, the page is drawn once a frame. */
  #changed(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.requestUpdate())
  }

  #tell(): void {
    const { liveEvents = 0 } = this.#store?.state ?? {}
    const fresh = liveEvents - this.#toldEvents
    this.#toldEvents = liveEvents
    if (fresh > 0) this.announcement = `${plural(fresh, 'new event')}.`
  }

  protected override render(): TemplateResult | typeof nothing {
    const [host, store] = [this.host, this.#store]
    if (!host || !store) return nothing
    const { state } = store
    const notice = eventsNotice(state)
    return html`${this.#header(host, store, state)}
      <main @keydown=${this.#press}>
      <reeve-notice
        ?hidden=${notice === undefined}
        .text=${notice}
        .retry=${notice?.tone === 'error'}
        @retry-wanted=${() => void store.load()}
      ></reeve-notice>
      ${state.phase === 'ready' && state.entries.length > 0 ? this.#chart(state) : nothing}
        <div class="columns ${this.chosen ? 'detailed' : ''}">
        <div class="list">${this.#list(store, state)}</div>
        ${
          this.chosen
            ? html`<reeve-event-detail
                .host=${host}
                .entry=${this.chosen}
                .workspaceName=${store.workspaceNames.get(this.chosen.row.workspaceId)}
                @closed=${this.#close}
              ></reeve-event-detail>`
            : nothing
        }
        </div>
      </main>
      <div class="unseen" role="status">${this.announcement}</div>`
  }

  #header(host: Host, store: EventsStore, state: EventsState): TemplateResult {
    const health = healthOf[state.connection]
    return html`<header>
      <h1>Events</h1>
      <span class="labelled" data-test="health">${icon(health.icon, health.tone)}<span>${health.word}</span></span>
      <span class="quiet count">${countInWords(state)}</span>
      <reeve-filter-box
        .filters=${state.filters}
        .workspaceNames=${store.workspaceNames}
        @filters-changed=${({ detail }: CustomEvent<FilterChange>) => this.#filter(detail)}
      ></reeve-filter-box>
      <div class="tools">
        <vscode-button appearance="secondary" @click=${() => store.pause(!state.paused)}>
          ${state.paused ? 'Resume' : 'Pause'}
        </vscode-button>
        ${host.supports.has('exportEvents') ? this.#export(host, state) : nothing}
      </div>
    </header>`
  }

  #export(host: Host, state: EventsState): TemplateResult {
    const disabled = state.shown.length === 0 || this.exporting === 'writing'
    return html`<vscode-dropdown class="format" aria-label="Format of the export" @change=${this.#chooseFormat}>
        <vscode-option value="ndjson">NDJSON</vscode-option>
        <vscode-option value="json">JSON</vscode-option>
      </vscode-dropdown>
      <vscode-button appearance="secondary" ?disabled=${disabled} @click=${() => void this.#write(host, state)}>Export…</vscode-button>
      ${this.exporting === 'failed' ? html`<span role="alert" class="labelled">${icon('error', 'error')}${this.#exportProblem}</span>` : nothing}`
  }

  #chooseFormat(event: Event): void {
    this.#format = (event.target as HTMLElement & { value: string }).value === 'json' ? 'json' : 'ndjson'
  }

  #chart(state: EventsState): TemplateResult {
    const oldest = state.entries.at(-1)
    const knownSinceMs = state.cursor === undefined ? Number.NEGATIVE_INFINITY : (oldest?.atMs ?? Number.NaN)
    const data = minuteCounts(recentTimes(state.shown, chartMinutes), Date.now(), chartMinutes, knownSinceMs)
    return html`<reeve-rate-chart .data=${data}></reeve-rate-chart>`
  }

  #list(store: EventsStore, state: EventsState): TemplateResult | typeof nothing {
    if (state.phase === 'loading') {
      return state.failure || state.connection === 'lost' || state.connection === 'ended'
        ? nothing
        : html`<p class="nothing labelled quiet"><vscode-progress-ring aria-hidden="true"></vscode-progress-ring>Loading what happened…</p>`
    }
    if (state.entries.length === 0) return nothing
    const names = state.workspaces.length > 1 ? store.workspaceNames : undefined
    return html`${
      state.waiting > 0
        ? html`<div class="fresh"><vscode-button @click=${this.#release}><span slot="start">${icon('arrow-up')}</span>${formatCount(state.waiting)} new</vscode-button></div>`
        : nothing
    }
      <reeve-event-grid
        .entries=${state.shown}
        .chosen=${this.chosen}
        .workspaceNames=${names}
        .more=${state.cursor !== undefined && !state.loadingOlder && !state.failure}
        @event-chosen=${({ detail }: CustomEvent<EventEntry>) => this.#choose(detail)}
        @older-wanted=${this.#older}
        @reading=${({ detail }: CustomEvent<boolean>) => this.#read(detail)}
      ></reeve-event-grid>
      ${this.#foot(store, state)}`
  }

  #foot(store: EventsStore, state: EventsState): TemplateResult | typeof nothing {
    if (state.loadingOlder) {
      return html`<p class="foot quiet"><vscode-progress-ring aria-hidden="true"></vscode-progress-ring>Looking further back…</p>`
    }
    if (state.shown.length > 0) return nothing
    return html`<div class="foot">
      <span class="quiet">No event of ${formatCount(state.entries.length)} passes the filters.</span>
      ${
        state.cursor === undefined
          ? nothing
          : html`<vscode-button appearance="secondary" @click=${() => void store.loadOlder()}>Look further back</vscode-button>`
      }
      <vscode-button appearance="secondary" @click=${() => this.#filter({ filters: [], draft: '' })}>Clear filters</vscode-button>
    </div>`
  }

  get #grid(): EventGrid | null {
    return this.renderRoot.querySelector('reeve-event-grid')
  }

  #filter({ filters, draft }: FilterChange): void {
    this.#store?.filter(filters, draft)
    this.#grid?.scrollToTop()
    const box = this.renderRoot.querySelector<FilterBox>('reeve-filter-box')
    if (box && box.draft !== draft) box.draft = draft
    clearTimeout(this.#filtered)
    this.#filtered = setTimeout(() => this.#tellCount(), filteredAfterMs)
  }

  #tellCount(): void {
    if (this.#store) this.announcement = `${countInWords(this.#store.state)}.`
  }

  #choose(entry: EventEntry): void {
    this.chosen = entry
    this.#store?.hold(true)
  }

  #close(): void {
    this.chosen = undefined
    this.#read(false)
    this.#grid?.focus()
  }

  #read(reading: boolean): void {
    this.#store?.hold(reading || this.chosen !== undefined)
    if (!reading && this.chosen === undefined && this.#store?.state.paused === false) this.#store.release()
  }

  #release(): void {
    this.#store?.release()
    this.#grid?.scrollToTop()
    this.#grid?.focus()
  }

  /** Asked by what is drawn, so it answers after the drawing. */
  #older(): void {
    queueMicrotask(() => void this.#store?.loadOlder())
  }

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.chosen) this.#close()
  }

  async #write(host: Host, state: EventsState): Promise<void> {
    const format = this.#format
    const { shown } = state
    this.exporting = 'writing'
    try {
      const saved = await host.exportEvents({ format, events: shown.length, text: exportText(format, shown) })
      this.exporting = saved ? 'saved' : 'idle'
      if (saved) this.announcement = `${plural(shown.length, 'event')} written.`
    } catch (error) {
      this.#exportProblem = failureOf(error).message
      this.exporting = 'failed'
    }
  }
}

/** How many are shown of how many. */
function countInWords({ shown, entries, cursor }: EventsState): string {
  const all = `${formatCount(entries.length)}${cursor === undefined ? '' : '+'}`
  return shown.length === entries.length ? `${all} events` : `${formatCount(shown.length)} of ${all}`
}

/** The times of the newest entries, back to where the chart begins; those after need not be looked at. */
function* recentTimes(entries: readonly EventEntry[], minutes: number): Generator<number> {
  // Clocks of senders differ, so a few that seem too old do not end the walk.
  const from = Date.now() - 2 * minutes * 60_000
  for (const { atMs } of entries) {
    if (atMs < from) return
    yield atMs
  }
}

customElements.define('reeve-events', EventsPage)
