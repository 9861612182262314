import type { DetectionReference, Host } from '@reeve/protocol/panel'
import { html, type TemplateResult } from 'lit'
import { shorten, visibleText } from '../format/text.ts'
import { clipped } from './clipped-text.ts'

const tooltipCharacters = 1_000
const shownCharacters = 300

/** The name of a thing of the inventory, which shows it in the inspector where the host has one. */
export function inspectLink(
  host: Host,
  reference: Omit<DetectionReference, 'key'> & { readonly key: string | null },
  name: string,
): TemplateResult {
  const { key } = reference
  if (key === null || key === '' || !host.supports.has('inspect')) return clipped(name, 'strong')
  const whole = visibleText(name)
  return html`<button
    type="button"
    class="link strong"
    title="Inspect ${shorten(whole, tooltipCharacters)}"
    @click=${() => void host.inspect({ ...reference, key })}
  ><bdi class="clip">${shorten(whole, shownCharacters)}</bdi></button>`
}
