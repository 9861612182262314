import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { ReeveError } from '@reeve/protocol/errors'
import { startEmbedded, untilUnused } from './embedded/start.ts'
import { BoundedFile, createLog } from './log.ts'
import { type EmbeddedOptions, readOptions, type TeamOptions, usage } from './options.ts'
import { startTeam } from './team.ts'

/**
 * The backend's program. Embedded it is started by a supervisor, detached, and with Node's flag `--liftoff-only`: the
 * optimiser of WebAssembly takes several times the memory that the backend may use.
 */

const exitCodes = { fine: 0, failed: 1, usage: 2, newer: 3 } as const

/** After this the process ends whatever is still under way. */
const stopTimeoutMs = 5_000

/** Aborted when the process is asked to end. */
function watchSignals(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

async function runEmbedded(options: EmbeddedOptions, signal: AbortSignal): Promise<number> {
  mkdirSync(options.data, { recursive: true, mode: 0o700 })
  const log = createLog(new BoundedFile(join(options.data, 'backend.log')), options.logLevel)
  return guard(log, async () => {
    const embedded = await startEmbedded(options, log)
    if (!embedded) return log.info('another backend answers already')
    log.info({ url: embedded.discovery.url, dashboardUrl: embedded.backend.dashboardUrl }, 'the backend listens')
    await untilUnused(embedded.backend, options.idleMs, signal).catch(() => {})
    log.info({ asked: signal.aborted }, 'the backend ends')
    limitStop()
    await embedded.stop()
  })
}

async function runTeam(options: TeamOptions, signal: AbortSignal): Promise<number> {
  const log = createLog(process.stdout, options.logLevel)
  return guard(log, async () => {
    const { stop } = await startTeam(options, log)
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    log.info('the backend ends')
    limitStop()
    await stop()
  })
}

/** Tells what went wrong to the log and by the exit code. */
async function guard(log: Logger, work: () => Promise<void>): Promise<number> {
  try {
    await work()
    return exitCodes.fine
  } catch (error) {
    log.fatal({ err: error }, 'the backend did not start')
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof ReeveError && error.code === 'backend-newer' ? exitCodes.newer : exitCodes.failed
  }
}

function limitStop(): void {
  setTimeout(() => process.exit(exitCodes.failed), stopTimeoutMs).unref()
}

async function main(): Promise<number> {
  try {
    const signal = watchSignals()
    const options = readOptions(process.argv.slice(2), process.env)
    return await (options.mode === 'embedded' ? runEmbedded(options, signal) : runTeam(options, signal))
  } catch (error) {
    if (!(error instanceof ReeveError) || error.code !== 'usage') throw error
    process.stderr.write(`${error.message}\n${usage}\n`)
    return exitCodes.usage
  }
}

process.exit(await main())
