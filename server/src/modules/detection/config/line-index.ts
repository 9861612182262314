import type { Span } from './config-node.ts'

/** Turns offsets of a text into lines and columns as an editor counts them. */
export class LineIndex {
  readonly #starts: number[] = [0]
  readonly #ends: number[] = []
  readonly #length: number

  constructor(text: string) {
    for (const ending of text.matchAll(/\r\n|\r|\n/g)) {
      this.#ends.push(ending.index)
      this.#starts.push(ending.index + ending[0].length)
    }
    this.#ends.push(text.length)
    this.#length = text.length
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
    const from = Math.max(0, Math.min(offset, this.#length))
    const line = this.lineAt(from)
    const start = this.#starts[line - 1] ?? 0
    const end = Math.max(from, Math.min(endOffset, this.#ends[line - 1] ?? from))
    return { line, column: from - start + 1, endColumn: end - start + 1 }
  }
}
