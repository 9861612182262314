import type { Logger } from 'pino'
import type { WebSocket } from '@fastify/websocket'
import { protocolVersion, type StoredEvent, type Summary } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import { type GatewayClientMessage, gatewayClientMessageSchema } from '@reeve/protocol/gateway'
import { limits } from '@reeve/protocol/limits'
import type { Caller } from '../transport/request.ts'
import { version } from '@reeve/protocol/version'
import { GatewayConnection } from './connection.ts'

export interface GatewayOptions {
  readonly backendId: string
  readonly heartbeatMs: number
  readonly log: Logger
  /** When a session ends, in milliseconds; throws `session-invalid`. */
  readonly sessionEnd: (token: string) => number
  readonly summarize: () => Promise<Summary>
  /** Called for a principal's heartbeat. */
  readonly onHeartbeat: (principalId: string) => void
}

/** A client has this long to say who it is. */
const authenticationMs = 5_000
/** Clients that have not said who they are, and connections of one principal; the oldest is closed beyond. */
const strangers = 64
const connectionsPerPrincipal = 32
/** A summary is made at most this often, and at most a tenth of the time is spent on making it. */
const summaryIntervalMs = 250
const summaryShare = 10
const silentHeartbeats = 3
/** A client that closes with this code is done, rather than cut off. */
const leavingCode = 1000

