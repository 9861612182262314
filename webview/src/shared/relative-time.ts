import { html, LitElement, type TemplateResult } from 'lit'
import { exactTime, relativeTime } from '../format/time.ts'

const shown = new Set<RelativeTime>()
let ticking: ReturnType<typeof setInterval> | undefined

/** One clock moves every time on the page, and rests while there is none. */
function tick(): void {
  if (document.hidden) return
  const now = Date.now()
  for (const element of shown) element.showAt(now)
}

/** A time as its distance from now, kept up to date, the exact one on hover. */
export class RelativeTime extends LitElement {
  static override properties = { time: {} }

  declare time: string
  #now = Date.now()
  #text = ''

  constructor() {
    super()
    this.time = ''
  }

  /** Shows the distance from this moment, in milliseconds since 1970. */
  showAt(nowMs: number): void {
    this.#now = nowMs
    if (relativeTime(this.time, nowMs) !== this.#text) this.requestUpdate()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#now = Date.now()
    shown.add(this)
    ticking ??= setInterval(tick, 1000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    shown.delete(this)
    if (shown.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }

  /** The text stands in the page itself, so that it can be selected with what is around it. */
  protected override createRenderRoot(): this {
    return this
  }

  protected override render(): TemplateResult {
    this.#text = relativeTime(this.time, this.#now)
    return html`<time datetime=${this.time} title=${exactTime(this.time)}>${this.#text}</time>`
  }
}

customElements.define('reeve-time', RelativeTime)
