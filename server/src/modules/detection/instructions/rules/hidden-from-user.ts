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

/** Says from whom something is to be kept, which an adverb does not. */
const fromPeople =
  /without (?:the )?(?:users?|operators?|developers?|owners?|customers?|anyone)['’]?s? ?(?:knowledge|awareness|noticing|knowing|seeing)|blends? in|(?:evad|avoid)\w* (?:detection|suspicion)/i

export const hiddenFromUser: InstructionRule = {
  id: 'hidden-from-user',
  check: (readings) =>
    withAny(readings, 'conceal')
      .filter((reading) => reading.statement.kind !== 'code' && reading.statement.kind !== 'heading')
      .filter(
        (reading) =>
          near(readings, reading, 1).some(acts) || (fromPeople.test(reading.statement.text) && has(reading, 'write', 'execute', 'plant')),
      )
      .map((reading) => at(reading, message, 'conceal')),
}
