/** Characters of one line of a view that are shown of a string that comes from a workspace. */
const shownCharacters = 120

/**
 * Controls, line ends, bidirectional controls, what has no width, and tags: each can make a text look like another or
 * move what stands around it.
 */
const treacherous = /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/**
 * Makes one line that can be shown out of a string that comes from a workspace: every treacherous character is replaced by
 * a visible one, and what is longer than `characters` is cut. It is still not markup: show it where text is shown as text.
 */
export function plainLine(text: string, characters: number = shownCharacters): string {
  // A first cut by code units, so that ten megabytes cost what one line does.
  const start = text
    .slice(0, characters * 2 + 2)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(treacherous, '\ufffd')
  const points = [...start]
  return points.length > characters ? `${points.slice(0, characters - 1).join('')}…` : points.join('')
}

/** Several lines for a tooltip that is plain text. */
export const plainLines = (lines: readonly (string | undefined)[], characters = 400): string =>
  lines.flatMap((line) => (line === undefined || line === '' ? [] : plainLine(line, characters))).join('\n')

/** For messages and picks, where an editor reads `[label](link)` and `$(icon)` as markup. */
export const withoutMarkup = (text: string): string => text.replaceAll('](', '] (').replaceAll('$(', '$ (')

/** `1 finding`, `2 findings`. */
export const countOf = (count: number, one: string, many: string): string => `${count.toLocaleString()} ${count === 1 ? one : many}`
