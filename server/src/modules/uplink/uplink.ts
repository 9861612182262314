import { setTimeout as sleep } from 'node:timers/promises'
import { gatewayPath, gatewayServerMessageSchema, type GatewayClientMessage, type GatewayServerMessage } from '@reeve/protocol/gateway'
import { limits } from '@reeve/protocol/limits'
import { signRequest } from '@reeve/protocol/signing'
import type { Principal } from '@reeve/sdk/principal'
import { WebSocket } from 'ws'
import { reasonOf } from '../../log.ts'
import type { HealthReport, ModuleContext, SupervisorModule } from '../../module.ts'

/** Waits between tries to connect, by how many failed in a row. */
const reconnectDelaysMs = [100, 250, 500, 1_000, 2_000, 4_000, 8_000] as const
const settleTimeoutMs = 2_000

export interface UplinkEndpoint {
  readonly url: string
  readonly certificate?: string | undefined
  readonly audience: string
}

export interface UplinkOptions {
  readonly principal: Principal
  /** Where the backend is now; asked before every try, since a restarted backend has another port. */
  readonly endpoint: () => Promise<UplinkEndpoint>
  /** Registers the principal where the backend does not know it. */
  readonly register: () => Promise<void>
  readonly reporterState: () => { readonly state: 'healthy' | 'degraded'; readonly queuedEvents: number; readonly droppedEvents: number }
}

/** What can be heard of the backend besides what it asks for. */
type Channel = Extract<GatewayClientMessage, { type: 'subscribe' }>['channels'][number]

/** Holds the WebSocket to the backend's gateway: heartbeats, and what the backend asks for. Events never go this way. */
export class UplinkModule implements SupervisorModule {
  readonly info = {
    name: 'uplink',
    purpose: 'Keeps the connection to the backend and hears what it asks for.',
    dependencies: ['core'],
    optional: false,
    defaultState: 'running',
  } as const
  readonly #options: UplinkOptions
  #context: ModuleContext | undefined
  #socket: WebSocket | undefined
  #loop: Promise<void> | undefined
  #abort = new AbortController()
  #connects = 0
  #connected = false
  #lastHeard = 0
  #channels: readonly Channel[] = []

  constructor(options: UplinkOptions) {
    this.#options = options
  }

  async initialize(context: ModuleContext): Promise<void> {
    this.#context = context
  }

