import type { Span } from '../config/config-node.ts'

/**
 * How a statement is meant. *said*: do it. *denied*: do not, as below a heading "You must not". *shown*: it is talked about,
 * as in an example of an attack.
 */
export type Stance = 'said' | 'denied' | 'shown'

/** One sentence, item, line of code, comment or setting that an agent reads. */
export interface Statement {
  /** Without characters that cannot be seen, with look-alike letters put back. */
  readonly text: string
  readonly kind: 'heading' | 'prose' | 'code' | 'comment' | 'setting'
  readonly stance: Stance
  /** The nearest heading above. */
  readonly heading?: string
  /** Where a part of `text`, from one offset to another, stands in the file. */
  locate(from: number, to: number): Span
}

/** Statements of one file that are looked at; people write hundreds. */
export const maxStatements = 20_000

/** Characters of one statement that are looked at; longer ones go on in the next. */
export const maxStatementCharacters = 1500
