import type { Reading } from '../readings.ts'
import { namesSecrets } from './facts.ts'
import { at, has, type InstructionRule, near, withAny } from './instruction-rule.ts'

const message =
  'The agent is told to do something behind the back of the person it works for. Honest work needs no hiding: remove this, and look at what it would have hidden.'

/** Does something that somebody may want to hide. */
const acts = (reading: Reading): boolean =>
  has(reading, 'send', 'plant', 'fetchAndRun', 'secretToNetwork', 'override', 'escalate', 'survive', 'startup', 'agentFile') ||
  reading.address !== undefined ||
  (namesSecrets(reading) && has(reading, 'take')) ||
  (has(reading, 'write', 'execute') && has(reading, 'order'))

export const hiddenFromUser: InstructionRule = {
  id: 'hidden-from-user',
  check: (readings) =>
    withAny(readings, 'conceal')
      .filter((reading) => reading.statement.kind !== 'code' && reading.statement.kind !== 'heading')
      .filter((reading) => near(readings, reading, 1).filter(acts).length > 0)
      .map((reading) => at(reading, message, 'conceal')),
}