/** Keeps the connections of supervisors and dashboards, and tells them what was stored. */
export class GatewayService {
  readonly #options: GatewayOptions
  readonly #connections = new Set<GatewayConnection>()
  readonly #beat: NodeJS.Timeout
  #summaryTimer: NodeJS.Timeout | undefined
  #summaryAllowedAt = 0
  #summaryCostMs = 0
  #leftAt: number | undefined
  #closing = false

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#beat = setInterval(() => this.#checkAll(), options.heartbeatMs)
  }

  /** Connections of principals. A dashboard has nothing to tell, and keeps nobody running. */
  get principals(): number {
    return [...this.#connections].filter(({ caller }) => caller?.kind === 'principal').length
  }

  /** When the last principal said that it leaves, in milliseconds since 1970; undefined while one is there, or went without a word. */
  get leftAt(): number | undefined {
    return this.principals === 0 ? this.#leftAt : undefined
  }

  isConnected(principalId: string): boolean {
    return this.#of(principalId).length > 0
  }

  /** Takes a socket over. `caller` is known where the upgrade was signed; otherwise the first message must tell. */
  accept(socket: WebSocket, caller: Caller | undefined): void {
    const connection = new GatewayConnection(socket)
    this.#connections.add(connection)
    let timer: NodeJS.Timeout | undefined
    socket.on('close', (code) => {
      clearTimeout(timer)
      this.#connections.delete(connection)
      if (connection.caller?.kind === 'principal' && this.principals === 0) this.#leftAt = code === leavingCode ? Date.now() : undefined
    })
    socket.on('pong', () => {
      connection.heardAt = Date.now()
    })
    socket.on('message', (data) => {
      connection.heardAt = Date.now()
      try {
        const message = readMessage(data.toString())
        if (connection.caller) this.#handle(connection, connection.caller, message)
        else {
          clearTimeout(timer)
          timer = this.#authenticate(connection, message)
        }
      } catch (error) {
        connection.close(connection.caller ? 'malformed' : 'unauthenticated', error instanceof ReeveError ? error.code : 'request-invalid')
      }
    })
    if (this.#closing) connection.close('stopping', 'backend-stopping')
    else if (caller) this.#welcome(connection, caller)
    else {
      timer = setTimeout(() => connection.close('unauthenticated', 'session-invalid'), authenticationMs)
      this.#makeRoom(
        [...this.#connections].filter((other) => !other.caller),
        strangers,
      )
    }
  }

  /** Tells subscribers what was stored. Called right after the commit. */
  publish(rows: readonly StoredEvent[]): void {
    const listeners = this.#listeners('events')
    if (listeners.length > 0) {
      for (const text of toEventMessages(rows)) for (const connection of listeners) connection.sendText(text)
    }
    this.#scheduleSummary()
  }

  /** Closes every connection, and refuses new ones. */
  close(): void {
    this.#closing = true
    clearInterval(this.#beat)
    clearTimeout(this.#summaryTimer)
    for (const connection of this.#connections) connection.close('stopping', 'backend-stopping')
  }

  #authenticate(connection: GatewayConnection, message: GatewayClientMessage): NodeJS.Timeout {
    if (message.type !== 'authenticate') throw new ReeveError('session-invalid')
    const end = this.#options.sessionEnd(message.sessionToken)
    this.#welcome(connection, { kind: 'session' })
    return setTimeout(() => connection.close('unauthenticated', 'session-invalid'), end - Date.now())
  }

  #welcome(connection: GatewayConnection, caller: Caller): void {
    connection.caller = caller
    const { backendId, heartbeatMs } = this.#options
    connection.send({ type: 'welcome', protocolVersion, backendId, version, heartbeatMs })
    if (caller.kind !== 'principal') return
    connection.send({ type: 'synchronize' })
    this.#options.onHeartbeat(caller.principalId)
    this.#makeRoom(this.#of(caller.principalId), connectionsPerPrincipal)
  }

  #handle(connection: GatewayConnection, caller: Caller, message: GatewayClientMessage): void {
    if (message.type === 'heartbeat') {
      connection.send({ type: 'heartbeat', at: new Date().toISOString() })
      if (caller.kind === 'principal') this.#options.onHeartbeat(caller.principalId)
    } else if (message.type === 'subscribe') {
      for (const channel of message.channels) connection.channels.add(channel)
      if (message.channels.includes('summary')) this.#scheduleSummary()
    }
  }

  #checkAll(): void {
    const silentSince = Date.now() - silentHeartbeats * this.#options.heartbeatMs
    for (const connection of this.#connections) {
      if (connection.heardAt < silentSince) {
        connection.close('silent')
        connection.terminate()
      } else connection.ping()
    }
  }

  #of(principalId: string): GatewayConnection[] {
    return [...this.#connections].filter(({ caller }) => caller?.kind === 'principal' && caller.principalId === principalId)
  }

  #listeners(channel: 'events' | 'summary'): GatewayConnection[] {
    return [...this.#connections].filter(({ channels }) => channels.has(channel))
  }

  #makeRoom(connections: readonly GatewayConnection[], most: number): void {
    for (const connection of connections.slice(0, Math.max(0, connections.length - most))) connection.close('replaced')
  }

  #scheduleSummary(): void {
    if (this.#summaryTimer || this.#closing || this.#listeners('summary').length === 0) return
    this.#summaryTimer = setTimeout(() => void this.#sendSummary(), Math.max(0, this.#summaryAllowedAt - Date.now()))
  }

  async #sendSummary(): Promise<void> {
    // Cleared before the counts are read: what is stored while they are read is told by the next one.
    this.#summaryTimer = undefined
    const startedAt = Date.now()
    this.#summaryAllowedAt = startedAt + summaryIntervalMs
    try {
      const text = JSON.stringify({ type: 'summary', summary: await this.#options.summarize() })
      for (const connection of this.#listeners('summary')) connection.sendText(text)
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the summary could not be made')
    }
    // The first one is slow because everything is cold, and says nothing about the next.
    const costMs = Date.now() - startedAt
    this.#summaryAllowedAt = startedAt + Math.max(summaryIntervalMs, Math.min(costMs, this.#summaryCostMs) * summaryShare)
    this.#summaryCostMs = costMs
  }
}

function readMessage(text: string): GatewayClientMessage {
  const parsed = gatewayClientMessageSchema.safeParse(parseJson(text))
  if (!parsed.success) throw new ReeveError('request-invalid')
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ReeveError('body-malformed')
  }
}

/** Events as messages, none of them larger than a message may be. */
export function* toEventMessages(rows: readonly StoredEvent[]): Generator<string> {
  let texts: string[] = []
  let size = 0
  const message = (): string => `{"type":"events","rows":[${texts.join(',')}]}`
  for (const row of rows) {
    const text = JSON.stringify(row)
    if (texts.length > 0 && size + text.length > limits.gatewayMessageBytes / 2) {
      yield message()
      texts = []
      size = 0
    }
    texts.push(text)
    size += text.length
  }
  if (texts.length > 0) yield message()
}
