import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { runQuietly } from '../../../scripts/bootstrap/child.mjs'
import { withLock } from '../../../scripts/bootstrap/lock.mjs'
import { findNpm, npmEnvironment } from '../../../scripts/bootstrap/runtime.mjs'
import { root } from '../../support/house.ts'

/** The npm package that holds a whole VS Code, of the version behind the dot. */
const version = '4.139.1'

const home = join(root, '.runtime', 'code-server')
const stamp = join(home, '.installed')

/** The program that serves VS Code. */
export const codeServerProgram = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js')

/** The folders inside the package that npm does not install by itself, since we leave out the scripts that would. */
const inner = ['node_modules/code-server/lib/vscode', 'node_modules/code-server/lib/vscode/extensions']

/**
 * Installs the VS Code that tests run in, once. Its scripts are left out, as they compile native modules: what is missing then
 * is the terminal, and a few messages in its log.
 *
 * Throws when the packages cannot be had.
 */
export async function installCodeServer(): Promise<void> {
  if (await isInstalled()) return
  await withLock(join(root, '.runtime', 'code-server-lock'), async () => {
    if (await isInstalled()) return
    const workshop = join(root, '.runtime', `.making-code-server-${randomUUID()}`)
    try {
      await mkdir(workshop, { recursive: true })
      await writeFile(join(workshop, 'package.json'), '{ "private": true }\n')
      await npm(workshop, ['install', '--no-save', '--no-package-lock', `code-server@${version}`])
      for (const folder of inner) await npm(join(workshop, folder), ['install', '--omit=dev'])
      await writeFile(join(workshop, '.installed'), version)
      await rm(home, { recursive: true, force: true })
      await rename(workshop, home)
    } finally {
      await rm(workshop, { recursive: true, force: true })
    }
  })
}

const isInstalled = async (): Promise<boolean> =>
  existsSync(codeServerProgram) && (await readFile(stamp, 'utf8').catch(() => '')) === version

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  const program = findNpm(process.env)
  if (program === undefined) throw new Error('npm cannot be found.')
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
  const { code, output } = await runQuietly(process.execPath, [program, ...args, ...quiet], { cwd, env: npmEnvironment(process.env) })
  if (code !== 0) throw new Error(`code-server ${version} could not be installed:\n${output}`)
}
