import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Detection,
  detectionQuerySchema,
  eventQuerySchema,
  type SignatureCheck,
  signatureQuerySchema,
  type StoredEvent,
  type Summary,
  summaryQuerySchema,
  type TrustScore,
} from '@reeve/protocol/api'
import { type ErrorCode, ReeveError } from '@reeve/protocol/errors'
import {
  gatewayClientMessageSchema,
  gatewayCloseCodes,
  gatewayPath,
  type GatewayServerMessage,
  gatewayServerMessageSchema,
} from '@reeve/protocol/gateway'
import { type WebSocket, WebSocketServer } from 'ws'
import { workspaceOf } from '../../src/records/detections.ts'
import { summaryOf } from './sample-data.ts'

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ttf: 'font/ttf',
}

/** A small backend with the routes that the dashboard asks, held to the protocol's schemas on both sides. */
export class TestBackend {
  detections: Detection[] = []
  events: StoredEvent[] = []
  trust: TrustScore | undefined
  /** Set to answer a path with this error. */
  failing = new Map<string, ErrorCode>()
  readonly requests: { method: string; path: string; authorization: string | undefined }[] = []
  heartbeats = 0
  /** Set to answer no heartbeat. */
  silent = false
  heartbeatMs = 15_000
  readonly #outdir: string | undefined
  readonly #links = new Set<string>()
  readonly #sessions = new Set<string>()
  readonly #sockets = new Set<WebSocket>()
  #server: Server | undefined
  #gateway: WebSocketServer | undefined
  #port = 0
  #made = 0

