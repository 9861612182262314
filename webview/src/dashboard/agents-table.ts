import type { Host } from '@reeve/protocol/panel'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { clipped, wrapped } from '../shared/clipped-text.ts'
import { inspectLink } from '../shared/inspect-link.ts'
import { placeLink } from '../shared/place-link.ts'
import { RowLimit } from '../shared/row-limit.ts'
import { sharedStyles, tableStyles } from '../shared/styles.ts'
import type { AgentRow } from './inventory-rows.ts'
import '../shared/relative-time.ts'

/** The agents in the code, with what their code can do. */
export class AgentsTable extends LitElement {
  static override properties = {
    host: { attribute: false },
    rows: { attribute: false },
    total: { type: Number },
    workspaceNames: { attribute: false },
  }
  static override styles = [
    sharedStyles,
    tableStyles(640),
    css`
      .framework { width: 15%; }
      .place { width: 24%; }
      .workspace { width: 12%; }
      .capabilities { width: 27%; }
      .since { width: 92px; }
    `,
  ]

  declare host: Host
  declare rows: readonly AgentRow[]
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
      <div class="heading"><h2 id="title">Agents</h2></div>
      ${
        this.rows.length === 0
          ? html`<p class="empty">No agents. Reeve finds them by the agent frameworks that source code imports.</p>`
          : this.#table()
      }
      ${this.#limit.footer(this.rows, { heldBack: this.total - this.rows.length })}
    </section>`
  }

  #table(): TemplateResult {
    return html`<table role="table" aria-labelledby="title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Name</th>
          <th role="columnheader" class="framework" scope="col">Framework</th>
          <th role="columnheader" class="capabilities" scope="col">Can do</th>
          <th role="columnheader" class="place" scope="col">Where</th>
          ${this.workspaceNames ? html`<th role="columnheader" class="workspace" scope="col">Workspace</th>` : nothing}
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

  #row(row: AgentRow): TemplateResult {
    return html`<tr role="row">
      <th role="rowheader" scope="row">${inspectLink(this.host, { workspace: row.workspaceId, kind: 'agent', key: row.id }, row.name)}</th>
      <td role="cell" data-label="Framework">${clipped(row.framework)}</td>
      <td role="cell" data-label="Can do">
        ${row.capabilities.length === 0 ? html`<span class="quiet">nothing that was seen</span>` : wrapped(row.capabilities.join(', '))}
      </td>
      <td role="cell" data-label="Where">${row.location === null ? '—' : placeLink(this.host, { workspace: row.workspaceId, ...row.location })}</td>
      ${
        this.workspaceNames
          ? html`<td role="cell" data-label="Workspace">${clipped(this.workspaceNames.get(row.workspaceId) ?? row.workspaceId)}</td>`
          : nothing
      }
      <td role="cell" data-label="Since" class="number quiet"><reeve-time .time=${row.since}></reeve-time></td>
    </tr>`
  }
}

customElements.define('reeve-agents-table', AgentsTable)
