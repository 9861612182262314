import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

/** A folder for one test, removed when the test is over. */
export function temporaryFolder(onFinished: (remove: () => void) => void): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reeve-house-')))
  onFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** A Node.js of this machine that is older than what Reeve runs under, with npm beside it; undefined when there is none. */
export function findOldNode(): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'))
  return candidates.find((candidate) => {
    if (!existsSync(candidate) || !existsSync(join(dirname(candidate), 'npm'))) return false
    const major = Number(/^v(\d+)/.exec(spawnSync(candidate, ['--version'], { encoding: 'utf8' }).stdout)?.[1])
    return major >= 20 && major < 24
  })
}

/** The clone's own Node.js, where it was needed to run us. */
export const ownRuntime = join(root, '.runtime/node_modules')

/**
 * A project with our bootstrap and nothing else of ours: no dependencies, a build that leaves only its stamp, and in place
 * of Reeve the given program.
 */
export function fakeProject(folder: string, program: string): void {
  cpSync(join(root, 'scripts/bootstrap'), join(folder, 'scripts/bootstrap'), { recursive: true })
  for (const file of ['scripts/run.mjs', 'scripts/preinstall.mjs', '.npmrc']) cpSync(join(root, file), join(folder, file))
  const manifest = {
    name: 'fake',
    version: '1.0.0',
    type: 'module',
    scripts: { preinstall: 'node scripts/preinstall.mjs', start: 'node scripts/run.mjs start', check: 'node scripts/run.mjs check' },
  }
  write(folder, {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify({
      name: 'fake',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name: 'fake', version: '1.0.0', hasInstallScript: true } },
    }),
    'scripts/build.mjs': `
      import { mkdirSync, writeFileSync, appendFileSync } from 'node:fs'
      import { buildStamp, sourcesDigest } from './bootstrap/sources.mjs'
      mkdirSync('dist', { recursive: true })
      appendFileSync('dist/builds', 'built\\n')
      writeFileSync(buildStamp, sourcesDigest('.'))`,
    'server/src/main.ts': '',
    'server/bin/reeve.mjs': program,
  })
  if (existsSync(ownRuntime)) {
    mkdirSync(join(folder, '.runtime'))
    symlinkSync(ownRuntime, join(folder, '.runtime/node_modules'))
  }
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ChildProcess
  /** Resolves once standard output has the text. */
  readonly says: (text: string) => Promise<void>
  readonly ended: Promise<Ended>
}

/** Starts a program in a process group of its own. Variables of the npm that runs the tests are kept from it. */
export function start(file: string, args: readonly string[], options: { cwd: string; nodeFolder?: string }): Running {
  const clean = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|VITEST|NODE_)/i.test(name))
  const env = Object.fromEntries(clean)
  if (options.nodeFolder !== undefined) env['PATH'] = `${options.nodeFolder}${delimiter}${env['PATH'] ?? ''}`
  const child = spawn(file, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
    child.emit('said')
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (stdout.includes(text)) resolve()
      }
      child.on('said', look)
      void ended.then(() => reject(new Error(`It ended without saying ${text}: ${stdout}${stderr}`)))
      look()
    })
  return { child, says, ended }
}
