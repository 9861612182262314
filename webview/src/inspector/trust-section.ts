import type { TrustScore } from '@reeve/protocol/api'
import { html, nothing, svg, type TemplateResult } from 'lit'
import { visibleText } from '../format/text.ts'

/** A share from 0 to 1 as a bar, for the eye alone: the number stands beside it. */
const bar = (value: number): TemplateResult => html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
  ${svg`<rect width=${value * 100} height="1"></rect>`}
</svg>`

/** A trust score with the factors behind it; nothing where there is none. */
export function trustSection(trust: TrustScore | null): TemplateResult | typeof nothing {
  if (trust === null) return nothing
  return html`<section aria-labelledby="trust-title">
    <h2 id="trust-title">Trust ${trust.score.toFixed(2)}</h2>
    <ul class="factors">
      ${trust.factors.map(
        ({ name, value, reason }) => html`<li title=${visibleText(reason)}>
          <span class="quiet">${visibleText(name)}</span>${bar(value)}<span class="number">${value.toFixed(2)}</span>
        </li>`,
      )}
    </ul>
  </section>`
}