  async start(): Promise<void> {
    this.#abort = new AbortController()
    this.#loop = this.#stayConnected(this.#abort.signal)
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    this.#socket?.close(1000, 'leaving')
    const socket = this.#socket
    const over = new AbortController()
    await Promise.race([this.#loop, sleep(settleTimeoutMs, undefined, { signal: over.signal }).catch(() => undefined)])
    over.abort()
    socket?.terminate()
    this.#running().bus.emit('backend.changed', { state: 'stopped' })
  }

  async cleanup(): Promise<void> {}

  async handleMessage(): Promise<undefined> {
    return undefined
  }

  async healthCheck(): Promise<HealthReport> {
    return { healthy: true, reason: null }
  }

  metrics(): Record<string, number> {
    return { connects: this.#connects, connected: Number(this.#connected) }
  }

  async configure(): Promise<void> {}

  get connected(): boolean {
    return this.#connected
  }

  /**
   * Hears these channels from now on, over every reconnection, and puts what they say on the bus. The gateway knows no way
   * to stop hearing one: a channel that is left out is heard until the connection ends.
   */
  listen(channels: readonly Channel[]): void {
    this.#channels = channels
    if (channels.length > 0 && this.#connected && this.#socket) this.#subscribe(this.#socket)
  }

  async #stayConnected(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      try {
        await this.#options.register()
        await this.#connectOnce(signal)
        failures = 0
      } catch (error) {
        failures += 1
        const fields = { reason: reasonOf(error), failures }
        // One failure is what a restart of the backend looks like.
        if (failures === 2) this.#running().log.warn('the backend cannot be reached; work goes on', fields)
        else this.#running().log.debug('the backend still cannot be reached', fields)
      }
      this.#setConnected(false)
      const delayMs = reconnectDelaysMs[Math.min(failures, reconnectDelaysMs.length - 1)] ?? 1_000
      await sleep(delayMs * (0.75 + Math.random() / 2), undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  /** Resolves when a connection that was welcomed is over; rejects when none came about. */
  async #connectOnce(signal: AbortSignal): Promise<void> {
    const endpoint = await this.#options.endpoint()
    if (signal.aborted) return
    const path = `${gatewayPath}?audience=${encodeURIComponent(endpoint.audience)}`
    const { principal } = this.#options
    const headers = await signRequest({ method: 'GET', path, body: new Uint8Array() }, principal.id, principal.sign)
    const { origin, hostname } = new URL(endpoint.url)
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}${path}`, {
      headers: { ...headers },
      handshakeTimeout: limits.connectTimeoutMs,
      maxPayload: limits.gatewayMessageBytes,
      perMessageDeflate: false,
      followRedirects: false,
      minVersion: 'TLSv1.3',
      ...(endpoint.certificate ? { ca: endpoint.certificate } : {}),
      ...(/^[\d.]+$|^\[/.test(hostname) ? { servername: 'localhost' } : {}),
    })
    this.#socket = socket
    const onAbort = (): void => socket.close(1000, 'leaving')
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      await this.#converse(socket)
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#socket = undefined
    }
  }

  #converse(socket: WebSocket): Promise<void> {
    const over = Promise.withResolvers<void>()
    let welcomed = false
    let heartbeat: NodeJS.Timeout | undefined
    socket.on('message', (octets, isBinary) => {
      this.#lastHeard = Date.now()
      const message = isBinary ? undefined : parseMessage(String(octets))
      if (!message) return socket.close(1002, 'malformed')
      if (message.type === 'welcome') {
        welcomed = true
        heartbeat = setInterval(() => this.#beat(socket), message.heartbeatMs)
        heartbeat.unref()
        this.#beat(socket)
        if (this.#channels.length > 0) this.#subscribe(socket)
        this.#connects += 1
        this.#setConnected(true)
      }
      this.#handle(message)
    })
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      over.reject(new Error(`the gateway refused the connection with status ${response.statusCode ?? 0}`))
    })
    socket.on('error', (error) => over.reject(error))
    socket.on('close', (code) => {
      clearInterval(heartbeat)
      if (welcomed) over.resolve()
      else over.reject(new Error(`the gateway closed the connection with code ${code}`))
    })
    return over.promise
  }

  #beat(socket: WebSocket): void {
    if (Date.now() - this.#lastHeard > 3 * limits.heartbeatMs) {
      socket.terminate()
      return
    }
    const { state, queuedEvents, droppedEvents } = this.#options.reporterState()
    send(socket, { type: 'heartbeat', at: new Date().toISOString(), state, queuedEvents, droppedEvents })
  }

  #subscribe(socket: WebSocket): void {
    send(socket, { type: 'subscribe', channels: [...this.#channels] })
  }

  #handle(message: GatewayServerMessage): void {
    const { bus, log } = this.#running()
    if (message.type === 'synchronize') bus.emit('synchronization.requested', { reason: 'the backend asked' })
    if (message.type === 'events') bus.emit('events.stored', { rows: message.rows })
    if (message.type === 'summary') bus.emit('summary.changed', message.summary)
    if (message.type === 'error') log.warn('the backend ends the connection', { code: message.code })
  }

  #setConnected(connected: boolean): void {
    if (this.#connected === connected && this.#connects > 0) return
    this.#connected = connected
    this.#running().bus.emit('backend.changed', { state: connected ? 'connected' : 'degraded' })
  }

  #running(): ModuleContext {
    if (!this.#context) throw new Error('uplink is not initialized')
    return this.#context
  }
}

function send(socket: WebSocket, message: GatewayClientMessage): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
}

function parseMessage(text: string): GatewayServerMessage | undefined {
  try {
    return gatewayServerMessageSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
