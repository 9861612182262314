import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'

/**
 * Remembers nonces for as long as a request that bears one could still be within the clock's window. What is stored of
 * a batch holds its nonce too, so that a restart does not open it to be sent again.
 */
export class NonceStore {
  /** In the order in which they expire, since each is kept equally long. */
  readonly #expiries = new Map<string, number>()

  /** Uses a principal's nonce; throws `nonce-used` when it was used before. `now` in milliseconds. */
  use(principalId: string, nonce: string, now: number = Date.now()): void {
    this.#forget(now)
    const key = `${principalId} ${nonce}`
    if (this.#expiries.has(key)) throw new ReeveError('nonce-used')
    this.#expiries.set(key, now + limits.nonceMemoryMs)
  }

  #forget(now: number): void {
    for (const [key, expiry] of this.#expiries) {
      if (expiry > now) return
      this.#expiries.delete(key)
    }
  }
}
