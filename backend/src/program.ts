import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { ReeveError } from '@reeve/protocol/errors'
import { startEmbedded, untilUnused } from './embedded/start.ts'
import { BoundedFile, createLog } from './log.ts'
import { type EmbeddedOptions, readOptions, type TeamOptions, usage } from './options.ts'
import { startTeam } from './team.ts'

/** `newer`: the data belong to a newer program. */
export const exitCodes = { fine: 0, failed: 1, usage: 2, newer: 3 } as const

export interface ProgramContext {
  /** Aborted when the process is asked to end. */
  readonly signal: AbortSignal
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  /** Called when the backend begins to end. */
  readonly onStopping: () => unknown
}

/** Runs the backend from its flags and environment until it is asked to end or unused. Gives the exit code. */
export async function runBackend(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  context: ProgramContext,
): Promise<number> {
  try {
    const options = readOptions(args, environment)
    await (options.mode === 'embedded' ? runEmbedded(options, context) : runTeam(options, context))
    return exitCodes.fine
  } catch (error) {
    context.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    const code = error instanceof ReeveError ? error.code : undefined
    if (code === 'usage') context.stderr.write(`${usage}\n`)
    return code === 'usage' ? exitCodes.usage : code === 'backend-newer' ? exitCodes.newer : exitCodes.failed
  }
}

async function runEmbedded(options: EmbeddedOptions, { signal, onStopping }: ProgramContext): Promise<void> {
  mkdirSync(options.data, { recursive: true, mode: 0o700 })
  const log = createLog(new BoundedFile(join(options.data, 'backend.log')), options.logLevel)
  const embedded = await logFailure(log, startEmbedded(options, log))
  if (!embedded) return log.info('another backend answers already')
  log.info({ url: embedded.discovery.url, dashboardUrl: embedded.backend.dashboardUrl }, 'the backend listens')
  await untilUnused(embedded.backend, options.idleMs, signal).catch(() => {})
  log.info({ asked: signal.aborted }, 'the backend ends')
  onStopping()
  await embedded.stop()
}

async function runTeam(options: TeamOptions, { signal, onStopping, stdout }: ProgramContext): Promise<void> {
  const log = createLog(stdout, options.logLevel)
  const { stop } = await logFailure(log, startTeam(options, log))
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  log.info('the backend ends')
  onStopping()
  await stop()
}

async function logFailure<T>(log: Logger, starting: Promise<T>): Promise<T> {
  try {
    return await starting
  } catch (error) {
    log.fatal({ err: error }, 'the backend did not start')
    throw error
  }
}
