import type { Host } from '@reeve/protocol/panel'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { formatCount } from '../format/count.ts'
import { visibleText } from '../format/text.ts'
import { clipped, wrapped, wrappedList } from '../shared/clipped-text.ts'
import { type IconName, type IconTone, icon } from '../shared/icon.ts'
import { inspectLink } from '../shared/inspect-link.ts'
import { placeLink } from '../shared/place-link.ts'
import { RowLimit } from '../shared/row-limit.ts'
import { sharedStyles, tableStyles } from '../shared/styles.ts'
import type { ServerRisk, ServerRow } from './inventory-rows.ts'

const riskMarks: Readonly<Record<ServerRisk, { icon: IconName; tone: IconTone; word: string }>> = {
  'at-risk': { icon: 'error', tone: 'error', word: 'At risk' },
  'to-look-at': { icon: 'warning', tone: 'warning', word: 'To look at' },
  clean: { icon: 'pass', tone: 'good', word: 'Clean' },
}

/** The MCP servers that are declared, those at risk first. */
export class ServersTable extends LitElement {
  static override properties = {
    host: { attribute: false },
    rows: { attribute: false },
    total: { type: Number },
    workspaceNames: { attribute: false },
  }
  static override styles = [
    sharedStyles,
    tableStyles(860),
    css`
      .name-column { width: 15%; }
      .risk { width: 108px; }
      .findings { width: 66px; }
      .client { width: 12%; }
      .origin { width: 25%; }
      .transport { width: 76px; }
      .workspace { width: 11%; }
      .name { display: flex; align-items: baseline; gap: 8px; min-width: 0; }
      .badge {
        flex: none;
        padding: 0 6px;
        border-radius: 8px;
        border: 1px solid var(--vscode-contrastBorder, color-mix(in srgb, currentColor 30%, transparent));
        font-size: 11px;
        font-weight: 400;
        line-height: 14px;
      }
      .version { max-width: 100%; }
    `,
  ]

  declare host: Host
  declare rows: readonly ServerRow[]
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
      <div class="heading"><h2 id="title">Servers</h2></div>
      ${this.rows.length === 0 ? this.#empty() : this.#table()}
      ${this.#limit.footer(this.rows, { heldBack: this.total - this.rows.length })}
    </section>`
  }

  #empty(): TemplateResult {
    return html`<p class="empty">
      No MCP servers. Reeve looks for them in the configuration of VS Code, Cursor, Claude Desktop and Claude Code, and in package files.
    </p>`
  }

  #table(): TemplateResult {
    return html`<table role="table" aria-labelledby="title">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" class="name-column" scope="col">Name</th>
          <th role="columnheader" class="risk" scope="col">Risk</th>
          <th role="columnheader" class="findings number" scope="col">Findings</th>
          <th role="columnheader" class="client" scope="col">Client</th>
          <th role="columnheader" class="origin" scope="col">Package or host</th>
          <th role="columnheader" class="transport" scope="col">Transport</th>
          <th role="columnheader" scope="col">Declared in</th>
          ${this.workspaceNames ? html`<th role="columnheader" class="workspace" scope="col">Workspace</th>` : nothing}
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

  #row(row: ServerRow): TemplateResult {
    const mark = riskMarks[row.risk]
    return html`<tr role="row">
      <th role="rowheader" scope="row">
        <span class="name">${inspectLink(this.host, { workspace: row.workspaceId, kind: 'mcp-server', key: row.id }, row.name)}${row.disabled ? html`<span class="badge">disabled</span>` : nothing}</span>
      </th>
      <td role="cell" data-label="Risk"><span class="labelled">${icon(mark.icon, mark.tone)}<span>${mark.word}</span></span></td>
      <td role="cell" data-label="Findings" class="number">${formatCount(row.findings)}</td>
      <td role="cell" data-label="Client">${row.clients.length === 0 ? html`<span class="quiet">—</span>` : clipped(row.clients.join(', '))}</td>
      <td role="cell" class="whole last" data-label="Package or host">${this.#origin(row)}</td>
      <td role="cell" data-label="Transport">${row.transport}</td>
      <td role="cell" class="whole last" data-label="Declared in">${this.#places(row)}</td>
      ${
        this.workspaceNames
          ? html`<td role="cell" data-label="Workspace">${clipped(this.workspaceNames.get(row.workspaceId) ?? row.workspaceId)}</td>`
          : nothing
      }
    </tr>`
  }

  #places({ workspaceId, locations, places }: ServerRow): TemplateResult {
    const [first, ...others] = locations
    if (first === undefined || !this.host.supports.has('openLocation')) return wrappedList(places, 'mono')
    return html`<span class="run" title=${others.length > 0 ? places.map(visibleText).join('\n') : nothing}
      >${placeLink(this.host, { workspace: workspaceId, ...first })}${others.length > 0 ? html`<span class="quiet more">+${others.length} more</span>` : nothing}</span
    >`
  }

  #origin(row: ServerRow): TemplateResult {
    if (row.origin === null) return html`<span class="quiet">—</span>`
    return html`<span class="run"
      >${wrapped(row.origin, 'mono')}${row.version === null ? nothing : clipped(row.version, 'mono version quiet')}${row.pinned === false ? html`<span class="badge">unpinned</span>` : nothing}</span
    >`
  }
}

customElements.define('reeve-servers-table', ServersTable)
