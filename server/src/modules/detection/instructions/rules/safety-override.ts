import type { Reading } from '../readings.ts'
import { at, has, type InstructionRule, type InstructionViolation, withAny } from './instruction-rule.ts'

const jailbreak =
  'The agent is told that it has no restrictions, or takes on a role that has none: what keeps it from doing harm is meant to be off. Remove this.'
const suppress =
  'The agent is told to overlook what it would otherwise report, such as credentials or flaws, and to let it pass. Remove this, and look at what passed meanwhile.'

/** What a review is there to find. */
const reviewed = /\b(?:credentials?|secrets?|security|vulnerabilit\w+|malware|backdoors?|injection|sk-|akia|ghp_)\b|\*/i

export const safetyOverride: InstructionRule = {
  id: 'safety-override',
  check(readings) {
    const overlooked = withAny(readings, 'suppress').filter(
      (reading) => reading.statement.kind !== 'code' && reviewed.test(reading.statement.text),
    )
    const passed = withAny(readings, 'autonomy', 'conceal', 'override').length > 0 || overlooked.length > 1
    return [
      ...readings.flatMap((reading) => persona(reading) ?? []),
      ...(passed ? overlooked.map((reading) => at(reading, suppress, 'suppress')) : []),
    ]
  },
}

/** Programs have modes and restrictions too; this speaks of an agent. */
const ofTheModel =
  /\b(?:you|your|i|my|me|assistant|model|ai|agent|respon\w+|answers?|content|filters?|unrestricted|safety|the (?:word|user|phrase)|trigger|instructions?|mode: ?\w+)\b/i

function persona(reading: Reading): InstructionViolation | undefined {
  if (reading.statement.kind === 'code') return undefined
  if (!ofTheModel.test(reading.statement.text)) return undefined
  return has(reading, 'jailbreak') ? at(reading, jailbreak, 'jailbreak') : undefined
}
