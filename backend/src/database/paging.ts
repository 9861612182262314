import { ReeveError } from '@reeve/protocol/errors'

export interface Page<T> {
  rows: T[]
  nextCursor?: string | undefined
}

/** The sequence that a cursor stands for; undefined without one. Throws `request-invalid` when it is none of ours. */
export function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (!/^\d{1,15}$/.test(cursor)) throw new ReeveError('request-invalid', { field: 'cursor', reason: 'it is not a cursor of this list' })
  return Number(cursor)
}

/**
 * Makes a page of rows that were read with one more than `limit`. The cursor is the last row's sequence, so that rows
 * which come or go meanwhile neither repeat nor hide any other.
 */
export function toPage<R, T>(rows: readonly R[], limit: number, sequenceOf: (row: R) => number, toRow: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(toRow), ...(rows.length > limit && last ? { nextCursor: String(sequenceOf(last)) } : {}) }
}

/** A `like` pattern for texts that contain `text`, whatever characters it has. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
