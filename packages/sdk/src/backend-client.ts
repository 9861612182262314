import {
  type Agent as RegisteredAgent,
  type RegisterAgent,
  type Route,
  type RouteName,
  type RouteResponse,
  routes,
} from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import { signatureHeaders, signRequest } from '@reeve/protocol/signing'
import type { Agent } from 'undici'
import { type BackendEndpoint, openConnections, originOf } from './endpoint.ts'
import { encodeBody, parseJson, pathOf, readAnswer } from './http-message.ts'
import type { Principal } from './principal.ts'
import { answerFailure, networkFailure } from './request-failure.ts'
import type { AnyRequest, RouteRequest } from './route-request.ts'
import { untilAborted } from './until-aborted.ts'

interface ClientSettings {
  /** Signs what must be signed; a client without one can only ask what anybody may. */
  readonly principal?: Principal | undefined
  readonly connectTimeoutMs?: number
  /** From sending a request to the last octet of its answer. */
  readonly requestTimeoutMs?: number
}

/** Either where the backend is, or how to learn it: `endpoint` is asked first of all, and again after the connection failed. */
export type BackendClientOptions = ClientSettings & (BackendEndpoint | { readonly endpoint: () => Promise<BackendEndpoint> })

interface Connection {
  readonly endpoint: BackendEndpoint
  readonly agent: Agent
}

/**
 * Asks a backend, over HTTPS alone: HTTP/2 where it is spoken, five connections at most. Requests are signed with the
 * principal's key, a retry anew. What goes wrong is told as a ReeveError: the backend's own, or `backend-unreachable` when
 * no answer came or none that can be understood.
 */
export class BackendClient {
  readonly principal: Principal | undefined
  readonly #resolve: () => Promise<BackendEndpoint>
  readonly #isFixed: boolean
  readonly #connectTimeoutMs: number
  readonly #requestTimeoutMs: number
  readonly #closing = new AbortController()
  #connection: Connection | undefined
  #connecting: Promise<Connection> | undefined
  #audience: string | undefined
  #learning: Promise<string> | undefined

  /** Throws `usage` when a URL is given that is not https, or more than a host and a port. */
  constructor(options: BackendClientOptions) {
    this.principal = options.principal
    this.#connectTimeoutMs = options.connectTimeoutMs ?? limits.connectTimeoutMs
    this.#requestTimeoutMs = options.requestTimeoutMs ?? limits.requestTimeoutMs
    this.#isFixed = !('endpoint' in options)
    if ('endpoint' in options) {
      this.#resolve = options.endpoint
    } else {
      const { url, certificate, audience, registrationToken } = options
      originOf(url)
      this.#resolve = async () => ({ url, certificate, audience, registrationToken })
    }
  }

