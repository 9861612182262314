import { reverseShell as pattern } from '../instructions/signal-table.ts'
import { hostileCommand } from './hostile-command.ts'

export const reverseShell = hostileCommand(
  'reverse-shell',
  pattern,
  (name) =>
    `The server "${name}" opens a shell on this machine to somebody elsewhere. Remove it, and treat a machine on which it ran as taken over.`,
)
