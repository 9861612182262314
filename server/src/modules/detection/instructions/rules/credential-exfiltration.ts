import type { Reading } from '../readings.ts'
import {
  namesManySecrets,
  namesSecrets,
  secretKinds,
  sendsAway,
  sendsToAddress,
  sendsWhatWasTaken,
  usesForAuthentication,
} from './facts.ts'
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

function violation(reading: Reading, readings: readonly Reading[]): InstructionViolation | undefined {
  if (has(reading, 'secretToNetwork')) return at(reading, command, 'secretToNetwork')
  if (!namesSecrets(reading)) return undefined
  const places = ['allSecrets', 'secretFile', 'secret'] as const
  const isSetting = reading.statement.kind === 'setting'
  if (sendsAway(reading) && !usesForAuthentication(reading) && (!isSetting || has(reading, 'take', 'send'))) {
    // Without an address it takes more than a word for somebody else.
    if (sendsToAddress(reading) || has(reading, 'take', 'whole', 'allSecrets', 'secretFile') || secretKinds(reading.statement.text) > 0) {
      return at(reading, sends, ...places)
    }
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
