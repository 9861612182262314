import type { RuleId } from '@reeve/protocol/rules'
import { commandTexts, wholeCommand } from './command-lines.ts'
import type { ServerRule } from './rule.ts'

/** A rule that is broken by a command in the server's line, its arguments or its environment. */
export const hostileCommand = (id: RuleId, pattern: RegExp, message: (name: string) => string): ServerRule => ({
  id,
  check(server) {
    const isIn = (text: string): boolean => {
      pattern.lastIndex = 0
      return pattern.test(text.slice(0, 20_000))
    }
    const found = commandTexts(server).find(({ text }) => isIn(text))
    const place = found ?? (isIn(wholeCommand(server)) ? server.command : null)
    return place ? [{ message: message(server.entry.name), span: place.span }] : []
  },
})
