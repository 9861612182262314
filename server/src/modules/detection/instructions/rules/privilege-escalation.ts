import { meantMatches } from '../readings.ts'
import { at, has, type InstructionRule, withAny } from './instruction-rule.ts'

const message =
  'Rights are widened or controls are taken away here, in more than one place, without anybody being asked: what goes wrong then has no bounds. Give only the rights that the task needs.'

/** One of these by itself leaves nothing in doubt. */
const plain =
  /auto ?(?:escalat|elevat|grant)|escalate|nopasswd|bypass (?:permission|rbac|rls|row|approval|security|auth\w*|change)|: true|system ?admin|without (?:approval|authorization)/i

export const privilegeEscalation: InstructionRule = {
  id: 'privilege-escalation',
  check(readings) {
    const found = withAny(readings, 'escalate').filter(({ statement }) => statement.kind !== 'heading')
    const distinct = new Set(found.flatMap((reading) => meantMatches(reading.statement, 'escalate').map(({ text }) => text.toLowerCase())))
    const isPlain = found.some((reading) => plain.test(reading.statement.text) && has(reading, 'conceal', 'autonomy'))
    return distinct.size >= 2 || isPlain ? found.slice(0, 3).map((reading) => at(reading, message, 'escalate')) : []
  },
}
