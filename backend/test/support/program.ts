import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Discovery, discoveryFileName, discoverySchema } from '@reeve/protocol/discovery'
import type { Target } from './client.ts'

/** The backend as a process of its own, from source. */

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface Program {
  readonly process: ChildProcess
  readonly stderr: () => string
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>
}

export function startProgram(args: readonly string[], options: { environment?: Record<string, string>; version?: string } = {}): Program {
  const asVersion = options.version ? ['--import', `data:text/javascript,globalThis.REEVE_VERSION='${options.version}'`] : []
  const child = spawn(process.execPath, ['--liftoff-only', ...asVersion, program, ...args], {
    env: { PATH: process.env.PATH ?? '', ...options.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr?.on('data', (part: Buffer) => {
    stderr += part.toString()
  })
  return { process: child, stderr: () => stderr, ended: once(child, 'exit').then(([code]) => code as number | null) }
}

export const startEmbeddedProgram = (folder: string, options: Parameters<typeof startProgram>[1] = {}): Program =>
  startProgram(['--embedded', '--data', folder], options)

/** The discovery file once it is there and `fits`. */
export async function discovered(folder: string, fits: (discovery: Discovery) => boolean = () => true): Promise<Discovery> {
  for (;;) {
    try {
      const discovery = discoverySchema.parse(JSON.parse(await readFile(join(folder, discoveryFileName), 'utf8')))
      if (fits(discovery)) return discovery
    } catch {
      // Not there yet.
    }
    await sleep(20)
  }
}

export const targetOf = ({ url, certificate, backendId, registrationToken }: Discovery): Target => ({
  url,
  certificate,
  backendId,
  registrationToken,
})
