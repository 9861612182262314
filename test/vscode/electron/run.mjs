// Runs a few checks in the VS Code of its vendor, which is downloaded: on a contributor's machine, where that can be reached.
// The packed extension is installed, and a companion without any code of its own lets the checks run in the extension host.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron'

const here = import.meta.dirname
const root = join(here, '../../..')

/** The oldest VS Code that the manifest allows. */
const version = '1.125.0'

const packing = spawnSync(process.execPath, [join(root, 'scripts/package.mjs')], { cwd: root, stdio: 'inherit' })
if (packing.status !== 0) process.exit(packing.status ?? 1)
const packages = join(root, 'dist/packages')
const vsix = readdirSync(packages).find((name) => name.endsWith('.vsix')) ?? ''

const folder = mkdtempSync(join(tmpdir(), 'reeve-electron-'))
const workspace = join(folder, 'workspace')
const places = ['--user-data-dir', join(folder, 'user-data'), '--extensions-dir', join(folder, 'extensions')]
try {
  mkdirSync(workspace)
  cpSync(join(root, 'examples/workspace'), workspace, { recursive: true })
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ version, cachePath: join(root, '.runtime/vscode') })
  const [cli = '', ...args] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath)
  const installing = spawnSync(cli, [...args, ...places, '--install-extension', join(packages, vsix)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (installing.status !== 0) throw new Error('The packed extension could not be installed.')
  process.exitCode = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: join(here, 'companion'),
    extensionTestsPath: join(here, 'suite.cjs'),
    launchArgs: [workspace, ...places, '--disable-workspace-trust', '--skip-welcome', '--disable-telemetry'],
    extensionTestsEnv: { REEVE_HOME: join(folder, 'reeve'), REEVE_KEYCHAIN: 'off' },
  })
} catch (error) {
  process.stderr.write(`The checks in VS Code could not be run: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
