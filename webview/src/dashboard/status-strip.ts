import type { Summary } from '@reeve/protocol/api'
import type { ConnectionState } from '@reeve/protocol/panel'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { shorten, visibleText } from '../format/text.ts'
import { icon } from '../shared/icon.ts'
import { sharedStyles } from '../shared/styles.ts'
import { healthOf } from '../shared/health.ts'
import '../shared/relative-time.ts'
import '../shared/toolkit.ts'

type Workspaces = Summary['workspaces']

/** Names of workspaces; two that share a name are told apart by the beginning of their ids. */
function workspaceLabels(workspaces: Workspaces): { id: string; label: string }[] {
  const names = workspaces.map(({ name }) => name)
  return workspaces.map(({ id, name }) => {
    const shown = shorten(visibleText(name), 60)
    return { id, label: names.indexOf(name) === names.lastIndexOf(name) ? shown : `${shown} (${id.slice(0, 8)})` }
  })
}

/** The strip on top: whether all is well, when something was last reported, and which workspace is shown. */
export class StatusStrip extends LitElement {
  static override properties = {
    connection: {},
    lastReportAt: {},
    loaded: { type: Boolean },
    workspaces: { attribute: false },
    workspace: {},
  }
  static override styles = [
    sharedStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 18px;
        min-height: 45px;
        padding: 6px max(20px, (100% - 1640px) / 2);
        border-bottom: 1px solid var(--vscode-widget-border);
      }
      h1 { margin: 0; font-size: 15px; font-weight: 600; line-height: 20px; }
      .choice { display: inline-flex; align-items: center; gap: 8px; min-width: 0; max-width: 100%; margin-inline-start: auto; }
      vscode-dropdown { min-width: 0; max-width: 260px; }
    `,
  ]

  declare connection: ConnectionState
  declare lastReportAt: string | null
  declare loaded: boolean
  declare workspaces: Workspaces
  declare workspace: string | undefined

  constructor() {
    super()
    this.connection = 'connecting'
    this.lastReportAt = null
    this.loaded = false
    this.workspaces = []
  }

  /** The toolkit's dropdown reads its options a moment after they are there, and would then choose the first. */
  protected override updated(): void {
    const dropdown = this.renderRoot.querySelector<HTMLElement & { value: string }>('vscode-dropdown')
    if (!dropdown) return
    requestAnimationFrame(() => {
      dropdown.value = this.workspace ?? ''
    })
  }

  protected override render(): TemplateResult {
    const health = healthOf[this.connection]
    return html`<header>
      <h1>Dashboard</h1>
      <span class="labelled" data-test="health">${icon(health.icon, health.tone)}<span>${health.word}</span></span>
      <span class="quiet">${this.#onlyWorkspace()}${this.#lastReport()}</span>
      ${this.workspaces.length > 1 ? this.#workspaceChoice() : nothing}
    </header>`
  }

  #onlyWorkspace(): TemplateResult | typeof nothing {
    const [only, ...others] = workspaceLabels(this.workspaces)
    return only === undefined || others.length > 0 ? nothing : html`<bdi>${only.label}</bdi> · `
  }

  #lastReport(): TemplateResult | typeof nothing {
    if (!this.loaded) return nothing
    return this.lastReportAt === null ? html`no report yet` : html`last report <reeve-time .time=${this.lastReportAt}></reeve-time>`
  }

  #workspaceChoice(): TemplateResult {
    return html`<div class="choice">
      <span class="quiet" aria-hidden="true">Workspace</span>
      <vscode-dropdown aria-label="Workspace" @change=${this.#choose}>
        <vscode-option value="" ?selected=${this.workspace === undefined}>All workspaces</vscode-option>
        ${workspaceLabels(this.workspaces).map(
          ({ id, label }) => html`<vscode-option value=${id} ?selected=${id === this.workspace}>${label}</vscode-option>`,
        )}
      </vscode-dropdown>
    </div>`
  }

  #choose(event: Event): void {
    const { value } = event.target as HTMLElement & { value: string }
    this.dispatchEvent(new CustomEvent<string | undefined>('workspace-chosen', { detail: value === '' ? undefined : value }))
  }
}

customElements.define('reeve-status-strip', StatusStrip)
