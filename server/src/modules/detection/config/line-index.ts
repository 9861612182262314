import type { Span } from './config-node.ts'

const lineFeed = 10
const carriageReturn = 13

/** Turns offsets of a text into lines and columns as an editor counts them. */
export class LineIndex {
  readonly #starts: number[] = [0]
  readonly #text: string

  constructor(text: string) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code !== lineFeed && code !== carriageReturn) continue
      if (code === carriageReturn && text.charCodeAt(at + 1) === lineFeed) at++
      this.#starts.push(at + 1)
    }
    this.#text = text
  }

  lineAt(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }

  /** The span from one offset to another; what lies on further lines is left out. */
  span(offset: number, endOffset: number): Span {
    const from = Math.max(0, Math.min(offset, this.#text.length))
    const line = this.lineAt(from)
    const start = this.#starts[line - 1] ?? 0
    const end = Math.max(from, Math.min(endOffset, this.#endOf(line)))
    return { line, column: from - start + 1, endColumn: end - start + 1 }
  }

  /** Where a line ends, without the characters that end it. */
  #endOf(line: number): number {
    const next = this.#starts[line]
    if (next === undefined) return this.#text.length
    const isPair = this.#text.charCodeAt(next - 1) === lineFeed && this.#text.charCodeAt(next - 2) === carriageReturn
    return next - (isPair ? 2 : 1)
  }
}
