import { stripVTControlCharacters } from 'node:util'

export interface Column<T> {
  readonly title: string
  readonly value: (row: T) => string
  /** Columns that are cut first have a smaller number; those without are never cut. */
  readonly cutOrder?: number
}

/** Shows what a workspace says as text: control and direction characters would otherwise act on the terminal. */
export const plain = (text: string): string => stripVTControlCharacters(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0))}…`)

/** Narrowest that a column is cut to. */
const narrowest = 8

/** A table of plain text, cut to `width` characters a line. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], width: number): string {
  const cells = rows.map((row) => columns.map((column) => plain(column.value(row))))
  const widths = columns.map((column, index) => Math.max(column.title.length, ...cells.map((row) => row[index]?.length ?? 0)))
  const cuttable = columns
    .map((column, index) => ({ order: column.cutOrder, index }))
    .filter(({ order }) => order !== undefined)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  let excess = widths.reduce((sum, size) => sum + size + 2, -2) - width
  for (const { index } of cuttable) {
    if (excess <= 0) break
    const size = widths[index] ?? 0
    const kept = Math.max(size - excess, Math.min(size, narrowest))
    excess -= size - kept
    widths[index] = kept
  }
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => cut(text, widths[index] ?? 0).padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...cells.map(line)].join('\n')
}
