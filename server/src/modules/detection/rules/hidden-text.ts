// biome-ignore-all lint/suspicious/noControlCharactersInRegex: such characters are what is looked for.
// biome-ignore-all lint/suspicious/noMisleadingCharacterClass: single characters are meant, joined or not.
/** A run of characters that cannot be seen, or that look like others. */
export interface HiddenText {
  readonly from: number
  readonly to: number
  readonly kind: 'tag characters' | 'bidirectional controls' | 'zero-width characters' | 'control characters' | 'letters of another script'
  /** Whether it hides something; a single stray character does not. */
  readonly hides: boolean
}

const suspicious =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E01EF}]/u

const tags = /[\u{E0001}\u{E0020}-\u{E007F}]{1,}/gu
const bidi = /[\u202A-\u202E\u2066-\u2069]/gu
const zeroWidth =
  /[\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200D\u2060-\u2064\u206A-\u206F\u3164\uFEFF\uFFA0\u{E0100}-\u{E01EF}]+/gu
const controls = /[\u0000-\u0008\u000B\u000E-\u001A\u001B\u001C-\u001F\u007F]+/g
const mixed =
  /[A-Za-z]{0,40}[\u0430\u0435\u043E\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u0410\u0412\u0415\u041A\u041C\u041D\u041E\u0420\u0421\u0422\u0425\u0406][A-Za-z\u0430\u0435\u043E\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501]{1,40}/g

/** Runs of one text that are told. */
const maxRuns = 200

/** What a text holds that people do not see. Marks that scripts and emoji need are left alone. */
export function hiddenTexts(text: string): HiddenText[] {
  const found: HiddenText[] = suspicious.test(text)
    ? [...tagRuns(text), ...bidiRuns(text), ...zeroWidthRuns(text), ...controlRuns(text)]
    : []
  return [...found, ...foreignLetters(text)].sort((a, b) => a.from - b.from)
}

const run = (match: RegExpExecArray, kind: HiddenText['kind'], hides: boolean): HiddenText => ({
  from: match.index,
  to: match.index + match[0].length,
  kind,
  hides,
})

function matches(text: string, pattern: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  for (const match of text.matchAll(pattern)) if (found.push(match) >= maxRuns) break
  return found
}

/** Flags of regions are written in tag characters after a black flag. */
const tagRuns = (text: string): HiddenText[] =>
  matches(text, tags)
    .filter((match) => text.slice(match.index - 2, match.index) !== '\u{1F3F4}')
    .map((match) => run(match, 'tag characters', true))

/** Text that runs from right to left needs them; among Latin letters alone they only reorder what is shown. */
function bidiRuns(text: string): HiddenText[] {
  const isRightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/.test(text)
  return matches(text, bidi).map((match) => run(match, 'bidirectional controls', !isRightToLeft || /[\u202D\u202E]/.test(match[0])))
}

/** Scripts that join letters by zero-width characters, and emoji that are joined by them. */
const joins =
  /[\u0600-\u0DFF\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2600-\u27BF\uFE0F\u200D]|\p{Extended_Pictographic}|\p{Emoji_Modifier}/u

/** Stray characters of one text that are taken for leftovers of copying. */
const strays = 3

function zeroWidthRuns(text: string): HiddenText[] {
  const found = matches(text, zeroWidth).filter((match) => {
    if (match[0] === '\uFEFF' && match.index === 0) return false
    const around =
      text.slice(Math.max(0, match.index - 2), match.index) + text.slice(match.index + match[0].length, match.index + match[0].length + 2)
    return !(/^[\u200C\u200D\uFE0F\u180B-\u180E\u{E0100}-\u{E01EF}]+$/u.test(match[0]) && joins.test(around))
  })
  return found.map((match) =>
    run(match, 'zero-width characters', match[0].length > 1 || found.length > strays || isWithinWord(text, match)),
  )
}

/** A word that is parted so that a search does not find it; soft hyphens do that in print. */
const isWithinWord = (text: string, match: RegExpExecArray): boolean =>
  match[0] !== '\u00AD' && /[a-z]/i.test(text.charAt(match.index - 1)) && /[a-z]/i.test(text.charAt(match.index + match[0].length))

/** An escape moves a terminal's cursor, so that what was printed is overwritten. */
const controlRuns = (text: string): HiddenText[] =>
  matches(text, controls).map((match) => run(match, 'control characters', match[0].includes('\u001B')))

/** Words of Latin letters with some that only look like them. In a text of that other script such words are slips. */
function foreignLetters(text: string): HiddenText[] {
  if (!/[\u0400-\u052F]/.test(text)) return []
  const cyrillic = text.match(/[\u0400-\u052F]/g)?.length ?? 0
  const latin = text.match(/[A-Za-z]/g)?.length ?? 0
  if (cyrillic * 10 > latin) return []
  return matches(text, mixed)
    .filter((match) => (match[0].match(/[A-Za-z]/g)?.length ?? 0) >= 3)
    .map((match) => run(match, 'letters of another script', true))
}
