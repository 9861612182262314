import type { Reading } from '../readings.ts'
import { namesSecrets, sendsToAddress } from './facts.ts'
import { at, has, type InstructionRule, near, withAny } from './instruction-rule.ts'

const message =
  'People are pressed to hand over credentials or payment details to the agent. No service asks for them in this way. Remove this; whoever has answered should revoke what was given.'

const asks =
  /\b(?:provide|share|enter|submit|give|paste|supply|type|disclose|confirm|verify|reveal|hand over|prompt|ask|upload|tell|need|request|require)/i

export const credentialRequest: InstructionRule = {
  id: 'credential-request',
  check(readings) {
    const pressing = withAny(readings, 'pressure')
    return readings
      .filter((reading) => isWanted(reading, readings))
      .filter(
        (reading) =>
          isPressed(reading, near(pressing, reading, 10)) ||
          near(readings, reading, 8).some((other) => sendsToAddress(other) && isFromPerson(reading)),
      )
      .slice(0, 3)
      .map((reading) => at(reading, message, 'payment', 'allSecrets', 'secret', 'secretFile'))
  },
}

const isFromPerson = ({ statement }: Reading): boolean =>
  /\b(?:your|you|real|users?|customer)\b|fields|all (?:production )?(?:api )?keys/i.test(statement.text)

/** One word of haste is enough where people are asked; settings rarely say whom they ask. */
const isPressed = (reading: Reading, pressing: readonly Reading[]): boolean =>
  pressing.length > 0 &&
  (isFromPerson(reading) ||
    (pressing.length > 1 &&
      pressing.some(({ statement }) =>
        /urgent|immediate|act now|deadline|within \d|failure to|warning|emergency|will result/i.test(statement.text),
      )))

function isWanted(reading: Reading, readings: readonly Reading[]): boolean {
  if (!(namesSecrets(reading) || has(reading, 'payment')) || reading.statement.kind === 'code') return false
  if (has(reading, 'request') && asks.test(reading.statement.text)) return true
  // A list of what is required asks for its items.
  return near(readings, reading, 6).some(
    (other) =>
      other.index < reading.index &&
      /\b(?:following|required) (?:information|credentials?|details|items|data)\b/i.test(other.statement.text),
  )
}
