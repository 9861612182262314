import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { type IconName, type IconTone, icon } from './icon.ts'
import { sharedStyles } from './styles.ts'
import './relative-time.ts'

/** What a notice says: what failed or is missing, what still works, and one thing to do. */
export interface NoticeText {
  readonly icon: IconName
  readonly tone: IconTone
  readonly title: string
  readonly works?: string | undefined
  /** Since when what is shown may no longer be true. */
  readonly trueAt?: string | undefined
  /** Commands stand in backticks, here and in `works`. */
  readonly action: string
}

/** Text whose commands stand in backticks. */
const withCommands = (text: string): (string | TemplateResult)[] =>
  text.split('`').map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))

/** A box that says that something is wrong or missing, and what to do. */
export class Notice extends LitElement {
  static override properties = { text: { attribute: false }, retry: { type: Boolean } }
  static override styles = [
    sharedStyles,
    css`
      .notice {
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr) auto;
        gap: 2px 10px;
        align-items: start;
        padding: 10px 14px;
        border: 1px solid var(--vscode-widget-border);
        border-radius: 3px;
        background: var(--vscode-editorWidget-background);
        line-height: 19px;
        overflow-wrap: anywhere;
      }
      .tone-warning { border-color: var(--vscode-inputValidation-warningBorder); }
      .tone-error { border-color: var(--vscode-inputValidation-errorBorder); }
      .icon { margin-top: 2px; }
      h2 { color: inherit; font-size: inherit; letter-spacing: 0; line-height: inherit; text-transform: none; }
    `,
  ]

  declare text: NoticeText | undefined
  /** Whether there is a button to try again; it dispatches `retry-wanted`. */
  declare retry: boolean

  protected override render(): TemplateResult | typeof nothing {
    const { text } = this
    if (!text) return nothing
    return html`<section class="notice tone-${text.tone}" aria-labelledby="title">
      ${icon(text.icon, text.tone)}
      <div>
        <h2 id="title">${text.title}</h2>
        ${
          text.trueAt === undefined
            ? nothing
            : html`<p>What is shown was true <reeve-time .time=${text.trueAt}></reeve-time>. It stays until there is something newer.</p>`
        }
        ${text.works === undefined ? nothing : html`<p>${withCommands(text.works)}</p>`}
        <p>${withCommands(text.action)}</p>
      </div>
      ${this.retry ? html`<button type="button" @click=${() => this.dispatchEvent(new Event('retry-wanted'))}>Try again</button>` : nothing}
    </section>`
  }
}

customElements.define('reeve-notice', Notice)
