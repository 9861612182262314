import type { Host, PanelLocation } from '@reeve/protocol/panel'
import { html, type TemplateResult } from 'lit'
import { shorten, visibleText } from '../format/text.ts'

const shownCharacters = 160

/** A place in a file as people write it, which opens where the host can open it. */
export function placeLink(host: Host, location: PanelLocation): TemplateResult {
  const text = shorten(visibleText(`${location.file}:${location.line}`), shownCharacters)
  if (!host.supports.has('openLocation')) return html`<bdi class="mono place">${text}</bdi>`
  return html`<button type="button" class="link mono place" title="Open ${text}" @click=${() => void host.openLocation(location)}><bdi>${text}</bdi></button>`
}
