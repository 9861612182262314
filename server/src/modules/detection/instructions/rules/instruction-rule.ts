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

/** Readings with one of the signals no more than `distance` statements away, the reading itself among them. */
export const near = (readings: readonly Reading[], at: Reading, distance: number): Reading[] =>
  readings.filter((reading) => Math.abs(reading.index - at.index) <= distance)

/** A violation at the first of the signals that the reading holds. */
export function at(reading: Reading, message: string, ...wanted: readonly Signal[]): InstructionViolation {
  const match = wanted.map((signal) => reading.signals.get(signal)).find((found) => found !== undefined) ?? reading.address
  return { message, statement: reading.statement, match: match ?? { from: 0, to: reading.statement.text.length, text: '' } }
}
