import type { Reading } from '../readings.ts'
import { at, has, type InstructionRule, type InstructionViolation } from './instruction-rule.ts'

const overrides =
  'The agent is told to put aside the rules that it was given. No honest file needs that: whoever wrote it wants the agent to obey him rather than you. Remove the file, or this part of it.'
const hidden = 'A comment that no reader of the rendered page sees gives the agent orders. Remove it, or write it where people read it.'
const role = 'The text pretends to be a message of the system or of another role, so that the agent takes it for one. Remove it.'

export const injectedInstructions: InstructionRule = {
  id: 'injected-instructions',
  check: (readings) => readings.flatMap((reading) => violation(reading) ?? []),
}

/** Speaks to an agent rather than to whoever maintains the page. */
const toAgent = /\b(?:you|your|assistant|agent|model|ai|llm|claude|gpt|copilot|system|instructions?|user|always|must|never)\b/i

function violation(reading: Reading): InstructionViolation | undefined {
  const { kind, text } = reading.statement
  // Code shows or tests; what steers an agent stands in prose, in comments and in settings.
  if (kind === 'code') return undefined
  if (has(reading, 'roleToken')) return at(reading, role, 'roleToken')
  if (kind === 'comment') {
    const acts =
      has(reading, 'override', 'jailbreak', 'conceal', 'secretToNetwork', 'fetchAndRun') ||
      (has(reading, 'send', 'execute', 'take') && (reading.address !== undefined || has(reading, 'secret', 'secretFile', 'allSecrets')))
    return acts && toAgent.test(text) ? at(reading, hidden, 'override', 'jailbreak', 'conceal', 'send', 'execute') : undefined
  }
  return has(reading, 'override') ? at(reading, overrides, 'override') : undefined
}
