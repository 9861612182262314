import { mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeSync, closeSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'

const beatMs = 2_000
/** A holder that has not given a sign for this long is taken for dead, wherever it ran. */
const staleMs = 15_000
const pollMs = 200

/**
 * Does work while no other process does work under the same lock. The lock of a process that died is taken over.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true })
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  while (!take(file, mine)) {
    if (isStale(file)) discard(file)
    else await delay(pollMs)
  }
  const beat = setInterval(() => {
    try {
      const now = new Date()
      utimesSync(file, now, now)
    } catch {
      // The lock was taken from us while this machine slept; the work goes on, as it repairs itself when it is repeated.
    }
  }, beatMs)
  beat.unref()
  const release = () => {
    if (contentOf(file) === mine) rmSync(file, { force: true })
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', release)
    release()
  }
}

/**
 * @param {string} file
 * @param {string} mine
 */
function take(file, mine) {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, mine)
    closeSync(handle)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} file */
function contentOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} file */
function isStale(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > staleMs) return true
    const holder = JSON.parse(readFileSync(file, 'utf8'))
    return holder.host === hostname() && !isAlive(holder.pid)
  } catch {
    // It was released meanwhile, or is being written: look again.
    return false
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * Removes a dead process's lock. Renaming first lets only one of several waiters do so.
 *
 * @param {string} file
 */
function discard(file) {
  const away = `${file}.${randomUUID()}`
  try {
    renameSync(file, away)
    rmSync(away, { force: true })
  } catch {
    // Somebody else was faster.
  }
}
