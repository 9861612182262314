import type { Locator, Page } from 'playwright-core'
import { eventually } from '../harness/eventually.ts'

/** The command palette and all other quick inputs. */
export class Palette {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  get #widget(): Locator {
    return this.#page.locator('.quick-input-widget:visible')
  }

  get input(): Locator {
    return this.#widget.locator('input[type="text"], input:not([type])').first()
  }

  get rows(): Locator {
    return this.#widget.locator('.quick-input-list .monaco-list-row')
  }

  /** Opens it with some text in it, such as `>Reeve: `. */
  async open(text: string): Promise<void> {
    // A page that is just being loaded takes the focus, and loses the key.
    await eventually(
      'the palette',
      async () => {
        await this.#page.keyboard.press('F1')
        return this.input.waitFor({ timeout: 1_000 }).then(
          () => true,
          () => false,
        )
      },
      (isOpen) => isOpen,
    )
    await this.input.fill(text)
  }

  async close(): Promise<void> {
    await this.#page.keyboard.press('Escape')
    await this.#widget.waitFor({ state: 'hidden' })
  }

  /** Runs the command that has exactly this title. */
  async run(title: string): Promise<void> {
    await this.open(`>${title}`)
    const row = this.#widget.getByRole('option').filter({ hasText: title }).first()
    await row.waitFor()
    await row.click()
  }

  /** The titles of the commands that a text finds. */
  async titles(text: string): Promise<string[]> {
    await this.open(`>${text}`)
    await this.rows.first().waitFor()
    const labels = await this.rows.locator('.monaco-icon-label .label-name').allInnerTexts()
    await this.close()
    return labels
  }

  /** Answers the question that has this title, and no other that is still open. */
  async answer(title: string, text: string): Promise<void> {
    const question = this.#widget.filter({ has: this.#page.locator('.quick-input-title', { hasText: title }) })
    await question.locator('.quick-input-box input').fill(text)
    await this.#page.keyboard.press('Enter')
    await question.waitFor({ state: 'hidden' })
  }

  /** Chooses an entry of the list that is open. */
  async choose(label: string): Promise<void> {
    await this.input.fill(label)
    await this.#widget.getByRole('option', { name: label }).first().click()
    await this.#widget.waitFor({ state: 'hidden' })
  }
}
