import type { Finding } from '@reeve/protocol/inventory'
import type { Host } from '@reeve/protocol/panel'
import { rules } from '@reeve/protocol/rules'
import { html, nothing, type TemplateResult } from 'lit'
import { shorten, visibleText } from '../format/text.ts'
import { icon } from '../shared/icon.ts'
import { placeLink } from '../shared/place-link.ts'
import { severityMarks } from '../shared/severity-marks.ts'

/** A finding with its reason and what to do. `whole`: the head above says its title and message already. */
export function findingCard(host: Host, folder: string, finding: Finding, { whole = false }: { whole?: boolean }): TemplateResult {
  const mark = severityMarks[finding.severity]
  const rule = rules[finding.rule]
  return html`<article class="card ${finding.severity}">
    <p class="labelled">
      ${icon(mark.icon, mark.tone)}${whole ? html`<span class="strong">${mark.word}</span>` : html`<span class="strong">${rule.title}</span><span class="unseen">${mark.word}</span>`}
    </p>
    ${whole ? nothing : html`<p><bdi>${shorten(visibleText(finding.message), 600)}</bdi></p>`}
    <p>${placeLink(host, { workspace: folder, file: finding.file, line: finding.line, ...(finding.column === undefined ? {} : { column: finding.column }) })}</p>
    <dl>
      <dt>Why</dt>
      <dd>${rule.why}</dd>
      <dt>What to do</dt>
      <dd>${rule.fix}</dd>
    </dl>
    ${
      host.supports.has('openPage')
        ? html`<p>
            <button type="button" class="link" aria-label="About this rule: ${finding.rule}" @click=${() => void host.openPage(finding.rule)}>About this rule</button>
          </p>`
        : nothing
    }
  </article>`
}
