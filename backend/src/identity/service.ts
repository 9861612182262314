import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { Agent, RegisterAgent } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import {
  checkClock,
  importPublicKey,
  principalIdOf,
  type RequestToSign,
  readSignatureHeaders,
  verifyRequest,
} from '@reeve/protocol/signing'
import { requestToSign, type SignedRequest } from '../transport/request.ts'
import { NonceStore } from './nonce-store.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { AgentRow, IdentityStore } from './store.ts'

export interface IdentityOptions {
  readonly backendId: string
  /** For each principal, and for each address that registers. */
  readonly requestsPerMinute: number
  /** Asked of principals that are new; anybody may register where there is none. */
  readonly registrationToken?: string | undefined
  readonly isConnected: (principalId: string) => boolean
}

/** Keys that are kept in memory; the one that was read first makes room. */
const keptKeys = 10_000

/** Who may ask: registration, signatures, rates and nonces. */
export class IdentityService {
  readonly #store: IdentityStore
  readonly #options: IdentityOptions
  readonly #keys = new Map<string, readonly KeyObject[]>()
  readonly #nonces = new NonceStore()
  readonly #principals: RateLimiter
  readonly #addresses: RateLimiter

  constructor(store: IdentityStore, options: IdentityOptions) {
    this.#store = store
    this.#options = options
    this.#principals = new RateLimiter(options.requestsPerMinute)
    this.#addresses = new RateLimiter(options.requestsPerMinute)
  }

  /**
   * Checks a signed request: headers, clock, principal, rate, signature, nonce, in this order. The rate is counted
   * before the signature by principal and address, and after it by principal alone, so that a stranger elsewhere can
   * neither make the backend check signatures without end nor use up what belongs to the principal.
   */
  async authenticate(request: FastifyRequest): Promise<SignedRequest> {
    const claim = readSignatureHeaders(request.headers)
    checkClock(claim)
    const keys = await this.#keysOf(claim.principalId)
    request.auditNote.principal = claim.principalId
    this.#addresses.take(`${claim.principalId} ${request.ip}`)
    const signed = requestToSign(request)
    if (!keys.some((key) => verifyRequest(signed, claim, key))) throw new ReeveError('signature-invalid')
    this.#principals.take(claim.principalId)
    this.#nonces.use(claim.principalId, claim.nonce)
    return { ...signed, claim, contentEncoding: request.headers['content-encoding'] }
  }

  /** Checks that a registration is signed by the key that it brings. */
  checkPossession(request: RequestToSign, headers: IncomingHttpHeaders, body: RegisterAgent): SignedRequest {
    const claim = readSignatureHeaders(headers)
    checkClock(claim)
    if (body.audience !== this.#options.backendId) throw new ReeveError('audience-mismatch')
    if (body.principal !== claim.principalId) throw new ReeveError('principal-mismatch')
    const key = importPublicKey(Buffer.from(body.publicKey, 'base64'))
    if (!verifyRequest(request, claim, key)) throw new ReeveError('signature-invalid')
    this.#nonces.use(claim.principalId, claim.nonce)
    return { ...request, claim, contentEncoding: headers['content-encoding'] }
  }

  /** Checks that a signed request was meant for this backend and speaks for the one that signed. */
  checkAddressee(principalId: string, named: { audience?: string; principal?: string }, hasBody: boolean): void {
    if (named.audience !== this.#options.backendId) throw new ReeveError('audience-mismatch')
    if (hasBody && named.principal !== principalId) throw new ReeveError('principal-mismatch')
  }

  /** Throws `rate-limited` when an address that nobody vouches for asks too often. */
  limitAddress(address: string): void {
    this.#addresses.take(address)
  }

  /** Registers a principal. Throws `key-mismatch` when it is there with another key, `registration-refused` without the token. */
  async register(agent: RegisterAgent, now: Date): Promise<Agent> {
    const keys = await this.#store.findKeys(agent.principal)
    if (keys.length > 0 && !keys.includes(agent.publicKey)) throw new ReeveError('key-mismatch')
    if (keys.length === 0 && !this.#mayRegister(agent.registrationToken)) throw new ReeveError('registration-refused')
    if (keys.length === 0 && principalIdOf(Buffer.from(agent.publicKey, 'base64')) !== agent.principal) {
      throw new ReeveError('principal-mismatch')
    }
    await this.#store.insertAgent(agent, now)
    return this.getAgent(agent.principal)
  }

  #mayRegister(given: string | undefined): boolean {
    const { registrationToken } = this.#options
    if (registrationToken === undefined) return true
    const [a, b] = [given ?? '', registrationToken].map((token) => createHash('sha256').update(token).digest())
    return a !== undefined && b !== undefined && timingSafeEqual(a, b)
  }

  async getAgent(id: string): Promise<Agent> {
    const agent = await this.#store.findAgent(id)
    if (!agent) throw new ReeveError('not-found', { path: `/api/v1/agents/${id}` })
    return this.#withConnection(agent)
  }

  async listAgents(): Promise<Agent[]> {
    return (await this.#store.listAgents()).map((agent) => this.#withConnection(agent))
  }

  /** Notes that the agent was heard of. */
  touch(id: string): Promise<void> {
    return this.#store.touchAgent(id, new Date())
  }

  #withConnection(agent: AgentRow): Agent {
    return { ...agent, connected: this.#options.isConnected(agent.id) }
  }

  async #keysOf(principalId: string): Promise<readonly KeyObject[]> {
    const known = this.#keys.get(principalId)
    if (known) return known
    const keys = (await this.#store.findKeys(principalId)).map((key) => importPublicKey(Buffer.from(key, 'base64')))
    if (keys.length === 0) throw new ReeveError('principal-unknown')
    const oldest = this.#keys.keys().next().value
    if (this.#keys.size >= keptKeys && oldest !== undefined) this.#keys.delete(oldest)
    this.#keys.set(principalId, keys)
    return keys
  }
}
