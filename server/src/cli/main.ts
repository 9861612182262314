import '../memory.ts'
import { ReeveError } from '@reeve/protocol/errors'
import { exitCodes } from './exit-codes.ts'
import { createProgram } from './program.ts'
import { plain } from './table.ts'
import { processTerminal } from './terminal.ts'

const terminal = processTerminal()
const outcome = { code: exitCodes.fine as number }

try {
  await createProgram(terminal, outcome).parseAsync(process.argv)
} catch (error) {
  outcome.code = terminal.signal.aborted ? 130 : exitCodes.failed
  if (!terminal.signal.aborted) terminal.err(`${plain(errorText(error))}\n`)
}
// Output to a pipe may still be on its way when the code is set, so the process ends by itself.
process.exitCode = outcome.code

function errorText(error: unknown): string {
  if (error instanceof ReeveError) return `reeve: ${error.message} ${error.action}`
  return `reeve: ${error instanceof Error ? error.message : String(error)}`
}
