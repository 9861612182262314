import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { protocolVersion } from '@reeve/protocol/api'
import type { Discovery } from '@reeve/protocol/discovery'
import { ReeveError } from '@reeve/protocol/errors'
import { compareVersions, version } from '@reeve/protocol/version'
import { type Backend, createBackend } from '../backend.ts'
import { startMaintenance } from '../database/maintenance.ts'
import type { EmbeddedOptions } from '../options.ts'
import { keepCertificate } from '../transport/certificate.ts'
import { openDataFolder, prepareDataFolder, keepRegistrationToken } from './data-folder.ts'
import { isAnswering, readDiscovery, removeDiscovery, writeDiscovery } from './discovery.ts'
import { type Lock, tryLock } from './lock.ts'

/** How long another backend may take to answer or to go. */
const takeoverMs = 15_000
const pollMs = 25
/** How often it is looked whether anybody needs the backend. */
const pauseMs = 100
/** Another client that comes within this time after the last one left keeps the backend. */
const leaveMs = 300

export interface Embedded {
  readonly backend: Backend
  readonly discovery: Discovery
  /** Takes nothing new, ends what is under way, closes the database, and lets the next one in. */
  stop(): Promise<void>
}

/**
 * Starts the user's one backend. Gives undefined when another one, not older than this program, answers already.
 * Throws `backend-newer`, or `backend-start-failed` when another holds the folder and neither answers nor goes.
 */
export async function startEmbedded(options: EmbeddedOptions, log: Logger): Promise<Embedded | undefined> {
  await prepareDataFolder(options.data)
  const lock = await takeLock(options.data, log)
  if (!lock) return undefined
  try {
    return await run(options, log, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Undefined when another backend answers that is to stay. One of an older program is asked to end. */
async function takeLock(folder: string, log: Logger): Promise<Lock | undefined> {
  const deadline = Date.now() + takeoverMs
  let asked: number | undefined
  while (Date.now() < deadline) {
    const lock = tryLock(join(folder, 'backend.lock'))
    if (lock) return lock
    const running = await readDiscovery(folder)
    if (running && running.pid !== asked && (await isAnswering(running))) {
      if (compareVersions(running.version, version) >= 0) return undefined
      log.info({ pid: running.pid, version: running.version }, 'an older backend is asked to end')
      asked = running.pid
      process.kill(running.pid, 'SIGTERM')
    }
    await sleep(pollMs)
  }
  throw new ReeveError('backend-start-failed', {
    reason: 'another one holds its folder and does not answer',
    log: join(folder, 'backend.log'),
  })
}

async function run(options: EmbeddedOptions, log: Logger, lock: Lock): Promise<Embedded> {
  const [tls, { database, movedTo }] = await Promise.all([keepCertificate(join(options.data, 'tls')), openDataFolder(options.data, log)])
  const registrationToken = await keepRegistrationToken(options.data)
  const { requestsPerMinute } = options
  const backend = await createBackend({ database, log, tls, requestsPerMinute, registrationToken, databaseMovedTo: movedTo })
  const maintenance = startMaintenance(database, options.retention, log)
  const discovery: Discovery = {
    pid: process.pid,
    url: backend.url,
    certificate: tls.certificate,
    backendId: database.backendId,
    version,
    protocolVersion,
    startedAt: new Date().toISOString(),
    dashboardUrl: backend.dashboardUrl,
    registrationToken,
  }
  await writeDiscovery(options.data, discovery)
  return {
    backend,
    discovery,
    stop: async () => {
      await removeDiscovery(options.data, discovery)
      await maintenance.stop()
      await backend.close()
      lock.release()
    },
  }
}

/**
 * Resolves once nobody needs the backend: no principal is connected, and none asked for anything since `idleMs`, or since
 * the last one said that it leaves.
 */
export async function untilUnused(backend: Backend, idleMs: number, signal: AbortSignal): Promise<void> {
  let usedAt = Date.now()
  while (Date.now() - usedAt < idleMs) {
    await sleep(pauseMs, undefined, { signal, ref: false })
    const leftAt = backend.leftAt()
    if (leftAt !== undefined && backend.lastRequestAt() <= leftAt && Date.now() - leftAt >= leaveMs) return
    usedAt = backend.principals() > 0 ? Date.now() : Math.max(usedAt, backend.lastRequestAt())
  }
}
