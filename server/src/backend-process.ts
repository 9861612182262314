import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Discovery, discoverySchema } from '@reeve/protocol/discovery'
import { ReeveError } from '@reeve/protocol/errors'
import { BackendClient } from '@reeve/sdk/backend-client'
import { reasonOf } from './log.ts'
import { privateFolder } from './reeve-home.ts'
import { compareVersions, version } from '@reeve/protocol/version'

/** How long the embedded backend may take until it answers. */
const startTimeoutMs = 20_000
const pollMs = 20
/** A backend on the same machine that does not answer within this time does not answer. */
const answerTimeoutMs = 3_000

/**
 * Flags of Node.js that keep the database's WebAssembly from the optimiser (500 MB at its peak), and V8 from room that it
 * would not give back (25 MB). They must stand in the command: the database's thread reads them when it begins.
 */
const memoryFlags = ['--liftoff-only', '--semi-space-growth-factor=1', '--optimize-for-size']

/** The embedded backend's folder: its database, certificate, log and discovery file. */
export const backendFolder = (home: string): string => join(home, 'backend')

/** The program: beside this bundle. */
const program = (): string => process.env.REEVE_BACKEND_PROGRAM ?? fileURLToPath(new URL('../backend/main.js', import.meta.url))

/** What the running embedded backend says of itself; undefined when there is none, or it died without tidying up. */
export async function discoverBackend(home: string): Promise<Discovery | undefined> {
  const text = await readFile(join(backendFolder(home), 'backend.json'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const parsed = discoverySchema.safeParse(value)
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : undefined
}

/**
 * The embedded backend of this user, started when it does not run or is older than this program.
 * Throws `backend-start-failed` or `backend-newer`.
 */
export async function ensureEmbeddedBackend(home: string): Promise<Discovery> {
  const running = await discoverBackend(home)
  if (running && compareVersions(running.version, version) >= 0 && (await answers(running))) return running
  return startBackend(home, running)
}

async function startBackend(home: string, replaced: Discovery | undefined): Promise<Discovery> {
  const folder = await privateFolder(backendFolder(home))
  const log = join(folder, 'backend.log')
  const child = spawn(process.execPath, [...memoryFlags, program(), '--embedded', '--data', folder], {
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    cwd: folder,
    env: backendEnvironment(),
  })
  let ended: { code: number | null; reason: string } | undefined
  child.once('exit', (code, signal) => (ended = { code, reason: signal ?? `exit code ${code}` }))
  child.once('error', (error) => (ended = { code: null, reason: reasonOf(error) }))
  child.unref()
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline) {
    const found = await discoverBackend(home)
    const isNew = found && (found.pid !== replaced?.pid || ended?.code === 0)
    if (isNew && (await answers(found))) return found
    // Code 0 without a backend of its own: another start was first, and its backend is about to answer.
    if (ended && ended.code !== 0) throw startError(home, ended, log)
    await sleep(pollMs)
  }
  throw new ReeveError('backend-start-failed', { reason: `no answer within ${startTimeoutMs / 1000} s`, log })
}

/** The backend needs no secret of the user, so it gets none. */
function backendEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'TZ', 'NODE_V8_COVERAGE']
  const own = Object.keys(process.env).filter((name) => name.startsWith('REEVE_BACKEND_'))
  const environment = Object.fromEntries([...kept, ...own].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  // In the editor this program is run by Electron, which is Node only when it is told so.
  return process.versions.electron ? { ...environment, ELECTRON_RUN_AS_NODE: '1' } : environment
}

const startError = (home: string, ended: { code: number | null; reason: string }, log: string): ReeveError =>
  ended.code === 3
    ? new ReeveError('backend-newer', { path: backendFolder(home), version: 'see its log' })
    : new ReeveError('backend-start-failed', { reason: ended.reason, log })

async function answers(discovery: Discovery): Promise<boolean> {
  const { url, certificate, backendId: audience } = discovery
  const client = new BackendClient({ url, certificate, audience, connectTimeoutMs: answerTimeoutMs, requestTimeoutMs: answerTimeoutMs })
  try {
    return (await client.request('getHealth', {})).backendId === discovery.backendId
  } catch {
    return false
  } finally {
    await client.close()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Resolves to whether the backend's process ended within the time. */
export async function waitForBackendExit(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await sleep(pollMs)
  }
  return true
}
