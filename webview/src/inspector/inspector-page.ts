import type { CapabilityEntry, Evidence, Finding, ServerEntry } from '@reeve/protocol/inventory'
import type { Host, Selection } from '@reeve/protocol/panel'
import { LitElement, html, nothing, type TemplateResult } from 'lit'
import { formatCount, plural } from '../format/count.ts'
import { clientName } from '@reeve/protocol/clients'
import { shorten, visibleText } from '../format/text.ts'
import { eventRow } from '../records/event-rows.ts'
import { clipped, wrappedSentence } from '../shared/clipped-text.ts'
import { eventMark } from '../shared/event-marks.ts'
import { type IconName, icon } from '../shared/icon.ts'
import { inspectLink } from '../shared/inspect-link.ts'
import { placeLink } from '../shared/place-link.ts'
import { sharedStyles } from '../shared/styles.ts'
import { capabilityWords } from './capability-words.ts'
import { findingCard } from './finding-card.ts'
import { inspectorStyles } from './inspector-styles.ts'
import { type InspectorState, InspectorStore } from './inspector-store.ts'
import { wordsOf } from './selection-words.ts'
import { trustSection } from './trust-section.ts'
import '../shared/relative-time.ts'
import '../shared/toolkit.ts'

/** Rows of one list that are drawn; a hostile inventory could have thousands. */
const listLimit = 100
const sentenceCharacters = 400
const commandCharacters = 2_000

const kindIcons: Readonly<Record<Selection['kind'], IconName>> = {
  'mcp-server': 'server',
  agent: 'robot',
  capability: 'tools',
  protocol: 'radio-tower',
  finding: 'warning',
}

/** The inspector: everything about the one thing that is selected in the Detections view. */
export class InspectorPage extends LitElement {
  static override properties = { host: { attribute: false } }
  static override styles = [sharedStyles, inspectorStyles]

