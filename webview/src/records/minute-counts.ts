const minuteMs = 60_000

/** How many events each minute had, the oldest minute first. */
export interface MinuteCounts {
  /** When each minute begins, in seconds since 1970. */
  readonly startsS: readonly number[]
  readonly counts: readonly number[]
}

/**
 * Counts events by the minute, over the last `minutes` up to now (milliseconds). `knownSinceMs` is how far back all
 * events are known; earlier minutes are left out, since nothing can be said of them. What lies ahead, by a clock that
 * is off, counts for the present minute.
 */
export function minuteCounts(timesMs: Iterable<number>, nowMs: number, minutes: number, knownSinceMs: number): MinuteCounts {
  const last = Math.floor(nowMs / minuteMs)
  const known = Math.ceil(knownSinceMs / minuteMs)
  const first = Math.min(last, Math.max(last - minutes + 1, Number.isFinite(known) ? known : 0))
  const counts = new Array<number>(last - first + 1).fill(0)
  for (const atMs of timesMs) {
    const index = Math.min(last, Math.floor(atMs / minuteMs)) - first
    const before = counts[index]
    if (before !== undefined) counts[index] = before + 1
  }
  return { startsS: counts.map((_, index) => (first + index) * 60), counts }
}
