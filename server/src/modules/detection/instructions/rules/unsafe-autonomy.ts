import { at, has, type InstructionRule, near, withAny } from './instruction-rule.ts'

const message =
  'The agent is told to act without asking where a person would be asked: the last look before something goes wrong is gone. Leave confirmation on for what changes things.'

export const unsafeAutonomy: InstructionRule = {
  id: 'unsafe-autonomy',
  check: (readings) =>
    withAny(readings, 'autonomy')
      .filter((reading) => near(readings, reading, 3).some((other) => has(other, 'execute', 'order', 'send', 'escalate', 'write')))
      .slice(0, 3)
      .map((reading) => at(reading, message, 'autonomy')),
}