  /**
   * Asks for a route of the API and gives its answer, checked against the route's schema. Throws a ReeveError; a
   * backend that has moved meanwhile is asked at its new place at once.
   */
  async request<N extends RouteName>(name: N, request: RouteRequest<N> = {} as RouteRequest<N>): Promise<RouteResponse<N>> {
    const signal = request.signal ? AbortSignal.any([this.#closing.signal, request.signal]) : this.#closing.signal
    signal.throwIfAborted()
    const answer = await untilAborted(this.#askWhereItIs(routes[name], request as AnyRequest, signal), signal)
    return answer as RouteResponse<N>
  }

  /** The principal. Throws `signature-missing` when the client has none. */
  get signer(): Principal {
    if (!this.principal) throw new ReeveError('signature-missing', { header: signatureHeaders.principal })
    return this.principal
  }

  /** Registers the principal, or confirms that it is registered. Throws `key-mismatch` when its id is held by another key. */
  async register(name: string, kind: RegisterAgent['kind']): Promise<RegisteredAgent> {
    const publicKey = Buffer.from(this.signer.publicKey).toString('base64')
    const { registrationToken } = (await untilAborted(this.#connect(), this.#closing.signal)).endpoint
    return await this.request('registerAgent', { body: { name, kind, publicKey, ...(registrationToken ? { registrationToken } : {}) } })
  }

  /** The backend's id, learnt from it once where it was not given. Throws as `request` does. */
  async audience(): Promise<string> {
    const { endpoint } = await untilAborted(this.#connect(), this.#closing.signal)
    const known = endpoint.audience ?? this.#audience
    if (known) return known
    this.#learning ??= this.request('getHealth').then((health) => health.backendId)
    try {
      this.#audience = await this.#learning
      return this.#audience
    } finally {
      this.#learning = undefined
    }
  }

  /** Forgets which backend this is, after one answered `audience-mismatch`. False when it was given, not learnt: then it stays. */
  forgetAudience(): boolean {
    if (this.#isFixed && this.#connection?.endpoint.audience) return false
    this.#audience = undefined
    this.#connecting = undefined
    return true
  }

  /** Ends every request under way with `backend-unreachable`, and every connection. */
  async close(): Promise<void> {
    const url = this.#connection?.endpoint.url ?? unknownUrl
    this.#closing.abort(new ReeveError('backend-unreachable', { url, reason: 'the client was closed' }))
    await this.#connection?.agent.destroy()
  }

  /** The connections to where the backend is; the same ones as long as it stays there. */
  #connect(): Promise<Connection> {
    this.#connecting ??= this.#open().catch((error) => {
      this.#connecting = undefined
      throw error
    })
    return this.#connecting
  }

  async #open(): Promise<Connection> {
    const endpoint = await this.#locate()
    this.#closing.signal.throwIfAborted()
    const before = this.#connection
    if (before && isSame(before.endpoint, endpoint)) return before
    this.#connection = { endpoint, agent: openConnections(endpoint, this.#connectTimeoutMs, this.#requestTimeoutMs) }
    void before?.agent.close()
    return this.#connection
  }

  async #locate(): Promise<BackendEndpoint> {
    try {
      const endpoint = await this.#resolve()
      return { ...endpoint, url: originOf(endpoint.url) }
    } catch (error) {
      if (error instanceof ReeveError) throw error
      throw new ReeveError('backend-unreachable', { url: unknownUrl, reason: 'where it is could not be learnt' })
    }
  }

  /** Asks, and once more if the backend turns out to be elsewhere by now. */
  async #askWhereItIs(route: Route, request: AnyRequest, signal: AbortSignal): Promise<unknown> {
    const connecting = this.#connect()
    const before = await connecting
    try {
      return await this.#ask(before, route, request, signal)
    } catch (error) {
      if (this.#isFixed || signal.aborted || !isUnreachable(error)) throw error
      if (this.#connecting === connecting) this.#connecting = undefined
      const now = await this.#connect()
      if (now === before) throw error
      return await this.#ask(now, route, request, signal)
    }
  }

  async #ask(connection: Connection, route: Route, request: AnyRequest, signal: AbortSignal): Promise<unknown> {
    const { url } = connection.endpoint
    const isSigned = route.auth !== 'none' && (route.auth !== 'reader' || this.principal !== undefined)
    const audience = isSigned ? await this.audience() : undefined
    const path = pathOf(route, request, route.body ? undefined : audience)
    const { body, headers } = await encodeBody(route.body ? this.#bodyOf(request, audience) : undefined)
    const signature = isSigned ? await signRequest({ method: route.method, path, body }, this.signer.id, this.signer.sign) : {}
    try {
      const answer = await connection.agent.request({
        origin: url,
        path,
        method: route.method,
        headers: { accept: 'application/json', ...headers, ...signature },
        body: body.length > 0 ? body : null,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#requestTimeoutMs)]),
      })
      const value = parseJson(await readAnswer(answer, url))
      if (answer.statusCode < 200 || answer.statusCode > 299) {
        const retryAfter = firstOf(answer.headers['retry-after'])
        throw answerFailure({ url, method: route.method, path: route.path, status: answer.statusCode, retryAfter, body: value })
      }
      const parsed = route.response.safeParse(value)
      if (!parsed.success) throw new ReeveError('backend-unreachable', { url, reason: 'its answer is not what the protocol says' })
      return parsed.data
    } catch (error) {
      throw error instanceof ReeveError ? error : networkFailure(url, error)
    }
  }

  #bodyOf(request: AnyRequest, audience: string | undefined): string {
    if (request.encodedBody !== undefined) return request.encodedBody
    return JSON.stringify({ ...request.body, ...(audience ? { audience, principal: this.signer.id } : {}) })
  }
}

const unknownUrl = 'an unknown address'

const isUnreachable = (error: unknown): boolean => error instanceof ReeveError && error.code === 'backend-unreachable'

const isSame = (a: BackendEndpoint, b: BackendEndpoint): boolean =>
  a.url === b.url && a.certificate === b.certificate && a.audience === b.audience && a.registrationToken === b.registrationToken

const firstOf = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)
