import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { visibleText } from '../format/text.ts'
import { icon } from '../shared/icon.ts'
import { clipped } from '../shared/clipped-text.ts'
import { sharedStyles } from '../shared/styles.ts'
import { type EventFilter, filterText, parseFilter, type Suggestion, suggestionsFor, type WorkspaceNames } from './event-filter.ts'

/** What the box says: the chips, and what is being typed. */
export interface FilterChange {
  readonly filters: readonly EventFilter[]
  readonly draft: string
}

/**
 * Filters as chips that are typed, with suggestions. Enter makes a chip of what was typed, Backspace in the empty
 * field takes the last one back. Dispatches `filters-changed` with a `FilterChange`.
 */
export class FilterBox extends LitElement {
  static override properties = {
    filters: { attribute: false },
    workspaceNames: { attribute: false },
    draft: { state: true },
    open: { state: true },
    active: { state: true },
  }
  static override styles = [
    sharedStyles,
    css`
      :host { position: relative; flex: 1 1 260px; }
      .box {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        align-items: center;
        min-height: 28px;
        padding: 2px 4px;
        border: 1px solid var(--vscode-input-border, var(--vscode-widget-border));
        border-radius: 2px;
        background: var(--vscode-input-background);
      }
      .box:focus-within { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
      input {
        flex: 1 1 120px;
        min-width: 60px;
        height: 22px;
        padding: 0 4px;
        border: 0;
        outline: 0;
        background: transparent;
        color: var(--vscode-input-foreground);
        font: inherit;
      }
      input:focus-visible { outline: 0; }
      input::placeholder { color: var(--vscode-input-placeholderForeground); opacity: 1; }
      .chip {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        max-width: 100%;
        height: 22px;
        padding: 0 4px 0 8px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 11px;
        background: var(--vscode-badge-background);
        color: var(--vscode-badge-foreground);
        font-size: 12px;
        line-height: 20px;
      }
      .chip:hover { background: var(--vscode-badge-background); }
      .chip .icon { color: inherit; font-size: 14px; }
      .list {
        position: absolute;
        z-index: 2;
        inset-inline: 0;
        top: calc(100% + 2px);
        max-width: 560px;
        max-height: 300px;
        margin: 0;
        padding: 4px;
        overflow-y: auto;
        border: 1px solid var(--vscode-editorSuggestWidget-border, var(--vscode-widget-border));
        border-radius: 3px;
        background: var(--vscode-editorSuggestWidget-background, var(--vscode-editorWidget-background));
        color: var(--vscode-editorSuggestWidget-foreground, var(--vscode-foreground));
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
        list-style: none;
      }
      .list li { display: flex; gap: 12px; justify-content: space-between; padding: 3px 6px; border-radius: 2px; line-height: 18px; cursor: pointer; }
      .list li .quiet { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .list li[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
      }
      .list li[aria-selected='true'] .quiet { color: inherit; }
      .list li:hover:not([aria-selected='true']) { background: var(--vscode-list-hoverBackground); }
    `,
  ]

  declare filters: readonly EventFilter[]
  declare workspaceNames: WorkspaceNames
  declare draft: string
  declare open: boolean
  /** The suggestion that Enter takes; -1 when it takes what was typed. */
  declare active: number

  constructor() {
    super()
    this.filters = []
    this.workspaceNames = new Map()
    this.draft = ''
    this.open = false
    this.active = -1
  }

  override focus(options?: FocusOptions): void {
    this.#input?.focus(options)
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input')
  }

