import type { Host } from '@reeve/protocol/panel'
import { type RuleId, rules } from '@reeve/protocol/rules'
import { html, type TemplateResult } from 'lit'
import { visibleText } from '../format/text.ts'

const isRule = (id: string): id is RuleId => Object.hasOwn(rules, id)

/** A rule by its id, which opens its page where the host can. */
export function ruleLink(host: Host, id: string): TemplateResult {
  const text = html`<span class="mono">${visibleText(id)}</span>`
  if (!isRule(id) || !host.supports.has('openPage')) return text
  return html`<button type="button" class="link" title="Open the page of this rule" @click=${() => void host.openPage(id)}>${text}</button>`
}
