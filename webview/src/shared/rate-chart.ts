import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit'
import uPlot from 'uplot'
import { formatCount, plural } from '../format/count.ts'
import type { MinuteCounts } from '../records/minute-counts.ts'
import { sharedStyles } from './styles.ts'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

const at = (startS: number | undefined): string => (startS === undefined ? '' : clock.format(startS * 1000))

/** How far back the chart goes. */
export const chartMinutes = 60

/** The most that one minute had, and since when that is known where it is not the whole hour. */
function mostInWords({ startsS, counts }: MinuteCounts): string {
  const since = counts.length < chartMinutes ? `since ${at(startsS[0])}` : 'in the last hour'
  const most = Math.max(0, ...counts)
  return most === 0 ? `none ${since}` : `most ${since}: ${formatCount(most)} a minute, at ${at(startsS[counts.indexOf(most)])}`
}

/** What the chart shows, in a sentence: for those who do not see it. */
function rateInWords({ startsS, counts }: MinuteCounts): string {
  const most = Math.max(0, ...counts)
  if (most === 0) return `No events since ${at(startsS[0])}.`
  const total = counts.reduce((sum, count) => sum + count, 0)
  return `${plural(total, 'event')} since ${at(startsS[0])}, at most ${formatCount(most)} a minute, at ${at(startsS[counts.indexOf(most)])}.`
}

/** Events per minute as small bars, drawn by uPlot; the minute under the pointer is told in words. */
export class RateChart extends LitElement {
  static override properties = { data: { attribute: false }, minute: { state: true } }
  static override styles = [
    sharedStyles,
    css`
      :host { position: relative; }
      .chart { height: 36px; color: var(--vscode-charts-blue, var(--vscode-editorInfo-foreground)); }
      .chart :is(.uplot, .u-wrap) { position: relative; width: 100%; }
      .chart :is(.u-over, .u-under) { position: absolute; }
      .chart canvas { display: block; position: relative; width: 100%; height: 100%; }
      .chart :is(.u-select, .u-legend, .u-cursor-y, .u-cursor-pt, .u-off) { display: none; }
      .chart .u-cursor-x { position: absolute; inset-block: 0; left: 0; border-inline-start: 1px solid var(--vscode-descriptionForeground); pointer-events: none; }
      .words { overflow: hidden; color: var(--vscode-descriptionForeground); font-size: 11px; line-height: 16px; text-overflow: ellipsis; white-space: nowrap; font-variant-numeric: tabular-nums; }
    `,
  ]

  declare data: MinuteCounts
  /** The minute under the pointer. */
  declare minute: number | undefined
  #plot: uPlot | undefined
  #themed: MutationObserver | undefined
  readonly #resized = new ResizeObserver(() => this.#fit())
  readonly #contrast = globalThis.matchMedia?.('(prefers-color-scheme: dark)')
  readonly #redraw = (): void => this.#plot?.redraw()

  constructor() {
    super()
    this.data = { startsS: [], counts: [] }
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#resized.observe(this)
    this.#contrast?.addEventListener('change', this.#redraw)
    // The editor tells a change of its theme by the body's attributes.
    this.#themed = new MutationObserver(this.#redraw)
    this.#themed.observe(document.body, { attributes: true })
    this.#themed.observe(document.documentElement, { attributes: true })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resized.disconnect()
    this.#contrast?.removeEventListener('change', this.#redraw)
    this.#themed?.disconnect()
    this.#plot?.destroy()
    this.#plot = undefined
  }

  protected override render(): TemplateResult {
    const { startsS, counts } = this.data
    const words =
      this.minute === undefined ? mostInWords(this.data) : `${at(startsS[this.minute])}: ${plural(counts[this.minute] ?? 0, 'event')}`
    return html`<div class="chart" role="img" aria-label="Events per minute. ${rateInWords(this.data)}"></div>
      <p class="words" aria-hidden="true">${words}</p>`
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('data')) this.#plot?.setData(this.#table())
  }

  #table(): uPlot.AlignedData {
    return [[...this.data.startsS], [...this.data.counts]]
  }

  /** Draws once there is room to draw in, and again in the new size. */
  #fit(): void {
    const place = this.renderRoot.querySelector<HTMLElement>('.chart')
    const width = place?.clientWidth ?? 0
    const height = place?.clientHeight ?? 0
    if (!place || width === 0 || height === 0) return
    if (this.#plot) this.#plot.setSize({ width, height })
    else this.#plot = this.#draw(place, width, height)
  }

  #draw(place: HTMLElement, width: number, height: number): uPlot {
    const colour = (): string => getComputedStyle(place).color
    const bars = uPlot.paths.bars?.({ size: [0.8, 24, 1] })
    return new uPlot(
      {
        width,
        height,
        padding: [2, 0, 0, 0],
        legend: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { time: true, range: (_plot, _from, to) => [to - chartMinutes * 60 + 30, to + 30] },
          y: { range: (_plot, _from, to) => [0, Math.max(1, to)] },
        },
        series: [{}, { fill: colour, stroke: colour, width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }],
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        hooks: { setCursor: [(plot) => this.#point(plot)] },
      },
      this.#table(),
      place,
    )
  }

  #point({ cursor }: uPlot): void {
    this.minute = cursor.idx ?? undefined
  }
}

customElements.define('reeve-rate-chart', RateChart)
