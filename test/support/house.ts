import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Discovery, discoverySchema } from '@reeve/protocol/discovery'

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))
const cliProgram = join(root, 'dist', 'server', 'cli.js')
export const serverProgram = join(root, 'dist', 'server', 'main.js')

/** A machine of its own for one test: a home of the user, a home of Reeve, a workspace; and all that was started ends with it. */
export interface House extends AsyncDisposable {
  readonly workspace: string
  readonly reeveHome: string
  readonly userHome: string
  readonly env: NodeJS.ProcessEnv
  /** Writes a file of the workspace; what is no text is written as JSON. */
  write(file: string, content: unknown): Promise<string>
  /** Starts the built command line. */
  start(...args: string[]): RunningCommand
  /** Runs the built command line to its end. */
  run(...args: string[]): Promise<{ code: number | null; out: string; err: string }>
  /** What the embedded backend says of itself, once it does. */
  discovery(): Promise<Discovery>
}

export interface RunningCommand {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly ended: Promise<number | null>
  /** Resolves when standard output holds the text. */
  said(text: string | RegExp): Promise<void>
}

const timeoutMs = 30_000

export async function openHouse(env: NodeJS.ProcessEnv = {}): Promise<House> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'reeve-house-')))
  const [workspace, reeveHome, userHome] = ['workspace', 'reeve', 'home'].map((name) => join(folder, name)) as [string, string, string]
  await mkdir(workspace)
  await mkdir(userHome)
  const started: ChildProcess[] = []
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: userHome,
    USERPROFILE: userHome,
    TMPDIR: process.env.TMPDIR,
    NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE,
    REEVE_HOME: reeveHome,
    REEVE_KEYCHAIN: 'off',
    ...env,
  }
  const start = (...args: string[]): RunningCommand => {
    const command = runningCommand(spawn(process.execPath, [cliProgram, ...args], { env: environment, cwd: workspace }))
    started.push(command.child)
    return command
  }
  const readDiscovery = async (): Promise<Discovery | undefined> => {
    const text = await readFile(join(reeveHome, 'backend', 'backend.json'), 'utf8').catch(() => undefined)
    return text === undefined ? undefined : discoverySchema.parse(JSON.parse(text))
  }
  return {
    workspace,
    reeveHome,
    userHome,
    env: environment,
    start,
    write: async (file, content) => {
      const path = join(workspace, file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content, undefined, 2))
      return path
    },
    run: async (...args) => {
      const command = start(...args)
      const code = await command.ended
      return { code, out: command.out(), err: command.err() }
    },
    discovery: async () => {
      const deadline = Date.now() + timeoutMs
      for (;;) {
        const found = await readDiscovery()
        if (found) return found
        if (Date.now() > deadline) throw new Error('the backend did not say where it is')
        await sleep(20)
      }
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
      const backend = await readDiscovery().catch(() => undefined)
      if (backend) kill(backend.pid, 'SIGKILL')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Signals a process that may have ended. */
export function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

function runningCommand(child: ChildProcess): RunningCommand {
  let out = ''
  let err = ''
  let wake: () => void = () => undefined
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk
    wake()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    said: async (text) => {
      const deadline = Date.now() + timeoutMs
      const isSaid = (): boolean => (typeof text === 'string' ? out.includes(text) : text.test(out))
      while (!isSaid()) {
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${String(text)} was not said, but:\n${out}\n${err}`)
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), sleep(200)])
      }
    },
  }
}
