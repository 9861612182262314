import 'reflect-metadata'
import { randomUUID, webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { createSecureServer, type Http2SecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'
import * as x509 from '@peculiar/x509'
import { type Batch, batchSchema, registerAgentSchema, type Health } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import { parseEvent } from '@reeve/protocol/events'
import { checkClock, importPublicKey, readSignatureHeaders, verifyRequest } from '@reeve/protocol/signing'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A self-signed certificate for `localhost`, as an embedded backend makes one. */
export async function createCertificate(name = 'localhost'): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return { key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`, cert: certificate.toString('pem') }
}

/** What the next requests meet instead of an answer. */
export type Fault =
  | { readonly kind: 'cut' }
  | { readonly kind: 'cut-body' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'error'; readonly error: ReeveError; readonly retryAfter?: string }
  | { readonly kind: 'raw'; readonly status: number; readonly body: string; readonly headers?: Record<string, string> }

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly httpVersion: string
  readonly tlsVersion: string | null
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** As it travelled. */
  readonly body: Buffer
}

export interface TestBackend {
  readonly url: string
  readonly certificate: string
  readonly requests: readonly SeenRequest[]
  readonly batches: readonly Batch[]
  /** In the order in which they were stored, each id once. */
  readonly eventIds: readonly string[]
  /** Connections that are open now. */
  readonly openConnections: number
  backendId: string
  /** Meets requests to a path that contains `path`, each with one fault. */
  failNext(path: string, ...faults: Fault[]): void
  /** Resolves once so many requests to a path that contains `path` have come in since the start. */
  seen(path: string, count: number): Promise<void>
  forgetPrincipals(): void
  close(): Promise<void>
}

/** A backend of a few lines on a real TLS port, that checks signatures as the protocol says. */
export async function startTestBackend(
  options: { certificate?: Certificate; port?: number; backendId?: string } = {},
): Promise<TestBackend> {
  const certificate = options.certificate ?? (await createCertificate())
  const requests: SeenRequest[] = []
  const batches: Batch[] = []
  const eventIds: string[] = []
  const keys = new Map<string, Buffer>()
  const nonces = new Set<string>()
  const faults: { path: string; fault: Fault }[] = []
  const sockets = new Set<Socket>()
  const watchers = new Set<() => void>()
  const state = { backendId: options.backendId ?? randomUUID() }

  const health = (): Health => ({
    status: 'healthy',
    backendId: state.backendId,
    version: '0.1.0',
    protocolVersion: 1,
    database: 'pglite',
    uptimeMs: 1,
  })

  const authenticate = (seen: SeenRequest, publicKey?: Buffer): string => {
    const claim = readSignatureHeaders(seen.headers)
    const key = publicKey ?? keys.get(claim.principalId)
    if (!key) throw new ReeveError('principal-unknown')
    checkClock(claim)
    if (!verifyRequest(seen, claim, importPublicKey(key))) throw new ReeveError('signature-invalid')
    if (nonces.has(claim.nonce)) throw new ReeveError('nonce-used')
    nonces.add(claim.nonce)
    return claim.principalId
  }

  const checkNamed = (principal: string, named: { audience: string; principal?: string }): void => {
    if (named.audience !== state.backendId) throw new ReeveError('audience-mismatch')
    if (named.principal !== undefined && named.principal !== principal) throw new ReeveError('principal-mismatch')
  }

  const takeBatch = (seen: SeenRequest, json: unknown): unknown => {
    const principal = authenticate(seen)
    const batch = batchSchema.parse(json)
    checkNamed(principal, batch)
    batches.push(batch)
    const results = batch.events.map((value) => {
      const parsed = parseEvent(value)
      if ('problem' in parsed) return { id: null, status: 'rejected', error: { code: 'event-invalid', message: 'invalid' } }
      if (eventIds.includes(parsed.event.id)) return { id: parsed.event.id, status: 'duplicate', reason: 'retry' }
      eventIds.push(parsed.event.id)
      return { id: parsed.event.id, status: 'accepted' }
    })
    const count = (status: string): number => results.filter((result) => result.status === status).length
    return { batchId: batch.batchId, accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), results }
  }

  const register = (seen: SeenRequest, json: unknown): unknown => {
    const body = registerAgentSchema.parse(json)
    checkNamed(authenticate(seen, Buffer.from(body.publicKey, 'base64')), body)
    const known = keys.get(body.principal)
    if (known && !known.equals(Buffer.from(body.publicKey, 'base64'))) throw new ReeveError('key-mismatch')
    keys.set(body.principal, Buffer.from(body.publicKey, 'base64'))
    return agentOf(body.principal)
  }

  const agentOf = (id: string): unknown => {
    const now = new Date().toISOString()
    return { id, name: 'test', kind: 'supervisor', createdAt: now, lastSeenAt: now, connected: false }
  }

  const answer = (seen: SeenRequest): unknown => {
    const url = new URL(seen.path, 'https://localhost')
    const isGzip = seen.headers['content-encoding'] === 'gzip'
    const json = (): unknown => JSON.parse((isGzip ? gunzipSync(seen.body) : seen.body).toString('utf8'))
    if (url.pathname === '/api/v1/health') return health()
    if (url.pathname === '/api/v1/agents' && seen.method === 'POST') return register(seen, json())
    if (url.pathname === '/api/v1/detection/batch') return takeBatch(seen, json())
    if (seen.method === 'GET') {
      checkNamed(authenticate(seen), { audience: url.searchParams.get('audience') ?? '' })
      if (url.pathname.startsWith('/api/v1/agents/')) return agentOf(decodeURIComponent(url.pathname.slice('/api/v1/agents/'.length)))
      return { rows: [] }
    }
    throw new ReeveError('not-found', { path: url.pathname })
  }

  const handle = async (request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const seen: SeenRequest = {
      method: request.method,
      path: request.url,
      httpVersion: request.httpVersion,
      tlsVersion: request.socket && 'getProtocol' in request.socket ? (request.socket.getProtocol as () => string | null)() : null,
      headers: request.headers,
      body: Buffer.concat(chunks),
    }
    requests.push(seen)
    for (const watcher of watchers) watcher()
    const index = faults.findIndex(({ path }) => seen.path.includes(path))
    const fault = index === -1 ? undefined : faults.splice(index, 1)[0]?.fault
    if (fault) return meet(fault, response)
    try {
      send(response, 200, JSON.stringify(answer(seen)))
    } catch (error) {
      const known = error instanceof ReeveError ? error : new ReeveError('request-invalid', { field: 'test', reason: String(error) })
      send(response, known.status, JSON.stringify(known.toBody()))
    }
  }

  const send = (response: Http2ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body)
  }

  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }

  const meet = (fault: Fault, response: Http2ServerResponse): void => {
    if (fault.kind === 'cut') cutAll()
    if (fault.kind === 'cut-body') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"half":', () => cutAll())
    }
    if (fault.kind === 'raw') send(response, fault.status, fault.body, fault.headers)
    if (fault.kind === 'error') {
      const headers = fault.retryAfter ? { 'retry-after': fault.retryAfter } : {}
      send(response, fault.error.status, JSON.stringify(fault.error.toBody()), headers)
    }
  }

  const server: Http2SecureServer = createSecureServer({ ...certificate, allowHTTP1: true, minVersion: 'TLSv1.3' })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  server.on('request', (request, response) => void handle(request, response).catch(() => {}))
  server.on('sessionError', () => {})
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    certificate: certificate.cert,
    requests,
    batches,
    eventIds,
    get openConnections() {
      return sockets.size
    },
    get backendId() {
      return state.backendId
    },
    set backendId(id) {
      state.backendId = id
    },
    failNext: (path, ...more) => {
      for (const fault of more) faults.push({ path, fault })
    },
    seen: (path, count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests.filter((request) => request.path.includes(path)).length < count) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      }),
    forgetPrincipals: () => keys.clear(),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      cutAll()
      await closed
    },
  }
}