  declare host: Host | undefined
  #store: InspectorStore | undefined
  #frame = 0

  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.host) throw new Error('The inspector needs a host before it is put into a page.')
    this.#store = new InspectorStore(this.host, () => this.#changed())
    this.#store.start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#store?.stop()
    cancelAnimationFrame(this.#frame)
  }

  #changed(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.requestUpdate())
  }

  protected override render(): TemplateResult | typeof nothing {
    const state = this.#store?.state
    if (!this.host || !state) return nothing
    const { selection } = state
    return html`<main>${selection ? this.#body(this.host, selection, state) : this.#empty(this.host)}</main>`
  }

  #empty(host: Host): TemplateResult {
    return html`<div class="empty">
      <h1>Nothing is selected</h1>
      <p>Select something in Detections to see what it is, where that is said, and what can be done about it.</p>
      ${host.supports.has('showView') ? html`<vscode-button @click=${() => void host.showView('detections')}>Show Detections</vscode-button>` : nothing}
    </div>`
  }

  #body(host: Host, selection: Selection, state: InspectorState): TemplateResult {
    const words = wordsOf(selection)
    return html`<header>
        <p class="kind">${icon(kindIcons[selection.kind])}<span>${words.kind}</span><span class="folder">${clipped(selection.folderName)}</span></p>
        <h1><bdi>${shorten(visibleText(words.title), sentenceCharacters)}</bdi></h1>
        <p><bdi>${shorten(visibleText(words.sentence), sentenceCharacters)}</bdi></p>
        ${this.#tags(selection)}
      </header>
      ${this.#sections(host, selection)} ${trustSection(state.trust)} ${this.#events(host, selection, state)}`
  }

  #tags(selection: Selection): TemplateResult | typeof nothing {
    const words = tagsOf(selection)
    if (words.length === 0) return nothing
    return html`<ul class="tags">${words.map((word) => html`<li>${clipped(word)}</li>`)}</ul>`
  }

  #sections(host: Host, selection: Selection): TemplateResult {
    switch (selection.kind) {
      case 'mcp-server':
        return html`${this.#findings(host, selection, selection.findings)} ${this.#declared(host, selection, selection.entries)}
        ${this.#command(selection.entries[0])}`
      case 'agent':
        return html`${this.#findings(host, selection, selection.findings)} ${this.#capabilities(host, selection, selection.capabilities)}
        ${section('Defined in', placeRow(host, selection, selection.agent, 'quiet', ''))}`
      case 'capability':
        return html`${this.#findings(host, selection, selection.findings)} ${this.#evidence(host, selection, selection.capability.evidence)}
        ${this.#agents(host, selection)}`
      case 'protocol':
        return this.#evidence(host, selection, selection.protocol.evidence)
      case 'finding':
        return html`${findingCard(host, selection.folder, selection.finding, { whole: true })} ${this.#subject(host, selection)}`
    }
  }

  #findings(host: Host, { folder }: Selection, findings: readonly Finding[]): TemplateResult {
    if (findings.length === 0) return html`<p class="labelled clean">${icon('pass', 'good')}<span>No findings</span></p>`
    return section(
      plural(findings.length, 'finding'),
      html`<div class="cards">${bounded(findings, (finding) => findingCard(host, folder, finding, {}))}</div>`,
    )
  }

  #declared(host: Host, selection: Selection, entries: readonly ServerEntry[]): TemplateResult {
    return section(
      'Declared in',
      html`<ul>
        ${bounded(
          entries,
          (entry) =>
            html`<li>
              ${placeRow(host, selection, entry, 'quiet', [entry.client === null ? 'no client' : clientName(entry.client), entry.scope, ...(entry.disabled ? ['disabled'] : [])].join(' · '))}
            </li>`,
        )}
      </ul>`,
    )
  }

  #command(entry: ServerEntry | undefined): TemplateResult | typeof nothing {
    if (!entry) return nothing
    const text = entry.url ?? [entry.command ?? '', ...entry.args].join(' ').trim()
    if (text === '') return nothing
    return section(
      entry.url === null ? 'Started with' : 'Reached at',
      html`<code class="command">${shorten(visibleText(text), commandCharacters)}</code>`,
    )
  }

  #capabilities(host: Host, selection: Selection, capabilities: readonly CapabilityEntry[]): TemplateResult | typeof nothing {
    if (capabilities.length === 0) return nothing
    return section(
      'Can do',
      html`<ul>
        ${bounded(
          capabilities,
          (capability) => html`<li>
            ${inspectLink(host, { workspace: selection.folder, kind: 'capability', key: capability.name }, capability.name)}
            <p class="quiet">${capabilityWords[capability.name]}</p>
            ${bounded(capability.evidence.slice(0, 2), (evidence) => placeRow(host, selection, evidence, 'quiet', evidence.method))}
          </li>`,
        )}
      </ul>`,
    )
  }

  #evidence(host: Host, selection: Selection, evidence: readonly Evidence[]): TemplateResult {
    return section(
      'Evidence',
      evidence.length === 0
        ? html`<p class="quiet">No place is known.</p>`
        : html`<ul>${bounded(evidence, (one) => html`<li>${placeRow(host, selection, one, 'quiet', `${one.method} · ${one.detail}`)}</li>`)}</ul>`,
    )
  }

  #agents(host: Host, selection: Extract<Selection, { kind: 'capability' }>): TemplateResult | typeof nothing {
    if (selection.agents.length === 0) return nothing
    return section(
      'Reached by',
      html`<ul>
        ${bounded(
          selection.agents,
          (agent) => html`<li>
            ${inspectLink(host, { workspace: selection.folder, kind: 'agent', key: agent.id }, agent.name)} ${placeRow(host, selection, agent, 'quiet', agent.framework)}
          </li>`,
        )}
      </ul>`,
    )
  }

  #subject(host: Host, { folder, subject }: Extract<Selection, { kind: 'finding' }>): TemplateResult | typeof nothing {
    if (subject === null) return nothing
    return section('About', inspectLink(host, { workspace: folder, kind: subject.kind, key: subject.key }, subject.name))
  }

  #events(host: Host, selection: Selection, { events }: InspectorState): TemplateResult {
    const all = host.supports.has('showView')
      ? html`<button type="button" class="link" @click=${() => void host.showView('events')}>All events</button>`
      : nothing
    return html`<section aria-labelledby="events-title">
      <div class="heading"><h2 id="events-title">Recent events</h2>${all}</div>
      ${
        events === undefined
          ? html`<p class="quiet">Looking…</p>`
          : events === null
            ? html`<p class="quiet">${selection.workspace === null ? 'This folder is not reported to a backend.' : 'The backend cannot be reached.'}</p>`
            : events.length === 0
              ? html`<p class="quiet">None among the newest.</p>`
              : html`<ol>
                  ${events.map((stored) => {
                    const row = eventRow(stored)
                    return html`<li class="event">
                      ${eventMark(row.tone)}
                      <div>${wrappedSentence(row.name, row.text)}<div class="quiet"><reeve-time .time=${row.time}></reeve-time></div></div>
                    </li>`
                  })}
                </ol>`
      }
    </section>`
  }
}

const section = (title: string, content: TemplateResult): TemplateResult => html`<section aria-label=${title}>
  <h2>${title}</h2>
  ${content}
</section>`

/** The first rows of a list, and how many are left out. */
function bounded<T>(rows: readonly T[], draw: (row: T) => TemplateResult): TemplateResult {
  const rest = rows.length - listLimit
  return html`${rows.slice(0, listLimit).map(draw)}${rest > 0 ? html`<p class="quiet">and ${formatCount(rest)} more</p>` : nothing}`
}

/** A place that opens, and beside or below it what is said of it. */
const placeRow = (
  host: Host,
  { folder }: Selection,
  { file, line }: { readonly file: string; readonly line: number },
  className: string,
  words: string,
): TemplateResult => html`<div class="place-row">
  ${placeLink(host, { workspace: folder, file, line })}${words === '' ? nothing : html`<span class=${className}>${shorten(visibleText(words), 300)}</span>`}
</div>`

/** The words on the tags below the head. */
function tagsOf(selection: Selection): string[] {
  if (selection.kind === 'agent') return [selection.agent.framework]
  if (selection.kind === 'capability') return [`${selection.capability.confidence} % sure`]
  if (selection.kind !== 'mcp-server') return []
  const [first] = selection.entries
  if (!first) return []
  const reference = first.package
  const version = reference && (reference.pinned ? (reference.version ?? '') : 'unpinned')
  return [first.transport, ...(version ? [version] : []), ...(first.confidence < 100 ? [`${first.confidence} % sure`] : [])]
}

customElements.define('reeve-inspector', InspectorPage)
