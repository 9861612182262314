import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { eventTime, exactTime } from '../format/time.ts'
import { clipped, clippedSentence } from '../shared/clipped-text.ts'
import { eventMark } from '../shared/event-marks.ts'
import { sharedStyles } from '../shared/styles.ts'
import type { EventEntry } from './event-entry.ts'
import type { WorkspaceNames } from './event-filter.ts'

/** Pixels of one row: on one line, or on two where the grid is narrow. */
const rowHeights = { wide: 28, narrow: 46 } as const
const wideFromPx = 680

/** Rows that are drawn beyond what is seen, on either side, so that a fast scroll meets no gap. */
const overscan = 12

/** From this many rows before the end on, older events are asked for. */
const olderFromRows = 100

/**
 * Events, the newest first, of which only those in sight are in the document. One row is active: the arrow keys move
 * it, and the page shows it. Dispatches `event-chosen` with an entry, `older-wanted`, and `reading` with whether
 * somebody reads further down, so that nothing may move.
 */
export class EventGrid extends LitElement {
  static override properties = {
    entries: { attribute: false },
    chosen: { attribute: false },
    workspaceNames: { attribute: false },
    more: { type: Boolean },
    narrow: { state: true },
    from: { state: true },
    to: { state: true },
  }
  static override styles = [
    sharedStyles,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; height: 100%; }
      .grid { display: flex; flex: 1; flex-direction: column; min-height: 0; }
      .row, .titles {
        display: grid;
        grid-template-columns: 128px minmax(140px, 200px) minmax(0, 1fr);
        gap: 0 12px;
        align-items: center;
        padding: 0 20px;
      }
      .several .row, .several .titles { grid-template-columns: 128px minmax(140px, 200px) minmax(0, 1fr) minmax(80px, 18%); }
      .titles { flex: none; height: 28px; border-bottom: 1px solid var(--vscode-widget-border); color: var(--vscode-descriptionForeground); font-size: 11px; }
      .scroll { position: relative; flex: 1; min-height: 0; overflow-x: hidden; overflow-y: auto; overflow-anchor: none; }
      .scroll:focus-visible { outline-offset: -2px; }
      .window { position: absolute; inset-inline: 0; top: 0; }
      .row { height: 28px; overflow: hidden; border-bottom: 1px solid var(--vscode-widget-border); contain: strict; cursor: default; line-height: 18px; }
      .row:hover { background: var(--vscode-list-hoverBackground); }
      .row[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .row[aria-selected='true'] .quiet, .row[aria-selected='true'] .icon { color: inherit; }
      .cell { display: flex; gap: 8px; align-items: center; min-width: 0; white-space: nowrap; }
      .narrow .titles { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .narrow .row { grid-template-columns: minmax(0, 1fr) auto; grid-template-rows: 18px 18px; align-content: center; height: 46px; padding: 0 12px; }
      .narrow .what { grid-area: 2 / 1 / 3 / 3; }
      .narrow .type { grid-area: 1 / 1; }
      .narrow .time { grid-area: 1 / 2; }
      .narrow .workspace { display: none; }
      @media (forced-colors: active) {
        .row[aria-selected='true'] { outline-color: Highlight; outline-width: 2px; outline-offset: -2px; }
      }
    `,
  ]

  declare entries: readonly EventEntry[]
  declare chosen: EventEntry | undefined
  /** Names by id, when events of several workspaces are shown. */
  declare workspaceNames: WorkspaceNames | undefined
  /** Whether older events can be asked for. */
  declare more: boolean
  declare narrow: boolean
  declare from: number
  declare to: number
  #reading = false
  readonly #resized = new ResizeObserver(([entry]) => {
    this.narrow = (entry?.contentRect.width ?? wideFromPx) < wideFromPx
    this.#look()
  })

  constructor() {
    super()
    this.entries = []
    this.more = false
    this.narrow = false
    this.from = 0
    this.to = 2 * overscan
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#resized.observe(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resized.disconnect()
  }

  scrollToTop(): void {
    this.#scroller?.scrollTo({ top: 0 })
    this.#look()
  }

  override focus(options?: FocusOptions): void {
    this.#scroller?.focus(options)
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroll')
  }

  get #rowHeight(): number {
    return this.narrow ? rowHeights.narrow : rowHeights.wide
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('entries') || changed.has('narrow') || changed.has('more')) this.#look()
  }

  protected override updated(): void {
    const spacer = this.renderRoot.querySelector<HTMLElement>('.spacer')
    const rows = this.renderRoot.querySelector<HTMLElement>('.window')
    // By script, since a strict policy refuses style attributes.
    if (spacer) spacer.style.height = `${this.entries.length * this.#rowHeight}px`
    if (rows) rows.style.transform = `translateY(${this.from * this.#rowHeight}px)`
  }

  protected override render(): TemplateResult {
    const { entries, workspaceNames } = this
    const rows = entries.slice(this.from, this.to)
    const active = this.chosen && rows.includes(this.chosen) ? `e${this.chosen.row.sequence}` : nothing
    return html`<div class="grid ${this.narrow ? 'narrow' : ''} ${workspaceNames ? 'several' : ''}" role="presentation">
      <div class="titles" aria-hidden="true">
        <span>Time</span><span>Type</span><span>What</span>${workspaceNames ? html`<span>Workspace</span>` : nothing}
      </div>
      <div
        class="scroll"
        role="grid"
        tabindex="0"
        aria-label="Events, the newest first"
        aria-rowcount=${this.more ? -1 : entries.length + 1}
        aria-colcount=${workspaceNames ? 4 : 3}
        aria-activedescendant=${active}
        @scroll=${this.#look}
        @keydown=${this.#press}
      >
        <div role="rowgroup" class="unseen">
          <div role="row" aria-rowindex="1">
            <span role="columnheader">Time</span><span role="columnheader">Type</span><span role="columnheader">What</span>
            ${workspaceNames ? html`<span role="columnheader">Workspace</span>` : nothing}
          </div>
        </div>
        <div class="spacer" role="presentation"></div>
        <div class="window" role="rowgroup">${rows.map((entry, index) => this.#row(entry, this.from + index))}</div>
      </div>
    </div>`
  }

  #row(entry: EventEntry, index: number): TemplateResult {
    const { row } = entry
    return html`<div
      class="row"
      role="row"
      id="e${row.sequence}"
      aria-rowindex=${index + 2}
      aria-selected=${entry === this.chosen ? 'true' : 'false'}
      @click=${() => this.#choose(entry)}
    >
      <span role="gridcell" class="cell time"
        ><time class="mono quiet" datetime=${row.time} title=${exactTime(row.time)}>${eventTime(row.time, Date.now())}</time></span
      >
      <span role="gridcell" class="cell type">${eventMark(row.tone)}${clipped(row.type)}</span>
      <span role="gridcell" class="cell what">${clippedSentence(row.name, row.text)}</span>
      ${
        this.workspaceNames
          ? html`<span role="gridcell" class="cell workspace quiet">${clipped(this.workspaceNames.get(row.workspaceId) ?? row.workspaceId)}</span>`
          : nothing
      }
    </div>`
  }

  /** Finds which rows are in sight now. */
  #look(): void {
    const scroller = this.#scroller
    if (!scroller) return
    const height = this.#rowHeight
    const first = Math.floor(scroller.scrollTop / height)
    const last = Math.ceil((scroller.scrollTop + scroller.clientHeight) / height)
    this.from = Math.max(0, Math.min(first, this.entries.length) - overscan)
    this.to = last + overscan
    if (this.more && this.to + olderFromRows >= this.entries.length) this.dispatchEvent(new Event('older-wanted'))
    const reading = scroller.scrollTop > 0
    if (reading === this.#reading) return
    this.#reading = reading
    this.dispatchEvent(new CustomEvent<boolean>('reading', { detail: reading }))
  }

  #choose(entry: EventEntry): void {
    this.dispatchEvent(new CustomEvent<EventEntry>('event-chosen', { detail: entry }))
  }

  #press(event: KeyboardEvent): void {
    const scroller = this.#scroller
    if (!scroller || event.altKey || event.ctrlKey || event.metaKey || this.entries.length === 0) return
    const at = this.chosen ? this.entries.indexOf(this.chosen) : -1
    const page = Math.max(1, Math.floor(scroller.clientHeight / this.#rowHeight) - 1)
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.entries.length - 1,
      Enter: at,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const index = Math.max(0, Math.min(step, this.entries.length - 1))
    const entry = this.entries[index]
    if (!entry) return
    this.#reveal(scroller, index)
    this.#choose(entry)
  }

  #reveal(scroller: HTMLElement, index: number): void {
    const top = index * this.#rowHeight
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top + this.#rowHeight > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = top + this.#rowHeight - scroller.clientHeight
    this.#look()
  }
}

customElements.define('reeve-event-grid', EventGrid)
