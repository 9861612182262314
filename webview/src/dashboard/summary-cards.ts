import type { Summary } from '@reeve/protocol/api'
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit'
import { formatCount, plural } from '../format/count.ts'
import { type IconTone, icon } from '../shared/icon.ts'
import type { MinuteCounts } from '../records/minute-counts.ts'
import { sharedStyles } from '../shared/styles.ts'
import '../shared/rate-chart.ts'

/** A part of a whole, for the bar and for the words below it. */
interface Part {
  readonly tone: IconTone
  readonly value: number
  readonly label: string
}

/** Draws the parts as one bar. The words beside it say the same, so it is for the eye alone. */
function bar(parts: readonly Part[]): TemplateResult {
  const total = parts.reduce((sum, part) => sum + part.value, 0)
  let from = 0
  const segments = parts.map(({ tone, value }) => {
    const x = from
    from += total === 0 ? 0 : (value / total) * 100
    return svg`<rect class=${tone} x=${x} width=${from - x} height="1"></rect>`
  })
  return html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${segments}</svg>`
}

const words = (parts: readonly Part[]): string => parts.map(({ value, label }) => `${formatCount(value)} ${label}`).join(' · ')

function card(title: string, value: number, context: string, detail: TemplateResult): TemplateResult {
  return html`<div class="panel" role="group" aria-label=${title}>
    <p class="caption">${title}</p>
    <p class="line"><span class="value">${formatCount(value)}</span> <span class="quiet">${context}</span></p>
    ${detail}
  </div>`
}

const parts = (list: readonly Part[]): TemplateResult => html`${bar(list)}<p class="detail">${words(list)}</p>`
const sentence = (text: string): TemplateResult => html`<p class="detail">${text}</p>`

/** The counts: one number each, with one line of context. */
export class SummaryCards extends LitElement {
  static override properties = { summary: { attribute: false }, rate: { attribute: false } }
  static override styles = [
    sharedStyles,
    css`
      .cards { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; }
      @media (max-width: 860px) {
        .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); }
      }
      @media (max-width: 420px) {
        .cards { grid-template-columns: minmax(0, 1fr); }
      }
      .line { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; margin: 4px 0 8px; }
      .value { font-size: 26px; font-weight: 300; line-height: 34px; font-variant-numeric: tabular-nums; }
      .detail { color: var(--vscode-descriptionForeground); font-size: 12px; line-height: 18px; }
      .bar { display: block; width: 100%; height: 8px; margin-bottom: 6px; border-radius: 4px; background: var(--vscode-widget-border); }
      rect.error { fill: var(--vscode-editorError-foreground); }
      rect.warning { fill: var(--vscode-editorWarning-foreground); }
      rect.info { fill: var(--vscode-editorInfo-foreground); }
      rect.good { fill: var(--vscode-testing-iconPassed); }
    `,
  ]

  declare summary: Summary | undefined
  /** Events per minute over the last hour. */
  declare rate: MinuteCounts | undefined

  protected override render(): TemplateResult {
    const { summary } = this
    if (!summary) return html``
    const { serversByRisk: risk, findingsBySeverity: severity } = summary
    return html`<section class="cards" aria-label="Counts">
      ${card(
        'Servers',
        summary.servers,
        `in ${plural(summary.clients, 'client')}`,
        parts([
          { tone: 'error', value: risk.atRisk, label: 'at risk' },
          { tone: 'warning', value: risk.toLookAt, label: 'to look at' },
          { tone: 'good', value: risk.clean, label: 'clean' },
        ]),
      )}
      ${card(
        'Findings',
        summary.findings,
        summary.findings === 0 ? 'nothing open' : 'open',
        parts([
          { tone: 'error', value: severity.error, label: severity.error === 1 ? 'error' : 'errors' },
          { tone: 'warning', value: severity.warning, label: severity.warning === 1 ? 'warning' : 'warnings' },
          { tone: 'info', value: severity.info, label: 'info' },
        ]),
      )}
      ${card(
        'Agents',
        summary.agents,
        `in ${plural(summary.workspaces.length, 'workspace')}`,
        sentence(`${plural(summary.capabilities, 'capability', 'capabilities')} · ${plural(summary.protocols, 'protocol')}`),
      )}
      ${card(
        'Events',
        summary.eventsLastHour,
        'in the last hour',
        html`${this.rate ? html`<reeve-rate-chart .data=${this.rate}></reeve-rate-chart>` : nothing}${
          summary.eventsDropped === 0
            ? nothing
            : html`<p class="detail labelled">${icon('warning', 'warning')}<span>${plural(summary.eventsDropped, 'event')} lost before they were reported</span></p>`
        }`,
      )}
    </section>`
  }
}

customElements.define('reeve-summary-cards', SummaryCards)
