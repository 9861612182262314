import type { Locator, Page } from 'playwright-core'

/** Messages in the corner. */
export class Notifications {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  get toasts(): Locator {
    return this.#page.locator('.notifications-toasts .notification-toast')
  }

  texts(): Promise<string[]> {
    return this.toasts.locator('.notification-list-item-message').allInnerTexts()
  }
}
