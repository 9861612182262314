// biome-ignore-all lint/suspicious/noMisleadingCharacterClass: single characters are meant, joined or not.
/** Characters that show nothing: zero-width ones, joiners, soft hyphens, bidirectional controls, tags, fillers. */
const invisible =
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E01EF}]/u
const invisibleRuns = new RegExp(`(?:${invisible.source})+`, 'gu')

/** Letters of other scripts that look like Latin ones, and the ones that they look like. */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{
      а: 'a',
      е: 'e',
      о: 'o',
      р: 'p',
      с: 'c',
      у: 'y',
      х: 'x',
      і: 'i',
      ј: 'j',
      ѕ: 's',
      ԁ: 'd',
      һ: 'h',
      ԛ: 'q',
      ԝ: 'w',
      ӏ: 'l',
      ո: 'n',
      ս: 'u',
    },
    ...{ А: 'A', В: 'B', Е: 'E', К: 'K', М: 'M', Н: 'H', О: 'O', Р: 'P', С: 'C', Т: 'T', Х: 'X', І: 'I', Ј: 'J', Ѕ: 'S' },
    ...{
      ο: 'o',
      α: 'a',
      ν: 'v',
      ι: 'i',
      ρ: 'p',
      Α: 'A',
      Β: 'B',
      Ε: 'E',
      Ζ: 'Z',
      Η: 'H',
      Ι: 'I',
      Κ: 'K',
      Μ: 'M',
      Ν: 'N',
      Ο: 'O',
      Ρ: 'P',
      Τ: 'T',
      Χ: 'X',
    },
  }),
)
const foreignLetter = /[\u0370-\u058F]/
const foreignLetters = /[\u0370-\u058F]/g

/** The Latin letters that a text seems to be written in. */
const unfoldLookAlikes = (text: string): string =>
  foreignLetter.test(text) ? text.replace(foreignLetters, (letter) => lookAlikes.get(letter) ?? letter) : text

/** A text as a reader sees it, and where each of its characters stands in the original. */
export interface VisibleText {
  readonly text: string
  /** The offset in the original of a character of `text`, or of its end. */
  originalOffset(offset: number): number
}

/** Removes what shows nothing, so that words which it parts are whole again. */
export function visibleText(original: string): VisibleText {
  if (!invisible.test(original)) return { text: unfoldLookAlikes(original), originalOffset: (offset) => offset }
  // The kept runs, by where they begin in the visible text and in the original.
  const starts: number[] = []
  const origins: number[] = []
  const parts: string[] = []
  let length = 0
  let at = 0
  const keep = (end: number): void => {
    if (end === at) return
    starts.push(length)
    origins.push(at)
    parts.push(original.slice(at, end))
    length += end - at
  }
  for (const match of original.matchAll(invisibleRuns)) {
    keep(match.index)
    at = match.index + match[0].length
    // One such character parts a word from itself, several stand between two texts.
    if ([...match[0]].length > 1) {
      starts.push(length)
      origins.push(match.index)
      parts.push(' ')
      length += 1
    }
  }
  keep(original.length)
  return {
    text: unfoldLookAlikes(parts.join('')),
    originalOffset(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return (origins[low] ?? 0) + offset - (starts[low] ?? 0)
    },
  }
}
