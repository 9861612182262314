import { LineIndex } from '../config/line-index.ts'
import { stanceBelow } from './stance.ts'
import { maxStatementCharacters, maxStatements, type Stance, type Statement } from './statement.ts'
import { visibleText } from './visible-text.ts'

const commentPattern = /<!--([\s\S]*?)(?:-->|$)/g
const fencePattern = /^\s{0,8}(`{3,}|~{3,})\s*([\w+-]*)/
const headingPattern = /^\s{0,3}(#{1,6})\s+/
const itemPattern = /^\s*(?:[-*+]|\d{1,4}[.)]|\[[ x]\])\s+/
const quotePattern = /^(?:\s*>\s?)+/

/** The statements of a text in Markdown, or in no form at all. Takes time in proportion to its length, and never throws. */
export function proseStatements(original: string): Statement[] {
  return new ProseReader(original).read()
}

class ProseReader {
  readonly #lines: LineIndex
  readonly #text: string
  readonly #originalOffset: (offset: number) => number
  readonly #statements: Statement[] = []
  /** The stances of the headings that the present line stands below, by their levels. */
  #headings: { readonly level: number; readonly stance: Stance; readonly text: string }[] = []
  /** What the last line that ended in a colon says of the lines that follow it. */
  #leadIn: Stance = 'said'
  /** The paragraph that is being read, as a range of the text; equal ends when there is none. */
  #from = 0
  #to = 0
  #fence: string | undefined

  constructor(original: string) {
    this.#lines = new LineIndex(original)
    const visible = visibleText(original)
    this.#originalOffset = visible.originalOffset
    this.#text = this.#takeComments(visible.text)
  }

  read(): Statement[] {
    let at = 0
    while (at < this.#text.length && this.#statements.length < maxStatements) {
      const newline = this.#text.indexOf('\n', at)
      const end = newline < 0 ? this.#text.length : newline
      this.#readLine(at, end)
      at = end + 1
    }
    this.#endParagraph()
    return this.#statements
  }

  /** Comments are statements of their own, and blanks where they stood. */
  #takeComments(text: string): string {
    if (!text.includes('<!--')) return text
    return text.replace(commentPattern, (whole: string, content: string, offset: number) => {
      this.#addSentences(offset + 4, offset + 4 + content.length, 'comment', text)
      return whole.replace(/[^\n]/g, ' ')
    })
  }

  #readLine(from: number, to: number): void {
    const line = this.#text.slice(from, Math.min(to, from + 4 * maxStatementCharacters))
    const fence = fencePattern.exec(line)?.[1]
    if (this.#fence !== undefined) {
      if (fence?.startsWith(this.#fence) && line.trim() === fence) this.#fence = undefined
      else if (line.trim() !== '') this.#addSentences(from, to, 'code')
      return
    }
    if (fence) {
      this.#endParagraph()
      this.#fence = fence
      return
    }
    const heading = headingPattern.exec(line)
    if (heading?.[1]) this.#readHeading(from + heading[0].length, to, heading[1].length)
    else if (line.trim() === '') this.#endParagraph()
    else this.#readText(line, from, to)
  }

  #readText(line: string, from: number, to: number): void {
    const marker = (quotePattern.exec(line) ?? itemPattern.exec(line) ?? /^\s*\|/.exec(line))?.[0].length ?? 0
    const isBroken = marker > 0 || this.#from === this.#to || /:\s*$/.test(this.#text.slice(this.#from, this.#to).slice(-3))
    if (isBroken) {
      this.#endParagraph()
      // Prose that is no list ends what a lead-in said.
      if (marker === 0) this.#leadIn = 'said'
      this.#from = from + marker
    }
    this.#to = to
  }

  #readHeading(from: number, to: number, level: number): void {
    this.#endParagraph()
    this.#leadIn = 'said'
    this.#addSentences(from, to, 'heading')
    const text = this.#text.slice(from, to)
    this.#headings = [...this.#headings.filter((above) => above.level < level), { level, stance: stanceBelow(text), text }]
  }

  #endParagraph(): void {
    if (this.#from === this.#to) return
    const text = this.#text.slice(this.#from, this.#to).trimEnd()
    this.#addSentences(this.#from, this.#to, 'prose')
    if (text.endsWith(':')) this.#leadIn = stanceBelow(text.slice(text.lastIndexOf('. ') + 1))
    this.#from = this.#to
  }

  get #stance(): Stance {
    const stances = [this.#leadIn, ...this.#headings.map(({ stance }) => stance)]
    return stances.find((stance) => stance !== 'said') ?? 'said'
  }

  #addSentences(from: number, to: number, kind: Statement['kind'], text: string = this.#text): void {
    const stance = kind === 'comment' ? 'said' : this.#stance
    const heading = this.#headings.at(-1)?.text ?? ''
    for (const [start, end] of sentences(text, from, to)) {
      if (this.#statements.length >= maxStatements) return
      const locate = (first: number, last: number) =>
        this.#lines.span(this.#originalOffset(start + first), this.#originalOffset(start + Math.max(first, last - 1)) + 1)
      this.#statements.push({ text: text.slice(start, end).replaceAll('\n', ' '), kind, stance, heading, locate })
    }
  }
}

/** Where a sentence ends: a new one begins after blanks, with a capital or a mark. */
const sentenceEnd = /[.!?](?=["')*_`]{0,3}\s+["'(*_`[]{0,3}[A-Z\d])/g

function* sentences(text: string, from: number, to: number): Generator<readonly [number, number]> {
  const range = text.slice(from, to)
  let start = 0
  const ends = [...range.matchAll(sentenceEnd)].map((match) => match.index + 1)
  for (const end of [...ends, range.length]) {
    for (; end - start > maxStatementCharacters; start += maxStatementCharacters) {
      yield [from + start, from + start + maxStatementCharacters]
    }
    if (range.slice(start, end).trim() !== '') yield [from + start, from + end]
    start = end
  }
}
