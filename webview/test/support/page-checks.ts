import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { BrowserContextOptions, Page } from 'playwright-core'

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** The themes in which every page is looked at. */
export const themes = {
  dark: { colorScheme: 'dark' },
  light: { colorScheme: 'light' },
  'high-contrast-dark': { colorScheme: 'dark', contrast: 'more' },
  'high-contrast-light': { colorScheme: 'light', contrast: 'more' },
  'forced-colors': { forcedColors: 'active' },
} as const satisfies Record<string, BrowserContextOptions>

export const themeNames = Object.keys(themes) as (keyof typeof themes)[]

export const hostileName = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>[x](command:y)\u202egnp.exe\u0000\u001b[31m`

/** How many pixels the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** What breaks the rules of accessibility, levels A and AA and good practice. */
export async function violationsOf(page: Page): Promise<string[]> {
  // The page's policy forbids a script tag of ours, not what the browser itself evaluates.
  await page.evaluate(await readFile(axeSource, 'utf8'))
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    )
  })
}

/** The element that has the focus, through every shadow root, and whether that can be seen. */
export const focusOf = (page: Page): Promise<{ name: string; label: string; seen: boolean }> =>
  page.evaluate(() => {
    const seenOn = (element: Element): boolean => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
    }
    let element = document.activeElement ?? document.body
    let seen = seenOn(element)
    while (element.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement
      seen ||= seenOn(element) || (element.parentElement !== null && seenOn(element.parentElement))
    }
    const host = element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : element
    const named = host.localName.startsWith('vscode-') ? host : element
    return { name: named.localName, label: named.getAttribute('aria-label') ?? named.textContent?.trim().slice(0, 40) ?? '', seen }
  })
