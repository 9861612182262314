import type { GatewayClientMessage, GatewayServerMessage, gatewayCloseCodes, gatewayPath } from '@reeve/protocol/gateway'
import type { ConnectionState, PanelMessage } from '@reeve/protocol/panel'
import { HostError } from '../shared/host-error.ts'
import type { Session } from './session.ts'

// The literal types hold these copies to the protocol without carrying its schemas into the page.
const path: typeof gatewayPath = '/api/v1/gateway'
const unauthenticated: (typeof gatewayCloseCodes)['unauthenticated'] = 4003

/** Milliseconds; the wait before a new try doubles from the first to the last. */
export interface Backoff {
  readonly firstMs: number
  readonly lastMs: number
}

const defaultBackoff: Backoff = { firstMs: 500, lastMs: 15_000 }

/** A backend that says nothing for this many heartbeats is taken for gone. */
const silentHeartbeats = 3

function gatewayUrl(origin: string): string {
  const url = new URL(path, origin)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

function parseMessage(data: unknown): GatewayServerMessage | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const message: unknown = JSON.parse(data)
    return typeof message === 'object' && message !== null && 'type' in message ? (message as GatewayServerMessage) : undefined
  } catch {
    return undefined
  }
}

/** Whether an error means that only a new link helps. */
export const endsSession = (error: unknown): error is HostError =>
  error instanceof HostError && (error.code === 'session-invalid' || error.code === 'link-used')

/** Keeps a WebSocket to the backend's gateway open: authenticates, subscribes, and connects again whenever it breaks. */
export class GatewayConnection {
  readonly #origin: string
  readonly #session: Session
  readonly #emit: (message: PanelMessage) => void
  readonly #backoff: Backoff
  #socket: WebSocket | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #heartbeat: ReturnType<typeof setInterval> | undefined
  #lastHeardMs = 0
  #tries = 0
  #open = false

  constructor(origin: string, session: Session, emit: (message: PanelMessage) => void, backoff: Backoff = defaultBackoff) {
    this.#origin = origin
    this.#session = session
    this.#emit = emit
    this.#backoff = backoff
  }

  open(): void {
    if (this.#open) return
    this.#open = true
    this.#tell('connecting')
    void this.#connect()
  }

  close(): void {
    this.#open = false
    clearTimeout(this.#retry)
    this.#drop()
  }

  /** Ends the connection for good, since only a new link helps. */
  end(reason?: string): void {
    if (!this.#open) return
    this.close()
    this.#session.end()
    this.#tell('ended', reason)
  }

  async #connect(): Promise<void> {
    try {
      const sessionToken = await this.#session.token()
      if (!this.#open) return
      this.#attach(new WebSocket(gatewayUrl(this.#origin)), sessionToken)
    } catch (error) {
      if (!this.#open) return
      if (endsSession(error)) this.end(error.message)
      else this.#lose(error instanceof HostError ? error.message : 'The backend cannot be reached.')
    }
  }

  #attach(socket: WebSocket, sessionToken: string): void {
    this.#socket = socket
    socket.addEventListener('open', () => this.#send({ type: 'authenticate', sessionToken }))
    socket.addEventListener('message', (event) => {
      if (this.#socket === socket) this.#receive(parseMessage(event.data))
    })
    socket.addEventListener('close', (event) => {
      if (this.#socket !== socket) return
      if (event.code === unauthenticated) this.end()
      else this.#lose('The connection to the backend broke.')
    })
  }

  #receive(message: GatewayServerMessage | undefined): void {
    this.#lastHeardMs = Date.now()
    if (message === undefined) return
    if (message.type === 'welcome') {
      this.#tries = 0
      this.#send({ type: 'subscribe', channels: ['events', 'summary'] })
      this.#beat(message.heartbeatMs)
      this.#tell('live')
    } else if (message.type === 'events') this.#emit({ type: 'events', rows: message.rows })
    else if (message.type === 'summary') this.#emit({ type: 'summary', summary: message.summary })
    else if (message.type === 'error' && message.code === 'session-invalid') this.end()
  }

  #beat(heartbeatMs: number): void {
    clearInterval(this.#heartbeat)
    this.#heartbeat = setInterval(() => {
      if (Date.now() - this.#lastHeardMs > silentHeartbeats * heartbeatMs) return this.#lose('The backend has gone silent.')
      this.#send({ type: 'heartbeat', at: new Date().toISOString(), state: 'healthy', queuedEvents: 0, droppedEvents: 0 })
    }, heartbeatMs)
  }

  #lose(reason: string): void {
    this.#drop()
    this.#tell('lost', reason)
    const waitMs = Math.min(this.#backoff.lastMs, this.#backoff.firstMs * 2 ** this.#tries)
    this.#tries += 1
    // Half of the wait is random, so that many pages do not come back in the same moment.
    this.#retry = setTimeout(() => void this.#connect(), waitMs * (0.5 + Math.random() / 2))
  }

  #drop(): void {
    clearInterval(this.#heartbeat)
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
  }

  #send(message: GatewayClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  #tell(state: ConnectionState, reason?: string): void {
    this.#emit({ type: 'connection', state, ...(reason === undefined ? {} : { reason }) })
  }
}
