import { fetchAndRun } from '../instructions/signal-table.ts'
import { hostileCommand } from './hostile-command.ts'

export const downloadAndRun = hostileCommand(
  'download-and-run',
  fetchAndRun,
  (name) =>
    `The server "${name}" downloads code and hands it to an interpreter: whoever answers at that address runs code here. Install a package with an exact version, or keep the script in the repository.`,
)
