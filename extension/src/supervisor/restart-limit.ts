export const windowMs = 3 * 60_000
export const restartsInWindow = 4

/** Lets a process that ends by itself be started again, but not for ever: four times within three minutes. */
export class RestartLimit {
  readonly #now: () => number
  #ends: number[] = []

  /** `now` gives milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Counts an end, and says whether to start again. */
  allows(): boolean {
    const now = this.#now()
    this.#ends = [...this.#ends.filter((end) => now - end < windowMs), now]
    return this.#ends.length <= restartsInWindow
  }

  /** A person who restarts it starts the count anew. */
  reset(): void {
    this.#ends = []
  }
}
