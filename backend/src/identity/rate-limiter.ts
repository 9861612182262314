import { ReeveError } from '@reeve/protocol/errors'

interface Window {
  minute: number
  count: number
  countBefore: number
}

const minuteMs = 60_000

/**
 * Counts requests for each key in a window of a minute that slides: what came in the minute before counts by the part
 * of it that still lies in the window.
 */
export class RateLimiter {
  readonly #windows = new Map<string, Window>()
  readonly #limit: number
  #sweptMinute = 0

  /** `limit`: requests in a minute. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Counts one request; throws `rate-limited` when it is one too many. `now` in milliseconds. */
  take(key: string, now: number = Date.now()): void {
    const minute = Math.floor(now / minuteMs)
    this.#sweep(minute)
    const window = this.#windowOf(key, minute)
    const passed = (now % minuteMs) / minuteMs
    if (window.count + window.countBefore * (1 - passed) >= this.#limit) {
      throw new ReeveError('rate-limited', { limit: this.#limit, seconds: this.#secondsUntilRoom(window, passed) })
    }
    window.count++
  }

  #windowOf(key: string, minute: number): Window {
    const known = this.#windows.get(key)
    if (known?.minute === minute) return known
    const window = { minute, count: 0, countBefore: known?.minute === minute - 1 ? known.count : 0 }
    this.#windows.set(key, window)
    return window
  }

  /** Whole seconds, at least one, until one more request fits in. */
  #secondsUntilRoom(window: Window, passed: number): number {
    const roomBefore = this.#limit - window.count
    const untilThisMinute = roomBefore > 0 ? 1 - roomBefore / window.countBefore - passed : 1 - passed + 1 / this.#limit
    return Math.max(1, Math.ceil(untilThisMinute * 60))
  }

  #sweep(minute: number): void {
    if (minute === this.#sweptMinute) return
    this.#sweptMinute = minute
    for (const [key, window] of this.#windows) if (window.minute < minute - 1) this.#windows.delete(key)
  }
}
