import { css, html, LitElement, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { wrappedSentence } from '../shared/clipped-text.ts'
import { sharedStyles } from '../shared/styles.ts'
import { eventMark } from '../shared/event-marks.ts'
import type { Change } from '../records/event-rows.ts'
import '../shared/relative-time.ts'

/** What came and went, in sentences, the newest first. */
export class ChangesList extends LitElement {
  static override properties = { changes: { attribute: false } }
  static override styles = [
    sharedStyles,
    css`
      ol { margin: 0; padding: 0; list-style: none; }
      li { display: grid; grid-template-columns: 86px 22px minmax(0, 1fr); align-items: start; padding: 5px 0; line-height: 18px; }
      li + li { border-top: 1px solid var(--vscode-widget-border); }
      .when { padding-inline-end: 10px; color: var(--vscode-descriptionForeground); text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums; }
    `,
  ]

  declare changes: readonly Change[]

  constructor() {
    super()
    this.changes = []
  }

  protected override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="title">
      <div class="heading"><h2 id="title">What changed</h2></div>
      ${
        this.changes.length === 0
          ? html`<p class="empty">Nothing changed yet. A server, agent or finding that comes or goes shows up here at once.</p>`
          : html`<ol aria-labelledby="title">
              ${repeat(
                this.changes,
                ({ key }) => key,
                (change) => html`<li>
                  <span class="when"><reeve-time .time=${change.time}></reeve-time></span>
                  ${eventMark(change.tone)}
                  <span class="what">${wrappedSentence(change.name, change.text)}</span>
                </li>`,
              )}
            </ol>`
      }
    </section>`
  }
}

customElements.define('reeve-changes-list', ChangesList)
