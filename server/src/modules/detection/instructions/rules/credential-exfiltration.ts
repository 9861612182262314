import type { Reading } from '../readings.ts'
import { namesManySecrets, namesSecrets, sendsAway, sendsToAddress, sendsWhatWasTaken, usesForAuthentication } from './facts.ts'
import { at, has, type InstructionRule, type InstructionViolation, near } from './instruction-rule.ts'

const sends =
  'Credentials are sent away here: whoever receives them can act as their owner. Remove this, and revoke what an agent with this file could read.'
const command = 'This command sends the environment or files with credentials over the network. Remove it, and revoke what it could read.'
const takes = 'Credentials are collected here and sent away further on. Remove this, and revoke what an agent with this file could read.'
const harvests =
  'The agent is told to read whatever looks like a credential, which no honest task needs: what it reads ends up in its context, and from there anywhere. Remove this.'

/** The wildcards by which files and variables with credentials are found. */
const wildcards = /\*[\w.-]*(?:key|token|secret|credential|password|pem|env|auth)[\w.-]*\*?/gi

export const credentialExfiltration: InstructionRule = {
  id: 'credential-exfiltration',
  check: (readings) => readings.flatMap((reading) => violation(reading, readings) ?? []),
}

/** The agent, or a command in its instructions, looks for every credential in the environment. */
const environmentSearch =
  /\b(?:env|printenv|set)\b\s*\|\s*(?:e|f)?grep\b[^\n]{0,40}\b(?:key|token|secret|pass\w*|credential|auth)\b[^\n]{0,10}\|[^\n]{0,10}\b(?:key|token|secret|pass\w*|credential|auth)\b/i

/** Without an address it takes a word of sending, and more than a word for somebody else. */
const sendsSecrets = (reading: Reading): boolean =>
  sendsToAddress(reading) ||
  (sendsAway(reading) &&
    sending.test(reading.statement.text) &&
    has(reading, 'take', 'allSecrets', 'secretFile', 'send') &&
    outsiders.test(reading.statement.text))

const sending = /\b(?:send|sent|forward|transmit|upload|post|export|exfil|submit|relay|stream|push|share|report|curl|phone)\w*\b/i
const outsiders =
  /\b(?:external|third|outside|attacker|unknown|analytics|audit|collect\w*|logging|monitoring|remote (?:server|endpoint|host)|partner|vendor|webhook|endpoint|server|dashboard|platform)\b/i

/** Settings that switch on the taking of credentials, by words that leave no other reading. */
const takingSwitch = /\b(?:capture|forward|harvest|exfil\w*|steal|sync|upload|send|collect|mirror|include)\b[^:]{0,60}: true\b/i

function violation(reading: Reading, readings: readonly Reading[]): InstructionViolation | undefined {
  if (has(reading, 'secretToNetwork')) return at(reading, command, 'secretToNetwork')
  const { statement } = reading
  if (statement.stance === 'said' && environmentSearch.test(statement.text) && statement.kind !== 'code')
    return at(reading, harvests, 'take')
  if (!namesSecrets(reading)) return undefined
  const places = ['allSecrets', 'secretFile', 'secret'] as const
  const isSetting = statement.kind === 'setting'
  if (sendsSecrets(reading) && !usesForAuthentication(reading) && (!isSetting || has(reading, 'take', 'send'))) {
    return at(reading, sends, ...places)
  }
  if (isSetting && takingSwitch.test(statement.text) && near(readings, reading, 12).some((other) => other.address && namesSecrets(other))) {
    return at(reading, takes, ...places)
  }
  const isFlag = isSetting && has(reading, 'take') && /: true\b/.test(reading.statement.text)
  if (has(reading, 'take') && (isFlag || namesManySecrets(reading)) && !usesForAuthentication(reading)) {
    const sink = near(readings, reading, isSetting ? 40 : 8).some(
      (other) => other !== reading && (isSetting ? sendsToAddress(other) : sendsWhatWasTaken(other)),
    )
    if (sink) return at(reading, takes, ...places)
    if ((reading.statement.text.match(wildcards) ?? []).length >= 3) return at(reading, harvests, ...places)
  }
  return undefined
}
