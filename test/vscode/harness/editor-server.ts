import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { packageFile } from '../../support/packages.ts'
import { codeServerProgram } from './code-server.ts'
import { processesWith } from './processes.ts'

const run = promisify(execFile)

/** What keeps VS Code from asking, telling and fetching anything of its own. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
}

export interface EditorServerOptions {
  /** The files of the workspace by their path; what is no text is written as JSON. */
  readonly files?: Readonly<Record<string, unknown>>
  /** Fills the workspace in another way. */
  readonly makeWorkspace?: (folder: string) => Promise<void>
  /** The files of the user's home. */
  readonly homeFiles?: Readonly<Record<string, unknown>>
  readonly settings?: Readonly<Record<string, unknown>>
  /** Whether every folder is trusted without a question. */
  readonly trusted?: boolean
}

/** An address that a process of the editor looked up or connected to, beyond this machine. */
export interface LeavingConnection {
  readonly kind: 'connect' | 'lookup'
  readonly host: string
  readonly program: string
}

/** A machine of its own with the packed extension installed into a VS Code, which serves windows. */
export interface EditorServer extends AsyncDisposable {
  readonly workspace: string
  readonly home: string
  readonly reeveHome: string
  /** The address of a window on the workspace. */
  readonly url: string
  /** Writes a file of the workspace. */
  write(file: string, content: unknown): Promise<void>
  read(file: string): Promise<string>
  remove(file: string): Promise<void>
  leavingConnections(): Promise<LeavingConnection[]>
  /** All processes that run on this machine of the test's own. */
  processes(): ReturnType<typeof processesWith>
}

export async function startEditorServer(options: EditorServerOptions = {}): Promise<EditorServer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'reeve-vscode-')))
  const [workspace, home, reeveHome, userData, extensions] = ['workspace', 'home', 'reeve', 'user-data', 'extensions'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string, string]
  await mkdir(workspace)
  await writeFiles(workspace, options.files ?? {})
  await options.makeWorkspace?.(workspace)
  await writeFiles(home, { '.keep': '', ...options.homeFiles })
  await writeFiles(userData, { 'User/settings.json': { ...quietSettings, ...options.settings } })
  const connections = join(folder, 'connections.ndjson')
  const env: NodeJS.ProcessEnv = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    HOME: home,
    USERPROFILE: home,
    TMPDIR: process.env.TMPDIR,
    LANG: 'C.UTF-8',
    REEVE_HOME: reeveHome,
    REEVE_KEYCHAIN: 'off',
    REEVE_TEST_CONNECTIONS: connections,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'record-connections.cjs')}`,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  }
  const places = ['--user-data-dir', userData, '--extensions-dir', extensions]
  await run(process.execPath, [codeServerProgram, ...places, '--install-extension', await packageFile('reeve.vsix')], { env })
  const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check']
  const trust = (options.trusted ?? true) ? ['--disable-workspace-trust'] : []
  const server = spawn(process.execPath, [codeServerProgram, ...places, ...flags, ...trust], { env, cwd: home, detached: true })
  const origin = await addressOf(server)
  const processes = () => processesWith(folder)
  return {
    workspace,
    home,
    reeveHome,
    url: `${origin}/?folder=${encodeURIComponent(workspace)}`,
    write: (file, content) => writeFiles(workspace, { [file]: content }),
    read: (file) => readFile(join(workspace, file), 'utf8'),
    remove: (file) => rm(join(workspace, file)),
    leavingConnections: async () =>
      (await readFile(connections, 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    processes,
    [Symbol.asyncDispose]: async () => {
      if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL')
      for (const { pid } of await processes()) end(pid)
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

async function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
  }
}

/** Waits until the server says where it listens, and gives it without the slash at its end. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk
      const address = /listening on (http:\/\/[\d.:]+)/.exec(said)?.[1]
      if (address !== undefined) resolve(address)
    })
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk
    })
    server.once('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${said}`)))
  })
}
