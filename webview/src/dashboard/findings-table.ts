import type { Host } from '@reeve/protocol/panel'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { clipped, wrapped } from '../shared/clipped-text.ts'
import { icon } from '../shared/icon.ts'
import { placeLink } from '../shared/place-link.ts'
import { ruleLink } from '../shared/rule-link.ts'
import { RowLimit } from '../shared/row-limit.ts'
import { severityMarks } from '../shared/severity-marks.ts'
import { sharedStyles, tableStyles } from '../shared/styles.ts'
import type { FindingRow } from './inventory-rows.ts'
import '../shared/relative-time.ts'

/** What somebody should look at, the worst first. Each opens to why it matters and what to do. */
export class FindingsTable extends LitElement {
  static override properties = {
    host: { attribute: false },
    rows: { attribute: false },
    total: { type: Number },
    workspaceNames: { attribute: false },
  }
  static override styles = [
    sharedStyles,
    tableStyles(600),
    css`
      .severity { width: 92px; }
      .where { width: 28%; }
      .since { width: 92px; }
      details, .bare { padding-inline-start: 16px; }
      summary { position: relative; margin-inline-start: -16px; padding-inline-start: 16px; cursor: pointer; list-style: none; user-select: text; }
      summary:focus-visible { outline-offset: -2px; }
      summary::-webkit-details-marker { display: none; }
      summary::before {
        position: absolute;
        inset-inline-start: 0;
        color: var(--vscode-descriptionForeground);
        font: 14px/18px codicon;
        content: '\\eab6' / '';
      }
      details[open] summary::before { content: '\\eab4' / ''; }
      details[open] .message .wrap { display: block; }
      .message { display: block; color: var(--vscode-descriptionForeground); }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 6px 0 4px; overflow-wrap: anywhere; }
      dt { color: var(--vscode-descriptionForeground); }
      dd { margin: 0; }
      .rule > div { flex: 1; min-width: 0; }
    `,
  ]

  declare host: Host
  declare rows: readonly FindingRow[]
  declare total: number
  /** Names by id, when rows of several workspaces are shown. */
  declare workspaceNames: ReadonlyMap<string, string> | undefined
  readonly #limit = new RowLimit(this)

  constructor() {
    super()
    this.rows = []
    this.total = 0
  }

  protected override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="title">
      <div class="heading"><h2 id="title">Findings</h2></div>
      ${this.rows.length === 0 ? this.#empty() : this.#table()}
      ${this.#limit.footer(this.rows, { heldBack: this.total - this.rows.length })}
    </section>`
  }

  #empty(): TemplateResult {
    return html`<p class="empty labelled">${icon('pass', 'good')}<span>No findings. Rules look at every server that is declared.</span></p>`
  }

  #table(): TemplateResult {
    return html`<table role="table" aria-labelledby="title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" class="severity" scope="col">Severity</th>
          <th role="columnheader" scope="col">Rule</th>
          <th role="columnheader" class="where" scope="col">Where</th>
          <th role="columnheader" class="since number" scope="col">Since</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          this.#limit.visible(this.rows),
          ({ key }) => key,
          (row) => this.#row(row),
        )}
      </tbody>
    </table>`
  }

  #row(row: FindingRow): TemplateResult {
    const mark = severityMarks[row.severity]
    return html`<tr role="row">
      <td role="cell" data-label="Severity">
        <span class="labelled">${icon(mark.icon, mark.tone)}<span>${mark.word}</span></span>
      </td>
      <td role="cell" data-label="Rule" class="rule whole"><div>${this.#rule(row)}</div></td>
      <td role="cell" data-label="Where">
        <div>
          ${row.location === null ? '—' : placeLink(this.host, { workspace: row.workspaceId, ...row.location })}
          ${this.workspaceNames ? html`<div class="quiet">${clipped(this.workspaceNames.get(row.workspaceId) ?? row.workspaceId)}</div>` : nothing}
        </div>
      </td>
      <td role="cell" data-label="Since" class="number quiet"><reeve-time .time=${row.since}></reeve-time></td>
    </tr>`
  }

  #rule(row: FindingRow): TemplateResult {
    const said = html`<span class="strong">${clipped(row.title)}</span><span class="message">${wrapped(row.message)}</span>`
    if (row.why === null && row.fix === null) return html`<div class="bare">${said}</div>`
    return html`<details>
      <summary>${said}</summary>
      <dl>
        <dt>Why</dt>
        <dd>${row.why}</dd>
        <dt>What to do</dt>
        <dd>${row.fix}</dd>
        <dt>Rule</dt>
        <dd>${ruleLink(this.host, row.ruleId)}</dd>
      </dl>
    </details>`
  }
}

customElements.define('reeve-findings-table', FindingsTable)
