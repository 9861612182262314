import type { Locator, Page } from 'playwright-core'
import type { Palette } from './palette.ts'

/** The text editor in front. */
export class TextEditor {
  readonly #page: Page
  readonly #palette: Palette

  constructor(page: Page, palette: Palette) {
    this.#page = page
    this.#palette = palette
  }

  get tabs(): Locator {
    return this.#page.locator('.part.editor .tabs-container .tab')
  }

  get activeTab(): Locator {
    return this.#page.locator('.part.editor .tab.active')
  }

  /** Squiggles under text. */
  get marks(): Locator {
    return this.#page.locator('.part.editor .squiggly-error, .part.editor .squiggly-warning, .part.editor .squiggly-info')
  }

  get hover(): Locator {
    return this.#page.locator('.monaco-hover:visible')
  }

  /** Opens a file of the workspace by its path. */
  async open(file: string): Promise<void> {
    await this.#palette.open(file)
    await this.#page.locator('.quick-input-widget:visible').getByRole('option').first().waitFor()
    await this.#page.keyboard.press('Enter')
    await this.activeTab.filter({ hasText: file.split('/').at(-1) ?? file }).waitFor()
  }

  /** Rests the mouse on a word of the text. */
  async hoverOver(word: string): Promise<void> {
    await this.#page.locator('.part.editor .view-line span').filter({ hasText: word }).last().hover()
    await this.hover.first().waitFor()
  }

  /** The line that the cursor is in, from 1, as the status bar says it. */
  async line(): Promise<number> {
    const text = await this.#page
      .locator('.part.statusbar')
      .getByRole('button', { name: /Ln \d+/ })
      .innerText()
    return Number(/Ln (\d+)/.exec(text)?.[1])
  }
}
