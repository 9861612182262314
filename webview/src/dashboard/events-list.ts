import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { plural } from '../format/count.ts'
import { eventTime, exactTime } from '../format/time.ts'
import { clipped, clippedSentence } from '../shared/clipped-text.ts'
import { RowLimit } from '../shared/row-limit.ts'
import { sharedStyles, tableStyles } from '../shared/styles.ts'
import { eventMark } from '../shared/event-marks.ts'
import type { EventRow } from '../records/event-rows.ts'

/**
 * What happened, live, the newest first. While somebody points at the list or has the focus in it, new rows wait
 * behind a button, so that nothing moves away.
 */
export class EventsList extends LitElement {
  static override properties = { rows: { attribute: false }, hasOlder: { type: Boolean }, workspaceNames: { attribute: false } }
  static override styles = [
    sharedStyles,
    tableStyles(640),
    css`
      .time { width: 128px; }
      .type { width: 200px; }
      .workspace { width: 16%; }
      .marked { display: flex; gap: 8px; min-width: 0; }
      .heading button:not(.link) { margin-block: -4px; }
      .actions { display: flex; gap: 12px; }
    `,
  ]

  declare rows: readonly EventRow[]
  declare hasOlder: boolean
  /** Names by id, when rows of several workspaces are shown. */
  declare workspaceNames: ReadonlyMap<string, string> | undefined
  readonly #limit = new RowLimit(this)
  /** The newest row that is shown while the list is held. */
  #heldAt: number | undefined
  #pointed = false

  constructor() {
    super()
    this.rows = []
    this.hasOlder = false
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('rows') as readonly EventRow[] | undefined
    const newest = before?.[0]?.sequence
    if (newest !== undefined && this.#heldAt === undefined && this.#inUse()) this.#heldAt = newest
  }

  #inUse(): boolean {
    return this.#pointed || this.shadowRoot?.activeElement != null
  }

  protected override render(): TemplateResult {
    const rows = this.#heldAt === undefined ? this.rows : this.rows.filter(({ sequence }) => sequence <= (this.#heldAt ?? sequence))
    const waiting = this.rows.length - rows.length
    return html`<section class="panel" aria-labelledby="title">
      <div class="heading">
        <h2 id="title">Recent events</h2>
        <span class="actions">
        ${waiting > 0 ? html`<button type="button" @click=${this.#release}>Show ${plural(waiting, 'new event')}</button>` : nothing}
        <button type="button" class="link" @click=${() => this.dispatchEvent(new Event('all-wanted'))}>All events</button>
        </span>
      </div>
      <div @pointerenter=${this.#point} @pointerleave=${this.#leave}>
        ${rows.length === 0 ? html`<p class="empty">No events yet.</p>` : this.#table(this.#limit.visible(rows))}
        ${this.#limit.footer(rows, { loadMore: this.hasOlder ? () => this.dispatchEvent(new Event('older-wanted')) : undefined })}
      </div>
    </section>`
  }

  #point(): void {
    this.#pointed = true
  }

  #leave(): void {
    this.#pointed = false
  }

  #release(): void {
    this.#heldAt = undefined
    this.requestUpdate()
  }

  #table(rows: readonly EventRow[]): TemplateResult {
    return html`<table role="table" aria-labelledby="title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" class="time" scope="col">Time</th>
          <th role="columnheader" class="type" scope="col">Type</th>
          <th role="columnheader" scope="col">What</th>
          ${this.workspaceNames ? html`<th role="columnheader" class="workspace" scope="col">Workspace</th>` : nothing}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          rows,
          ({ sequence }) => sequence,
          (row) => this.#row(row),
        )}
      </tbody>
    </table>`
  }

  #row(row: EventRow): TemplateResult {
    return html`<tr role="row">
      <td role="cell" data-label="Time"><time class="mono quiet" datetime=${row.time} title=${exactTime(row.time)}>${eventTime(row.time, Date.now())}</time></td>
      <td role="cell" data-label="Type"><span class="marked">${eventMark(row.tone)}${clipped(row.type)}</span></td>
      <td role="cell" class="whole" data-label="What">${clippedSentence(row.name, row.text)}</td>
      ${
        this.workspaceNames
          ? html`<td role="cell" data-label="Workspace">${clipped(this.workspaceNames.get(row.workspaceId) ?? row.workspaceId)}</td>`
          : nothing
      }
    </tr>`
  }
}

customElements.define('reeve-events-list', EventsList)
