import { unlink } from 'node:fs/promises'
import type { SupervisorStatus } from '@reeve/protocol/editor'
import { type ControlAddress, type ControlClient, type ControlServer, connectControl, serveControl } from './control-server.ts'
import { type Logger, reasonOf } from './log.ts'

/** How often the holder looks whether the socket's name still leads to it. */
const ownershipCheckMs = 500
/** How long a follower waits before it tries again when neither listening nor connecting worked. */
const retryMs = 100

/** What listening fails with when the name is taken. */
const takenCodes: ReadonlySet<string> = new Set(['EADDRINUSE', 'EEXIST'])

export interface LeaseOptions {
  readonly address: ControlAddress
  readonly log: Logger
  readonly status: () => SupervisorStatus
  readonly onChange: (held: boolean) => void
}

/**
 * One reporter a workspace. Whoever listens on the workspace's socket holds the lease; the others stay connected to it
 * and hear at once when the holder's process ends, however it ends, because the system closes the socket.
 */
export class Lease {
  readonly #options: LeaseOptions
  #server: ControlServer | undefined
  #client: ControlClient | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #held = false

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  get held(): boolean {
    return this.#held
  }

  /** Resolves once it is known who holds the lease. */
  async start(): Promise<void> {
    await this.#settle()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#client?.close()
    await this.#server?.close()
    this.#server = undefined
    this.#held = false
  }

  /** Listens, or follows whoever does, or tries again. */
  async #settle(): Promise<void> {
    if (this.#closed) return
    try {
      if ((await this.#listen()) || (await this.#follow())) return
    } catch (error) {
      this.#options.log.warn('the lease of the workspace cannot be settled yet', { reason: reasonOf(error) })
    }
    this.#retry()
  }

  #retry(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.#settle(), retryMs * (1 + Math.random()))
  }

  async #listen(): Promise<boolean> {
    try {
      this.#server = await serveControl(this.#options.address, this.#options.status)
    } catch (error) {
      if (takenCodes.has((error as NodeJS.ErrnoException).code ?? '')) return false
      throw error
    }
    if (this.#closed) {
      await this.#server.close()
      return true
    }
    this.#set(true)
    this.#watchOwnership()
    return true
  }

  /** Two that find the socket of a dead holder may both remove it; the one whose name is gone afterwards steps back. */
  #watchOwnership(): void {
    this.#timer = setTimeout(async () => {
      const server = this.#server
      if (this.#closed || !server) return
      if (await server.isReachable()) return this.#watchOwnership()
      this.#options.log.info('another supervisor took over the workspace')
      this.#server = undefined
      this.#set(false)
      await server.close()
      await this.#settle()
    }, ownershipCheckMs)
    this.#timer.unref()
  }

  async #follow(): Promise<boolean> {
    const client = await connectControl(this.#options.address, 'follower')
    if (!client) {
      // The name is taken, yet nobody listens: the holder was killed and left its name behind.
      if (process.platform !== 'win32') await unlink(this.#options.address.path).catch(() => undefined)
      return this.#listen()
    }
    this.#client = client
    this.#set(false)
    void client.closed.then(() => {
      this.#client = undefined
      return this.#settle()
    })
    return true
  }

  #set(held: boolean): void {
    if (this.#held === held) return
    this.#held = held
    this.#options.onChange(held)
  }
}
