import type { SignatureCheck } from '@reeve/protocol/api'
import type { Host } from '@reeve/protocol/panel'
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { plural } from '../format/count.ts'
import { shorten, visibleText } from '../format/text.ts'
import { exactTime } from '../format/time.ts'
import { locationOf, textField } from '../records/fields.ts'
import { clipped } from '../shared/clipped-text.ts'
import { type Failure, failureOf } from '../shared/failure.ts'
import { type IconName, type IconTone, icon } from '../shared/icon.ts'
import { placeLink } from '../shared/place-link.ts'
import { ruleLink } from '../shared/rule-link.ts'
import { sharedStyles } from '../shared/styles.ts'
import type { EventEntry } from './event-entry.ts'
import '../shared/relative-time.ts'
import '../shared/toolkit.ts'

/** Whether the signature of the shown event was looked at, and what came of it. */
type Check =
  | { readonly state: 'asked' }
  | { readonly state: 'told'; readonly told: SignatureCheck }
  | { readonly state: 'failed'; readonly failure: Failure }

const signatureMarks: Readonly<Record<SignatureCheck['result'], { icon: IconName; tone: IconTone; title: string }>> = {
  valid: { icon: 'pass', tone: 'good', title: 'Signature valid' },
  invalid: { icon: 'error', tone: 'error', title: 'Signature not valid' },
  unknown: { icon: 'question', tone: 'quiet', title: 'Signature cannot be checked' },
}

/** What is shown of one text; the whole of it is in the record below. */
const shownCharacters = 600

const cut = (text: string): string => shorten(visibleText(text), shownCharacters)

/** One event: what it says, who signed it, when it came, and the record itself. Dispatches `closed`. */
export class EventDetail extends LitElement {
  static override properties = {
    host: { attribute: false },
    entry: { attribute: false },
    workspaceName: {},
    check: { state: true },
    copied: { state: true },
  }
  static override styles = [
    sharedStyles,
    css`
      :host { height: 100%; overflow-y: auto; overflow-wrap: anywhere; }
      section { display: grid; gap: 14px; padding: 14px 18px 24px; }
      header { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 8px; align-items: start; }
      h2 { color: inherit; font-size: 15px; letter-spacing: 0; line-height: 20px; text-transform: none; }
      h3 { margin: 0 0 4px; color: var(--vscode-descriptionForeground); font-size: 11px; font-weight: 600; letter-spacing: 0.04em; line-height: 16px; text-transform: uppercase; }
      dl { display: grid; grid-template-columns: minmax(72px, max-content) minmax(0, 1fr); margin: 0; }
      dt, dd { margin: 0; padding: 4px 0; border-top: 1px solid var(--vscode-widget-border); line-height: 18px; }
      dl > :nth-child(-n + 2) { border-top: 0; }
      dt { padding-inline-end: 14px; color: var(--vscode-descriptionForeground); }
      .signature { padding: 10px 12px; border: 1px solid var(--vscode-widget-border); border-radius: 3px; background: var(--vscode-editorWidget-background); }
      .signature .quiet { margin-top: 2px; font-size: 12px; }
      .signature.invalid { border-color: var(--vscode-inputValidation-errorBorder); }
      .actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
      pre {
        max-height: 420px;
        margin: 0;
        padding: 10px 12px;
        overflow: auto;
        border: 1px solid var(--vscode-widget-border);
        border-radius: 3px;
        background: var(--vscode-textCodeBlock-background, var(--vscode-editorWidget-background));
        font: 12px/18px var(--vscode-editor-font-family, monospace);
        white-space: pre-wrap;
        tab-size: 2;
      }
      vscode-progress-ring { width: 16px; height: 16px; }
    `,
  ]

  declare host: Host
  declare entry: EventEntry | undefined
  declare workspaceName: string | undefined
  declare check: Check | undefined
  declare copied: boolean

