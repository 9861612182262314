import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReeveError } from '@reeve/protocol/errors'
import { NonceStore } from '../src/identity/nonce-store.ts'
import { RateLimiter } from '../src/identity/rate-limiter.ts'

const minute = 60_000

function taken(limiter: RateLimiter, key: string, now: number): boolean {
  try {
    limiter.take(key, now)
    return true
  } catch (error) {
    expect((error as ReeveError).code).toBe('rate-limited')
    return false
  }
}

describe('the rate limiter', () => {
  test('lets so many through in a minute, for each key', () => {
    const limiter = new RateLimiter(3)
    expect([1, 2, 3, 4].map((at) => taken(limiter, 'a', at))).toEqual([true, true, true, false])
    expect(taken(limiter, 'b', 5)).toBe(true)
    expect(taken(limiter, 'a', 3 * minute)).toBe(true)
  })

  test('after the time it names there is room', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 3 * minute }), { maxLength: 200 }),
        (limit, times) => {
          const limiter = new RateLimiter(limit)
          for (const now of times.sort((a, b) => a - b)) {
            try {
              limiter.take('a', now)
            } catch (error) {
              const seconds = Number((error as ReeveError).details.seconds)
              expect(seconds).toBeGreaterThanOrEqual(1)
              expect(seconds).toBeLessThanOrEqual(120)
              expect(taken(limiter, 'a', now + seconds * 1000)).toBe(true)
              return
            }
          }
        },
      ),
    )
  })
})

test('a nonce is remembered for ten minutes, for each principal', () => {
  const nonces = new NonceStore()
  nonces.use('a', 'n', 0)
  nonces.use('b', 'n', 0)
  expect(() => nonces.use('a', 'n', 10 * minute - 1)).toThrow(ReeveError)
  nonces.use('a', 'n', 10 * minute)
})
