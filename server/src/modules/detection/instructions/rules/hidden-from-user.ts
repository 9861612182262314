import type { Reading } from '../readings.ts'
import { namesSecrets } from './facts.ts'
import { at, has, type InstructionRule, near, withAny } from './instruction-rule.ts'

const message =
  'The agent is told to do something behind the back of the person it works for. Honest work needs no hiding: remove this, and look at what it would have hidden.'

/** Does something that somebody may want to hide. */
const acts = (reading: Reading): boolean =>
  has(reading, 'plant', 'fetchAndRun', 'secretToNetwork', 'override', 'jailbreak', 'survive', 'startup', 'agentFile') ||
  (has(reading, 'send') && (reading.address !== undefined || has(reading, 'personal', 'whole', 'allSecrets', 'secretFile'))) ||
  (namesSecrets(reading) && has(reading, 'take', 'send', 'execute')) ||
  (has(reading, 'write') && has(reading, 'order') && /\byou|your|generated?|user/i.test(reading.statement.text))

/** Programs do things silently too, so that the very sentence has to say what. */
const adverb = /^(?:silently|secretly|covertly|stealthily|surreptitiously|discreetly|quietly|invisibly|unnoticed|undetected)$/i

/** Says from whom something is to be kept, which an adverb does not. */
const fromPeople =
  /without (?:the )?(?:users?|operators?|developers?|owners?|customers?|anyone)['’]?s? ?(?:knowledge|awareness|noticing|knowing|seeing)|blends? in|(?:evad|avoid)\w* (?:detection|suspicion)/i

export const hiddenFromUser: InstructionRule = {
  id: 'hidden-from-user',
  check: (readings) =>
    withAny(readings, 'conceal')
      .filter((reading) => reading.statement.kind !== 'code' && reading.statement.kind !== 'heading')
      .filter((reading) =>
        adverb.test(reading.signals.get('conceal')?.text ?? '')
          ? acts(reading)
          : near(readings, reading, 1).some(acts) || (fromPeople.test(reading.statement.text) && has(reading, 'write', 'execute', 'plant')),
      )
      .map((reading) => at(reading, message, 'conceal')),
}
