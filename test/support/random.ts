/** Random numbers that come again under the same seed (the generator known as mulberry32). */
export interface Random {
  readonly seed: number
  /** From 0 up to, and without, 1. */
  next(): number
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number
  pick<T>(items: readonly [T, ...T[]]): T
}

/** The seed comes from `REEVE_TEST_SEED`, where a failed run is to be repeated. */
export function seededRandom(seed = Number(process.env.REEVE_TEST_SEED ?? Date.now() % 2 ** 31)): Random {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return { seed, next, below, pick: (items) => items[below(items.length)] ?? items[0] }
}
