import type { Locator, Page } from 'playwright-core'

/** The one item that Reeve has in the status bar. */
export class StatusBar {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  get reeve(): Locator {
    return this.#page.locator('.part.statusbar .statusbar-item[id^="reeve"]')
  }

  /** What a screen reader says of it. */
  async label(): Promise<string> {
    return (await this.reeve.locator('a').first().getAttribute('aria-label')) ?? ''
  }
}
