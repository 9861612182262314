import type { Host } from '@reeve/protocol/panel'
import { css, html, LitElement, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { formatCount } from '../format/count.ts'
import { wrappedList } from '../shared/clipped-text.ts'
import { inspectLink } from '../shared/inspect-link.ts'
import { RowLimit } from '../shared/row-limit.ts'
import { sharedStyles, tableStyles } from '../shared/styles.ts'

/** One capability or protocol. */
export interface EvidenceRow {
  readonly key: string
  readonly workspaceId: string
  readonly name: string
  /** How many agents reach it; absent where that is not asked. */
  readonly agents?: number
  readonly places: readonly string[]
}

/** Capabilities or protocols, with where the proof of each stands. */
export class EvidenceTable extends LitElement {
  static override properties = {
    host: { attribute: false },
    kind: {},
    heading: {},
    empty: {},
    rows: { attribute: false },
    total: { type: Number },
  }
  static override styles = [
    sharedStyles,
    tableStyles(360),
    css`
      .agents { width: 64px; }
      .evidence { width: 50%; }
    `,
  ]

  declare host: Host
  declare kind: 'capability' | 'protocol'
  declare heading: string
  /** What is said when there are no rows. */
  declare empty: string
  declare rows: readonly EvidenceRow[]
  declare total: number
  readonly #limit = new RowLimit(this)

  constructor() {
    super()
    this.kind = 'capability'
    this.heading = ''
    this.empty = ''
    this.rows = []
    this.total = 0
  }

  protected override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="title">
      <div class="heading"><h2 id="title">${this.heading}</h2></div>
      ${this.rows.length === 0 ? html`<p class="empty">${this.empty}</p>` : this.#table()}
      ${this.#limit.footer(this.rows, { heldBack: this.total - this.rows.length })}
    </section>`
  }

  #table(): TemplateResult {
    const withAgents = this.rows.some(({ agents }) => agents !== undefined)
    return html`<table role="table" aria-labelledby="title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Name</th>
          ${withAgents ? html`<th role="columnheader" class="agents number" scope="col">Agents</th>` : ''}
          <th role="columnheader" class="evidence" scope="col">Evidence</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          this.#limit.visible(this.rows),
          ({ key }) => key,
          (row) => html`<tr role="row">
            <th role="rowheader" scope="row">${inspectLink(this.host, { workspace: row.workspaceId, kind: this.kind, key: row.name }, row.name)}</th>
            ${withAgents ? html`<td role="cell" data-label="Agents" class="number">${formatCount(row.agents ?? 0)}</td>` : ''}
            <td role="cell" data-label="Evidence">${wrappedList(row.places, 'mono')}</td>
          </tr>`,
        )}
      </tbody>
    </table>`
  }
}

customElements.define('reeve-evidence-table', EvidenceTable)
