import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export interface BackendOptions {
  readonly postgres: string
  readonly host: string
  readonly port: string
  readonly tlsCert?: string | undefined
  readonly tlsKey?: string | undefined
  readonly data?: string | undefined
}

/** How long the backend may take to end after it was asked to. */
const endTimeoutMs = 10_000

/** `reeve backend`: runs the backend for a team, in the foreground. The URL of the database goes by the environment, where `ps` does not show it. */
export async function backend(options: BackendOptions, terminal: Terminal): Promise<number> {
  const program = fileURLToPath(new URL('../backend/main.js', import.meta.url))
  const flags = {
    '--host': options.host,
    '--port': options.port,
    '--tls-cert': options.tlsCert,
    '--tls-key': options.tlsKey,
    '--data': options.data,
  }
  const args = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))
  const env = { ...terminal.env, REEVE_BACKEND_POSTGRES: options.postgres }
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit', env })
  terminal.signal.addEventListener('abort', () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), endTimeoutMs).unref()
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return terminal.signal.aborted ? exitCodes.fine : (code ?? exitCodes.failed)
}