  protected override render(): TemplateResult {
    const suggestions = this.open ? suggestionsFor(this.draft, this.workspaceNames) : []
    const open = suggestions.length > 0
    return html`<div class="box" @click=${this.#clicked}>
        ${this.filters.map((filter, index) => this.#chip(filter, index))}
        <input
          type="text"
          role="combobox"
          aria-label="Filter events"
          aria-autocomplete="list"
          aria-expanded=${open ? 'true' : 'false'}
          aria-controls=${open ? 'suggestions' : nothing}
          aria-activedescendant=${open && this.active >= 0 ? `s${this.active}` : nothing}
          autocomplete="off"
          spellcheck="false"
          maxlength="200"
          placeholder=${this.filters.length === 0 ? 'Filter: text, type:, severity:, workspace:' : ''}
          .value=${live(this.draft)}
          @input=${this.#typed}
          @focus=${this.#show}
          @blur=${this.#hide}
          @keydown=${(event: KeyboardEvent) => this.#press(event, suggestions)}
        />
      </div>
      ${open ? this.#list(suggestions) : nothing}`
  }

  #chip(filter: EventFilter, index: number): TemplateResult {
    const text = filterText(filter)
    return html`<button type="button" class="chip" aria-label="Remove filter ${visibleText(text)}" @click=${() => this.#remove(index)}>
      ${clipped(text)}${icon('close')}
    </button>`
  }

  #list(suggestions: readonly Suggestion[]): TemplateResult {
    return html`<ul class="list" id="suggestions" role="listbox" aria-label="Suggestions">
      ${suggestions.map(
        (suggestion, index) => html`<li
          id="s${index}"
          role="option"
          aria-selected=${index === this.active ? 'true' : 'false'}
          @pointerdown=${(event: Event) => event.preventDefault()}
          @click=${() => this.#take(suggestion)}
        >
          ${clipped(suggestion.text)}<span class="quiet">${visibleText(suggestion.hint)}</span>
        </li>`,
      )}
    </ul>`
  }

  #clicked(event: Event): void {
    if (event.target === event.currentTarget) this.focus()
    this.open = true
  }

  #show(): void {
    this.open = true
    this.active = -1
  }

  #hide(): void {
    this.open = false
  }

  #typed(event: Event): void {
    this.open = true
    this.active = -1
    this.#change(this.filters, (event.target as HTMLInputElement).value)
  }

  #press(event: KeyboardEvent, suggestions: readonly Suggestion[]): void {
    const { key } = event
    if ((key === 'ArrowDown' || key === 'ArrowUp') && suggestions.length > 0) {
      const places = suggestions.length + 1
      // The place after the last suggestion is the field itself.
      this.active = ((this.active + 1 + (key === 'ArrowDown' ? 1 : -1) + places) % places) - 1
    } else if (key === 'Enter') this.#enter(suggestions)
    else if (key === 'Escape' && (this.open || this.draft !== '')) {
      if (!this.open || suggestions.length === 0) this.#change(this.filters, '')
      this.open = false
      event.stopPropagation()
    } else if (key === 'ArrowDown') this.open = true
    else if (key === 'Backspace' && this.draft === '' && this.filters.length > 0) this.#change(this.filters.slice(0, -1), '')
    else return
    if (key !== 'Backspace') event.preventDefault()
  }

  #enter(suggestions: readonly Suggestion[]): void {
    const suggestion = suggestions[this.active]
    if (suggestion) {
      this.#take(suggestion)
      return
    }
    const filter = parseFilter(this.draft)
    if (filter) this.#change([...this.filters, filter], '')
    this.open = false
  }

  #take(suggestion: Suggestion): void {
    const filter = suggestion.whole ? parseFilter(suggestion.text) : undefined
    this.active = -1
    if (filter) {
      this.open = false
      this.#change([...this.filters, filter], '')
    } else this.#change(this.filters, suggestion.text)
    this.focus()
  }

  #remove(index: number): void {
    this.#change(this.filters.toSpliced(index, 1), this.draft)
    this.focus()
  }

  #change(filters: readonly EventFilter[], draft: string): void {
    this.filters = filters
    this.draft = draft
    this.dispatchEvent(new CustomEvent<FilterChange>('filters-changed', { detail: { filters, draft } }))
  }
}

customElements.define('reeve-filter-box', FilterBox)
