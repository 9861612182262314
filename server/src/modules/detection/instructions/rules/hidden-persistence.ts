import type { Reading } from '../readings.ts'
import { sendsAway } from './facts.ts'
import { at, has, type InstructionRule, near, withAny } from './instruction-rule.ts'

const returns =
  'This is made to come back after somebody removes or resets it. What returns against the will of its owner is malware: remove it, and look for what it has left behind.'
const remembers =
  "The agent is told to keep orders for all time, beyond the session and against later instructions, so that they go on working after this file is gone. Remove this, and look through the agent's memory."
const starts =
  "Something is put where it starts by itself, together with orders from elsewhere or out of sight. Remove it, and look at cron, the shell's profile and the startup entries of this machine."
const rewrites =
  'The files that steer agents are rewritten out of sight or on orders from elsewhere, so that every later session obeys them. Remove this, and compare those files with what you know.'

/** Orders that nobody would want to keep. */
const harms = (reading: Reading): boolean =>
  has(reading, 'override', 'jailbreak', 'conceal', 'autonomy', 'escalate', 'fetchAndRun', 'secretToNetwork', 'suppress') ||
  sendsAway(reading)

const fromElsewhere = (reading: Reading): boolean =>
  has(reading, 'fetchAndRun', 'conceal', 'secretToNetwork', 'reverseShell', 'survive') ||
  (reading.address !== undefined && has(reading, 'fetch'))

export const hiddenPersistence: InstructionRule = {
  id: 'hidden-persistence',
  check(readings) {
    const live = readings.filter(({ statement }) => statement.kind !== 'code' || statement.stance === 'said')
    const kept = withAny(live, 'forever')
    const harmful = live.some(harms)
    return [
      ...withAny(live, 'survive')
        .filter(isOrder)
        .map((reading) => at(reading, returns, 'survive')),
      ...(kept.length > 2 || (kept.length > 0 && harmful)
        ? kept
            .filter((reading) => kept.length > 2 || near(live, reading, 6).some(harms))
            .map((reading) => at(reading, remembers, 'forever'))
        : []),
      ...withAny(live, 'startup')
        .filter((reading) => near(live, reading, 4).some(fromElsewhere))
        .map((reading) => at(reading, starts, 'startup')),
      ...withAny(live, 'agentFile')
        .filter((reading) => has(reading, 'write') && near(live, reading, 3).some(fromElsewhere))
        .map((reading) => at(reading, rewrites, 'agentFile')),
    ]
  },
}

/** Data outlives restarts in every database; orders and what carries them do not. */
const durable =
  /\b(?:data(?:base)?|volumes?|cache|state|settings|preferences|connections?|sessions? stored|queue|jobs?|retr(?:y|ies)|records|backups? of)\b/i
const orders =
  /\b(?:instructions?|directives?|rules?|polic(?:y|ies)|memory|prompt|behaviou?rs?|backdoor|agent|remov\w*|clear\w*|uninstall\w*|delet\w*|true|sub-?agents?|silently|re-?inject\w*)\b/i

const isOrder = ({ statement }: Reading): boolean => orders.test(statement.text) || !durable.test(statement.text)
