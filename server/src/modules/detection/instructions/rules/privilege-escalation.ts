import { meantMatches, type Reading } from '../readings.ts'
import { at, has, type InstructionRule, near, withAny } from './instruction-rule.ts'

const message =
  'Rights are widened or controls are taken away here, in more than one place, without anybody being asked: what goes wrong then has no bounds. Give only the rights that the task needs.'

/** One of these by itself leaves nothing in doubt. */
const plain =
  /auto ?(?:escalat|elevat|grant)|escalate|nopasswd|bypass (?:permission|rbac|rls|row|approval|security|auth\w*|change)|: true|system ?admin|without (?:approval|authorization)/i

const isPlain = (reading: Reading): boolean => plain.test(reading.statement.text) && has(reading, 'conceal', 'autonomy')

/** The different ways in which rights are widened. */
const kindsOf = (readings: readonly Reading[]): Set<string> =>
  new Set(readings.flatMap((reading) => meantMatches(reading.statement, 'escalate').map(({ text }) => text.toLowerCase())))

export const privilegeEscalation: InstructionRule = {
  id: 'privilege-escalation',
  check(readings) {
    const all = withAny(readings, 'escalate').filter(({ statement }) => statement.kind === 'prose' || statement.kind === 'setting')
    // Rights are widened in one go; what a long page says here and there of roles is no such thing.
    const found = all.filter((reading) => kindsOf(near(all, reading, 6)).size >= 2 || isPlain(reading))
    return found.slice(0, 3).map((reading) => at(reading, message, 'escalate'))
  },
}