  constructor() {
    super()
    this.copied = false
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('entry')) return
    this.copied = false
    this.check = undefined
    if (this.entry) void this.#ask(this.entry)
  }

  async #ask(entry: EventEntry): Promise<void> {
    this.check = { state: 'asked' }
    const { source, id: eventId } = entry.stored.event
    let check: Check
    try {
      check = { state: 'told', told: await this.host.checkSignature({ source, eventId }) }
    } catch (error) {
      check = { state: 'failed', failure: failureOf(error) }
    }
    if (this.entry === entry) this.check = check
  }

  protected override render(): TemplateResult | typeof nothing {
    const { entry } = this
    if (!entry) return nothing
    const { event } = entry.stored
    const { row } = entry
    return html`<section aria-labelledby="title">
      <header>
        <h2 id="title">${visibleText(row.type)}</h2>
        <vscode-button appearance="icon" aria-label="Close detail" @click=${() => this.dispatchEvent(new Event('closed'))}>${icon('close')}</vscode-button>
        <p class="quiet">${exactTime(event.time)} · <reeve-time .time=${event.time}></reeve-time></p>
      </header>
      ${this.#facts(entry)} ${this.#signature()} ${this.#receipt(entry)} ${this.#record(entry)}
    </section>`
  }

  #facts({ stored: { event }, row }: EventEntry): TemplateResult {
    const location = locationOf(event.data)
    const rule = textField(event.data, 'rule')
    const message = textField(event.data, 'message')
    return html`<dl>
      <dt>What</dt>
      <dd><bdi class="strong">${cut(row.name)}</bdi> <bdi>${cut(row.text)}</bdi></dd>
      ${message === null ? nothing : html`<dt>Message</dt><dd><bdi>${cut(message)}</bdi></dd>`}
      ${rule === null ? nothing : html`<dt>Rule</dt><dd>${ruleLink(this.host, rule)}</dd>`}
      ${
        location === null
          ? nothing
          : html`<dt>Where</dt>
              <dd>${placeLink(this.host, { workspace: row.workspaceId, ...location })}</dd>`
      }
      <dt>Workspace</dt>
      <dd><bdi>${visibleText(this.workspaceName ?? row.workspaceId)}</bdi></dd>
      ${event.subject === undefined ? nothing : html`<dt>Subject</dt><dd><bdi class="mono">${cut(event.subject)}</bdi></dd>`}
    </dl>`
  }

  #signature(): TemplateResult {
    const { check } = this
    if (check === undefined || check.state === 'asked') {
      return html`<div class="signature labelled" role="status"><vscode-progress-ring aria-hidden="true"></vscode-progress-ring>Checking the signature…</div>`
    }
    if (check.state === 'failed') {
      return html`<div class="signature" role="status">
        <p class="labelled">${icon('question')}<span>The signature was not checked</span></p>
        <p class="quiet">${visibleText(check.failure.message)} ${visibleText(check.failure.action)}</p>
      </div>`
    }
    const { told } = check
    const mark = signatureMarks[told.result]
    return html`<div class="signature ${told.result}" role="status">
      <p class="labelled">${icon(mark.icon, mark.tone)}<span class="strong">${mark.title}</span></p>
      ${told.reason === null ? nothing : html`<p>${visibleText(told.reason)}</p>`}
      <p class="quiet">
        principal <span class="mono">${clipped(told.principal)}</span>${
          told.position === null || told.batchEvents === null
            ? nothing
            : html` · event ${told.position} of ${told.batchEvents} in its batch`
        }${told.signedAt === null ? nothing : html` · signed ${exactTime(told.signedAt)}`}
      </p>
    </div>`
  }

  #receipt({ stored: { event, receipt } }: EventEntry): TemplateResult {
    const lateMs = Date.parse(receipt.receivedAt) - Date.parse(event.time)
    return html`<div>
      <h3>Receipt</h3>
      <dl>
        <dt>Received</dt>
        <dd>${exactTime(receipt.receivedAt)}${lateMs >= 0 ? html` <span class="quiet">${delay(lateMs)} later</span>` : nothing}</dd>
        <dt>Batch</dt>
        <dd class="mono">${visibleText(receipt.batchId)}</dd>
        <dt>Sequence</dt>
        <dd>${receipt.sequence}</dd>
        <dt>From</dt>
        <dd class="mono">${visibleText(receipt.remoteAddress)}</dd>
      </dl>
    </div>`
  }

  #record({ stored }: EventEntry): TemplateResult {
    const text = JSON.stringify(stored.event, null, 2)
    return html`<div>
      <h3>Record</h3>
      <pre tabindex="0" aria-label="Record as JSON">${text.split('\n').map(visibleText).join('\n')}</pre>
    </div>
    ${
      this.host.supports.has('copyText')
        ? html`<div class="actions">
            <vscode-button appearance="secondary" @click=${() => void this.#copy(text)}>Copy JSON</vscode-button>
            <span class="quiet" role="status">${this.copied ? 'Copied' : ''}</span>
          </div>`
        : nothing
    }`
  }

  async #copy(text: string): Promise<void> {
    await this.host.copyText(text)
    this.copied = true
  }
}

/** A span of time in the unit that fits. */
function delay(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return plural(Math.round(ms / 60_000), 'minute')
}

customElements.define('reeve-event-detail', EventDetail)
