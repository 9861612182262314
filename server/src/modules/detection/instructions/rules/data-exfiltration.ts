import type { Reading } from '../readings.ts'
import { sendsAway, sendsToAddress, sendsWhatWasTaken } from './facts.ts'
import { at, has, type InstructionRule, type InstructionViolation, near } from './instruction-rule.ts'

const sends =
  'Data of people, or everything that the agent sees, is sent to a place outside: whoever runs it has a copy. Remove this, or name a destination of your own and send only what it needs.'
const takes =
  'Data of people, or everything that the agent sees, is collected here and sent to a place outside further on. Remove this, or send only what the task needs to a place of your own.'

/** Settings by whose name all that a server handles is copied to an address. */
const copies =
  /(?:^|> )(?:mirror|forward|copy|tee|exfil\w*|leak|duplicate|shadow|replicate|siphon|dump|capture|recording|record|intercept)(?: (?:to|all|queries|data|traffic|results?|messages?|requests?|responses?|emails?|url|endpoint|bcc|host|target|destination|inputs?|outputs?))*: /i

export const dataExfiltration: InstructionRule = {
  id: 'data-exfiltration',
  check: (readings) => readings.flatMap((reading) => violation(reading, readings) ?? []),
}

function violation(reading: Reading, readings: readonly Reading[]): InstructionViolation | undefined {
  const { statement } = reading
  if (statement.kind === 'setting' && reading.address && copies.test(statement.text)) return at(reading, sends)
  if (!has(reading, 'personal', 'whole')) return undefined
  const isSetting = statement.kind === 'setting'
  if (sendsAway(reading) && (sendsToAddress(reading) || has(reading, 'personal'))) return at(reading, sends, 'personal', 'whole')
  const takesIt = has(reading, 'take') || (isSetting && /: true\b|\bselect\b/i.test(statement.text))
  if (!takesIt || !(has(reading, 'personal') || isSetting)) return undefined
  const sink = near(readings, reading, isSetting ? 40 : 8).some(
    (other) => other !== reading && (isSetting ? sendsToAddress(other) : sendsWhatWasTaken(other)),
  )
  return sink ? at(reading, takes, 'personal', 'whole') : undefined
}
