import { formatLogRecord, type LogSink } from '../log.ts'
import { plain } from './table.ts'

/** What a command writes to and is ended by. The process's own, or a test's. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Columns; 120 where the output is no terminal. */
  readonly width: number
  readonly isInteractive: boolean
  readonly env: NodeJS.ProcessEnv
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
}

/** The terminal of this process. The first signal asks to end, the second ends at once. */
export function processTerminal(): Terminal {
  const abort = new AbortController()
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(130)
    abort.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    width: process.stdout.columns || 120,
    isInteractive: process.stdout.isTTY === true,
    env: process.env,
    signal: abort.signal,
  }
}

/** Log records as lines on standard error. */
export const terminalSink =
  (terminal: Terminal): LogSink =>
  (record) =>
    terminal.err(`${plain(formatLogRecord(record))}\n`)
