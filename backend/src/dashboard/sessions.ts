import { createHash, randomBytes } from 'node:crypto'
import { ReeveError } from '@reeve/protocol/errors'

const linkLifetimeMs = 60_000
const sessionLifetimeMs = 12 * 3_600_000
/** Links and sessions that are kept at most; the oldest makes room. */
const keptTokens = 1000

/** Tokens with their ends. What is kept is a hash, so that memory that leaks holds nothing to log in with. */
class TokenSet {
  readonly #lifetimeMs: number
  readonly #ends = new Map<string, number>()

  constructor(lifetimeMs: number) {
    this.#lifetimeMs = lifetimeMs
  }

  create(now: number): { token: string; expiresAt: Date } {
    const oldest = this.#ends.keys().next().value
    if (this.#ends.size >= keptTokens && oldest !== undefined) this.#ends.delete(oldest)
    const token = randomBytes(32).toString('base64url')
    this.#ends.set(hashOf(token), now + this.#lifetimeMs)
    return { token, expiresAt: new Date(now + this.#lifetimeMs) }
  }

  /** When the token ends, in milliseconds; undefined when it is unknown or has ended. */
  endOf(token: string, now: number): number | undefined {
    const end = this.#ends.get(hashOf(token))
    return end !== undefined && end > now ? end : undefined
  }

  remove(token: string): void {
    this.#ends.delete(hashOf(token))
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Links that open the dashboard once, and the sessions that they are exchanged for. */
export class SessionService {
  readonly #links = new TokenSet(linkLifetimeMs)
  readonly #sessions = new TokenSet(sessionLifetimeMs)

  createLink(now: number = Date.now()): { token: string; expiresAt: Date } {
    return this.#links.create(now)
  }

  /** Exchanges the token of a link for a session. Throws `link-used`. */
  openSession(linkToken: string, now: number = Date.now()): { sessionToken: string; expiresAt: string } {
    if (this.#links.endOf(linkToken, now) === undefined) throw new ReeveError('link-used')
    this.#links.remove(linkToken)
    const { token, expiresAt } = this.#sessions.create(now)
    return { sessionToken: token, expiresAt: expiresAt.toISOString() }
  }

  isSession(token: string, now: number = Date.now()): boolean {
    return this.#sessions.endOf(token, now) !== undefined
  }

  /** When a session ends, in milliseconds since 1970. Throws `session-invalid`. */
  sessionEnd(token: string, now: number = Date.now()): number {
    const end = this.#sessions.endOf(token, now)
    if (end === undefined) throw new ReeveError('session-invalid')
    return end
  }
}
