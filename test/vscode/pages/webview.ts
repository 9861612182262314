import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Frame, Page } from 'playwright-core'
import { eventually } from '../harness/eventually.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** A page of ours in a webview, which lies in the innermost of three frames. */
export class Webview {
  readonly #page: Page
  readonly #name: string

  constructor(page: Page, name: string) {
    this.#page = page
    this.#name = name
  }

  /** Its frame, once it is there. */
  async frame(timeoutMs?: number): Promise<Frame> {
    const found = await eventually(
      `the page ${this.#name}`,
      () => this.#find(),
      (frame) => frame !== undefined,
      timeoutMs,
    )
    return found as Frame
  }

  async isOpen(): Promise<boolean> {
    return (await this.#find()) !== undefined
  }

  /**
   * Violations of levels A and AA, each with its rule and where it is. Behind a page in a side bar shines the side bar, which
   * lies outside of its frame; for the contrast to be seen it is painted into the page.
   */
  async accessibilityViolations(behind = '.part.editor'): Promise<string[]> {
    const frame = await this.frame()
    const color = await this.#page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(behind)})).backgroundColor`)
    await frame.evaluate(`document.documentElement.style.backgroundColor = ${JSON.stringify(color)}`)
    // The page's own policy lets no script in that was not loaded with it; what the debugger evaluates is not held to it.
    await frame.evaluate(await readFile(axePath, 'utf8'))
    const { violations } = (await frame.evaluate(
      "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
    )) as AxeResults
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    )
  }

  async #find(): Promise<Frame | undefined> {
    for (const frame of this.#page.frames()) {
      // A frame that is just going away answers nothing.
      const name = await frame.evaluate('document.body?.dataset.page').catch(() => undefined)
      if (name === this.#name) return frame
    }
    return undefined
  }
}
