import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, delimiter, join } from 'node:path'
import { runQuietly } from './child.mjs'
import { npmProblem } from './problem.mjs'
import { npmEnvironment } from './runtime.mjs'

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */

/** @param {string} root */
const stampFile = (root) => join(root, 'node_modules/.reeve-installed')

/**
 * Whether `node_modules` holds what `package-lock.json` asks for, installed with a Node.js for this platform.
 *
 * @param {string} root
 */
export function dependenciesAreThere(root) {
  const lockfile = read(join(root, 'package-lock.json'))
  const stamp = read(stampFile(root))
  if (lockfile === undefined || stamp === undefined) return false
  if (stamp === stampOf(lockfile)) return true
  // The lockfile changed since. Somebody who changed it with `npm install` has everything already.
  const installed = read(join(root, 'node_modules/.package-lock.json'))
  if (installed === undefined || !samePlatform(stamp) || !fits(packagesOf(lockfile), packagesOf(installed))) return false
  writeFileSync(stampFile(root), stampOf(lockfile))
  return true
}

/**
 * Whether what is installed is what is locked. Optional packages may be missing: most are for other platforms.
 *
 * @param {Readonly<Record<string, LockedPackage>>} locked
 * @param {Readonly<Record<string, LockedPackage>>} installed
 */
export function fits(locked, installed) {
  const missing = Object.entries(locked).some(
    ([path, entry]) => path.includes('node_modules/') && !entry.optional && !entry.devOptional && !(path in installed),
  )
  const different = Object.entries(installed).some(
    ([path, entry]) => locked[path]?.version !== entry.version || locked[path]?.integrity !== entry.integrity,
  )
  return !missing && !different
}

/**
 * Installs exactly what the lockfile says, with the given Node.js and npm.
 *
 * @param {string} root
 * @param {import('./runtime.mjs').Runtime} runtime
 */
export async function installDependencies(root, runtime) {
  const flags = ['--engine-strict', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline', '--fetch-retry-mintimeout=1000']
  const env = npmEnvironment(process.env)
  env['PATH'] = `${dirname(runtime.node)}${delimiter}${env['PATH'] ?? ''}`
  const result = await runQuietly(runtime.node, [runtime.npmCli, 'ci', ...flags], { cwd: root, env })
  if (result.interruptedBy !== null) process.kill(process.pid, result.interruptedBy)
  if (result.code !== 0) throw npmProblem('Installing the dependencies', result.output)
  recordInstallation(root)
}

/**
 * Notes that `node_modules` is complete. `npm ci` and a plain `npm install` remove or outdate the note.
 *
 * @param {string} root
 */
export function recordInstallation(root) {
  const lockfile = read(join(root, 'package-lock.json'))
  if (lockfile === undefined) return
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stampFile(root), stampOf(lockfile))
}

const platform = `${process.platform}-${process.arch}`

/** @param {string} lockfile */
const stampOf = (lockfile) => `${platform} ${createHash('sha256').update(lockfile).digest('hex')}\n`

/** @param {string} stamp */
const samePlatform = (stamp) => stamp.startsWith(`${platform} `)

/**
 * @param {string} lockfile
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(lockfile) {
  try {
    return JSON.parse(lockfile).packages ?? {}
  } catch {
    return {}
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
