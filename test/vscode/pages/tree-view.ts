import type { Locator, Page } from 'playwright-core'

/** A tree in the side bar. */
export class TreeView {
  readonly #page: Page
  readonly #title: string

  constructor(page: Page, title: string) {
    this.#page = page
    this.#title = title
  }

  get pane(): Locator {
    return this.#page.locator('.pane').filter({ has: this.#page.locator('.pane-header', { hasText: new RegExp(`^${this.#title}`, 'i') }) })
  }

  get rows(): Locator {
    return this.pane.getByRole('treeitem')
  }

  /** The row whose name begins with the text, as a screen reader says it. */
  row(name: string | RegExp): Locator {
    return this.pane.getByRole('treeitem', { name }).first()
  }

  async isShown(): Promise<void> {
    await this.pane.waitFor()
  }

  /** Opens the view when it is folded. */
  async expandPane(): Promise<void> {
    const header = this.pane.locator('.pane-header')
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click()
  }

  async expand(name: string | RegExp): Promise<void> {
    const row = this.row(name)
    await row.waitFor()
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click()
  }

  /** What stands in the rows that are shown: the labels and the descriptions beside them. */
  async texts(): Promise<string[]> {
    const texts = await this.rows.allInnerTexts()
    return texts.map((text) => text.replace(/\s+/g, ' ').trim())
  }

  /** Presses a button of the view's title. */
  async action(name: string | RegExp): Promise<void> {
    await this.pane.hover()
    await this.pane.locator('.pane-header').getByRole('button', { name }).click()
  }

  /** Presses a button of a row. */
  async rowAction(row: string | RegExp, name: string | RegExp): Promise<void> {
    await this.row(row).hover()
    await this.row(row).getByRole('button', { name }).click()
  }
}