  constructor(outdir?: string) {
    this.#outdir = outdir
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Connections that asked for what happens. */
  get subscribers(): number {
    return this.#sockets.size
  }

  /** Starts; a second time on the same port. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    const gateway = new WebSocketServer({ server, path: gatewayPath })
    gateway.on('connection', (socket) => this.#greet(socket))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#server = server
    this.#gateway = gateway
    this.#port = (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    for (const socket of this.#gateway?.clients ?? []) socket.terminate()
    server.closeAllConnections()
    const closed = once(server, 'close')
    server.close()
    await closed
  }

  makeLink(): string {
    this.#made += 1
    const token = `link-${this.#made}`
    this.#links.add(token)
    return token
  }

  endSessions(): void {
    this.#sessions.clear()
    for (const socket of this.#gateway?.clients ?? []) socket.close(gatewayCloseCodes.unauthenticated, 'session-invalid')
  }

  /** Stores events and tells them to whoever subscribed. */
  report(...rows: StoredEvent[]): void {
    this.events.push(...rows)
    this.tell({ type: 'events', rows })
  }

  tellSummary(): void {
    this.tell({ type: 'summary', summary: this.#summary(undefined) })
  }

  tell(message: GatewayServerMessage): void {
    const text = JSON.stringify(gatewayServerMessageSchema.parse(message))
    for (const socket of this.#sockets) socket.send(text)
  }

  /** Sends octets that are no message. */
  tellRaw(text: string): void {
    for (const socket of this.#sockets) socket.send(text)
  }

  breakConnections(): void {
    for (const socket of this.#gateway?.clients ?? []) socket.terminate()
  }

  #summary(workspace: string | undefined): Summary {
    return summaryOf(
      this.detections.filter((item) => workspace === undefined || item.workspace.id === workspace),
      this.events,
    )
  }

  #greet(socket: WebSocket): void {
    let known = false
    socket.on('message', (data) => {
      const message = gatewayClientMessageSchema.safeParse(JSON.parse(String(data)))
      if (!message.success) return socket.close(gatewayCloseCodes.malformed)
      if (message.data.type === 'authenticate') {
        known = this.#sessions.has(message.data.sessionToken)
        if (!known) return socket.close(gatewayCloseCodes.unauthenticated)
        socket.send(
          JSON.stringify({ type: 'welcome', protocolVersion: 1, backendId: 'test', version: '0.1.0', heartbeatMs: this.heartbeatMs }),
        )
      } else if (!known) socket.close(gatewayCloseCodes.unauthenticated)
      else if (message.data.type === 'subscribe') this.#sockets.add(socket)
      else {
        this.heartbeats += 1
        if (!this.silent) socket.send(JSON.stringify({ type: 'heartbeat', at: new Date().toISOString() }))
      }
    })
    socket.on('close', () => this.#sockets.delete(socket))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin)
    this.requests.push({ method: request.method ?? '', path: url.pathname, authorization: request.headers.authorization })
    try {
      if (!url.pathname.startsWith('/api/')) return await this.#file(url.pathname, response)
      const failing = this.failing.get(url.pathname)
      if (failing) throw new ReeveError(failing, { requestId: 'r-1' })
      const body = await this.#route(request, url)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    } catch (error) {
      const known = error instanceof ReeveError ? error : new ReeveError('backend-internal', { requestId: 'r-1' }, { cause: error })
      response.writeHead(known.status, { 'content-type': 'application/json' }).end(JSON.stringify(known.toBody()))
    }
  }

  async #file(path: string, response: ServerResponse): Promise<void> {
    const name = path === '/' ? 'index.html' : path.slice(1)
    const type = contentTypes[name.split('.').at(-1) ?? '']
    if (!this.#outdir || !type || name.includes('/')) {
      response.writeHead(404).end()
      return
    }
    const content = await readFile(`${this.#outdir}/${name}`)
    response
      .writeHead(200, { 'content-type': type, 'content-security-policy': contentSecurityPolicy, 'x-content-type-options': 'nosniff' })
      .end(content)
  }

  async #route(request: IncomingMessage, url: URL): Promise<unknown> {
    const query = Object.fromEntries(url.searchParams)
    if (request.method === 'POST' && url.pathname === '/api/v1/dashboard/sessions') return this.#openSession(await readBody(request))
    if (!this.#sessions.has(request.headers.authorization?.replace('Bearer ', '') ?? '')) throw new ReeveError('session-invalid')
    if (url.pathname === '/api/v1/detections/summary') return this.#summary(summaryQuerySchema.parse(query).workspace)
    if (url.pathname === '/api/v1/detections') {
      const { kind, workspace, limit, cursor } = detectionQuerySchema.parse(query)
      const rows = this.detections.filter((row) => (!kind || row.kind === kind) && (!workspace || row.workspace.id === workspace))
      return pageOf(rows, limit, cursor)
    }
    if (url.pathname === '/api/v1/events') {
      const { workspace, limit, cursor } = eventQuerySchema.parse(query)
      return pageOf(
        [...this.events].reverse().filter(({ event }) => !workspace || workspaceOf(event.source) === workspace),
        limit,
        cursor,
      )
    }
    const checked = /^\/api\/v1\/events\/([^/]+)\/signature$/.exec(url.pathname)?.[1]
    if (checked !== undefined) return this.#check(checked, signatureQuerySchema.parse(query).source)
    if (url.pathname.startsWith('/api/v1/trust-score/agents/') && this.trust) return this.trust
    throw new ReeveError('not-found', { path: url.pathname })
  }

  #check(eventId: string, source: string): SignatureCheck {
    const stored = this.events.find(({ event }) => event.id === eventId && event.source === source)
    if (!stored) throw new ReeveError('not-found', { path: eventId })
    const { principal, batchId, receivedAt: signedAt } = stored.receipt
    return { result: 'valid', reason: null, principal, batchId, signedAt, position: 1, batchEvents: 1 }
  }

  #openSession(body: unknown): unknown {
    const { token } = body as { token: string }
    if (!this.#links.delete(token)) throw new ReeveError('link-used')
    const sessionToken = `session-of-${token}`
    this.#sessions.add(sessionToken)
    return { sessionToken, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }
  }
}

function pageOf<T>(rows: readonly T[], limit: number, cursor: string | undefined): { rows: T[]; nextCursor?: string } {
  const from = Number(cursor ?? 0)
  const next = from + limit
  return { rows: rows.slice(from, next), ...(next < rows.length ? { nextCursor: String(next) } : {}) }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
