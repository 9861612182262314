import type { RuleId } from '@reeve/protocol/rules'
import type { Reading, SignalMatch } from '../readings.ts'
import type { Signal } from '../signal-table.ts'
import type { Statement } from '../statement.ts'

/** A place that breaks a rule. The message says what stands there, and never repeats the text. */
export interface InstructionViolation {
  readonly message: string
  readonly statement: Statement
  readonly match: SignalMatch
}

/** A rule that looks at all that a file tells agents. */
export interface InstructionRule {
  readonly id: RuleId
  check(readings: readonly Reading[]): readonly InstructionViolation[]
}

export const has = (reading: Reading, ...wanted: readonly Signal[]): boolean => wanted.some((signal) => reading.signals.has(signal))

/** Readings that hold any of the signals. */
export const withAny = (readings: readonly Reading[], ...wanted: readonly Signal[]): Reading[] =>
  readings.filter((reading) => has(reading, ...wanted))

/** The readings no more than `distance` statements away, the reading itself among them. */
export function near(readings: readonly Reading[], at: Reading, distance: number): Reading[] {
  // Readings stand in the order of their statements, so that no more than the neighbours are looked at.
  let low = 0
  let high = readings.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((readings[middle]?.index ?? 0) < at.index - distance) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < readings.length && (readings[end]?.index ?? 0) <= at.index + distance) end++
  return readings.slice(low, end)
}

/** A violation at the first of the signals that the reading holds. */
export function at(reading: Reading, message: string, ...wanted: readonly Signal[]): InstructionViolation {
  const match = wanted.map((signal) => reading.signals.get(signal)).find((found) => found !== undefined) ?? reading.address
  return { message, statement: reading.statement, match: match ?? { from: 0, to: reading.statement.text.length, text: '' } }
}
