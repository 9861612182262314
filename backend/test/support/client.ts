import { request as httpsRequest } from 'node:https'
import { gzipSync } from 'node:zlib'
import { randomUUID } from 'node:crypto'
import { type RouteName, type RouteResponse, routes } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import {
  createKeyPair,
  createNonce,
  createSigner,
  type KeyPair,
  principalIdOf,
  type SignedHeaders,
  signRequest,
} from '@reeve/protocol/signing'

/** A principal that signs what it sends, over real TLS. Every part of a request can be spoilt. */

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

export interface Target {
  readonly url: string
  readonly certificate: string
  readonly backendId: string
  readonly registrationToken?: string | undefined
}

export interface SendOptions {
  readonly now?: number
  readonly nonce?: string
  readonly headers?: Record<string, string | undefined>
  /** Changes the octets after they were signed. */
  readonly tamper?: (octets: Buffer) => Buffer
  /** Signs with this principal's id instead of its own. */
  readonly as?: string
}

export async function send(
  target: Target,
  method: string,
  path: string,
  headers: Record<string, string | undefined>,
  body: Buffer = Buffer.alloc(0),
): Promise<Answer> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<string, string>
  return new Promise((resolve, reject) => {
    const request = httpsRequest(new URL(path, target.url), {
      method,
      ca: target.certificate,
      headers: { 'content-length': String(body.length), ...given },
    })
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const json = String(response.headers['content-type']).startsWith('application/json')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: json && text ? JSON.parse(text) : text })
      })
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

export class TestPrincipal {
  readonly target: Target
  readonly keys: KeyPair
  readonly id: string

  constructor(target: Target, keys: KeyPair = createKeyPair()) {
    this.target = target
    this.keys = keys
    this.id = principalIdOf(keys.publicKey)
  }

  source(workspace = 'w1'): string {
    return `reeve://${this.id}/${workspace}`
  }

  sign(method: string, path: string, body: Buffer, options: SendOptions = {}): Promise<SignedHeaders> {
    return signRequest({ method, path, body }, options.as ?? this.id, createSigner(this.keys), options.now, options.nonce ?? createNonce())
  }

  async raw(method: string, path: string, body: Buffer, options: SendOptions = {}): Promise<Answer> {
    const signed = await this.sign(method, path, body, options)
    const type = body.length > 0 ? { 'content-type': 'application/json' } : {}
    return send(this.target, method, path, { ...type, ...signed, ...options.headers }, options.tamper?.(body) ?? body)
  }

  post(path: string, body: object, options: SendOptions = {}): Promise<Answer> {
    return this.raw('POST', path, Buffer.from(JSON.stringify({ audience: this.target.backendId, principal: this.id, ...body })), options)
  }

  register(options: SendOptions = {}, change: object = {}): Promise<Answer> {
    const publicKey = Buffer.from(this.keys.publicKey).toString('base64')
    const { registrationToken } = this.target
    return this.post(routes.registerAgent.path, { name: 'test', kind: 'supervisor', publicKey, registrationToken, ...change }, options)
  }

  batch(events: readonly unknown[], options: SendOptions & { gzip?: boolean; batchId?: string; change?: object } = {}): Promise<Answer> {
    const whole = {
      audience: this.target.backendId,
      principal: this.id,
      batchId: options.batchId ?? randomUUID(),
      sentAt: new Date().toISOString(),
      events,
      ...options.change,
    }
    const plain = Buffer.from(JSON.stringify(whole))
    const body = options.gzip ? gzipSync(plain) : plain
    return this.raw('POST', routes.postBatch.path, body, {
      ...options,
      headers: { ...(options.gzip ? { 'content-encoding': 'gzip' } : {}), ...options.headers },
    })
  }

  /** Asks, and gives the answer in its schema's form; throws the error that came instead. */
  async get<N extends RouteName>(name: N, query: Record<string, string> = {}, id = ''): Promise<RouteResponse<N>> {
    const search = new URLSearchParams({ audience: this.target.backendId, ...query })
    const answer = await this.raw('GET', `${routes[name].path.replace(':id', id)}?${search}`, Buffer.alloc(0))
    return okBody(name, answer)
  }
}

/** The body of a success in its schema's form. */
export function okBody<N extends RouteName>(name: N, answer: Answer): RouteResponse<N> {
  if (answer.status !== 200) throw ReeveError.fromBody(answer.body) ?? new Error(`status ${answer.status}`)
  return routes[name].response.parse(answer.body) as RouteResponse<N>
}
