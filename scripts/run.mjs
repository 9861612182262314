// Runs a command of this repository under a Node.js that is new enough, from nothing but Node.js 20 and npm:
// gets Node.js 24 where it is missing, installs the dependencies, builds what has changed, and then does what was asked.
// It runs before anything is installed, and so uses nothing but Node.js 20 itself.
import { dirname, delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endLike, runChild, runQuietly } from './bootstrap/child.mjs'
import { dependenciesAreThere, installDependencies } from './bootstrap/dependencies.mjs'
import { withLock } from './bootstrap/lock.mjs'
import { BootstrapProblem, buildProblem } from './bootstrap/problem.mjs'
import { withProgress } from './bootstrap/progress.mjs'
import { chooseRuntime, findNpm } from './bootstrap/runtime.mjs'
import { buildIsCurrent } from './bootstrap/sources.mjs'
import { startArguments } from './bootstrap/start-arguments.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * Every command: the script that does it, whether it needs a build, and how its arguments are made.
 * @type {Readonly<Record<string, { script: string, build: boolean, where: 'root' | 'caller', args: (given: string[]) => string[] }>>}
 */
const commands = {
  start: {
    script: 'server/bin/reeve.mjs',
    build: true,
    where: 'caller',
    args: (given) => startArguments(given, join(root, 'examples/workspace')),
  },
  test: { script: 'scripts/test.mjs', build: true, where: 'root', args: (given) => given },
  check: { script: 'scripts/check.mjs', build: false, where: 'root', args: (given) => given },
  bench: { script: 'scripts/bench.mjs', build: true, where: 'root', args: (given) => given },
  build: { script: 'scripts/build.mjs', build: false, where: 'root', args: (given) => given },
  package: { script: 'scripts/package.mjs', build: false, where: 'root', args: (given) => given },
  'test:electron': { script: 'test/vscode/electron/run.mjs', build: false, where: 'root', args: (given) => given },
}

/** The exit code of the command line for "could not do it". */
const couldNot = 3

async function main() {
  const [name = '', ...given] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    throw new BootstrapProblem(`There is no command ${JSON.stringify(name)}.`, `Use one of: ${Object.keys(commands).join(', ')}.`)
  }
  const runtime = await prepare(command.build)
  const env = { ...process.env, PATH: `${dirname(runtime.node)}${delimiter}${process.env['PATH'] ?? ''}` }
  const cwd = command.where === 'root' ? root : process.env['INIT_CWD']
  endLike(await runChild(runtime.node, [join(root, command.script), ...command.args(given)], { cwd, env }))
}

/**
 * Makes sure that everything is there, one process at a time; when it is, nothing waits.
 *
 * @param {boolean} build
 * @returns {Promise<import('./bootstrap/runtime.mjs').Runtime>}
 */
async function prepare(build) {
  const platform = `${process.platform}-${process.arch}`
  const runtime = chooseRuntime({ root, version: process.version, platform, npmCli: findNpm(process.env) })
  const ready = () => runtime.isThere() && dependenciesAreThere(root) && (!build || buildIsCurrent(root))
  if (ready()) return runtime
  await withLock(join(root, '.runtime/lock'), async () => {
    if (!runtime.isThere()) await withProgress('Getting Node.js 24', () => runtime.install())
    if (!dependenciesAreThere(root)) await withProgress('Installing the dependencies', () => installDependencies(root, runtime))
    if (build && !buildIsCurrent(root)) await withProgress('Building', () => runBuild(runtime))
  })
  return runtime
}

/**
 * The build runs in a process of its own, as it needs the newer Node.js.
 *
 * @param {import('./bootstrap/runtime.mjs').Runtime} runtime
 */
async function runBuild(runtime) {
  const result = await runQuietly(runtime.node, [join(root, 'scripts/build.mjs')], { cwd: root })
  if (result.interruptedBy !== null) process.kill(process.pid, result.interruptedBy)
  if (result.code !== 0) throw buildProblem(result.output)
}

await main().catch((error) => {
  if (!(error instanceof BootstrapProblem)) throw error
  const details = error.details === '' ? '' : `${error.details.replace(/^/gm, '  ')}\n`
  process.stderr.write(`${details}reeve: ${error.message}\n${error.action}\n`)
  process.exitCode = couldNot
})
