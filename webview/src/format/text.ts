/** Characters that are not seen as themselves: controls, marks that reorder text, and those without a width or a glyph. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu

/** These choose between the two looks of one character, as in most emoji. */
const harmless = new Set(['\u{fe0e}', '\u{fe0f}'])

const escapeOf = (character: string): string =>
  harmless.has(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/**
 * Text as it is safe to show: what a reader could not see, or what would reorder the line, appears as its code point,
 * such as `\u{202e}`. Halves of surrogate pairs become the replacement character.
 */
export const visibleText = (text: string): string => text.toWellFormed().replace(unseen, escapeOf)

/** The first `limit` characters, with an ellipsis when something was cut. Never cuts a surrogate pair. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\ud800-\udbff]/.test(text[limit - 2] ?? '') ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}
