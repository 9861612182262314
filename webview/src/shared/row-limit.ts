import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit'
import { formatCount } from '../format/count.ts'

const step = 200

/** Keeps a long list bounded: the first 200 rows, and 200 more each time they are asked for. */
export class RowLimit implements ReactiveController {
  readonly #host: ReactiveControllerHost
  #limit = step

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#limit = step
  }

  visible<T>(rows: readonly T[]): readonly T[] {
    return rows.slice(0, this.#limit)
  }

  /**
   * The line below a list that is longer than what is shown. `loadMore` is given where the list goes on elsewhere;
   * `heldBack` is the number of rows that are known to exist and cannot be shown.
   */
  footer(
    rows: readonly unknown[],
    options: { loadMore?: (() => void) | undefined; heldBack?: number } = {},
  ): TemplateResult | typeof nothing {
    const hidden = rows.length - this.#limit
    const heldBack = options.heldBack ?? 0
    if (hidden <= 0 && heldBack <= 0 && options.loadMore === undefined) return nothing
    const shown = Math.min(rows.length, this.#limit)
    const more = hidden > 0 || options.loadMore !== undefined
    return html`<p class="footer">
      <span class="quiet"
        >${options.loadMore === undefined ? `${formatCount(shown)} of ${formatCount(rows.length + Math.max(0, heldBack))} shown` : `${formatCount(shown)} shown`}${
          hidden <= 0 && heldBack > 0 ? '; choose one workspace to see more of it' : ''
        }</span
      >
      ${more ? html`<button type="button" @click=${() => this.#more(options.loadMore, hidden)}>Show more</button>` : nothing}
    </p>`
  }

  #more(loadMore: (() => void) | undefined, hidden: number): void {
    this.#limit += step
    if (hidden < step) loadMore?.()
    this.#host.requestUpdate()
  }
}
