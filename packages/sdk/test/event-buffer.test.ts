import { ReeveError } from '@reeve/protocol/errors'
import { type EventPriority, eventCatalogue, type EventType, type ReeveEvent } from '@reeve/protocol/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BufferedEvent, EventBuffer } from '../src/event-buffer.ts'
import { createEvent } from '../src/events.ts'

const source = 'reeve://p/w'
const typeOf: Record<EventPriority, EventType> = {
  high: 'reeve.module.failed',
  normal: 'reeve.module.stopped',
  low: 'reeve.module.started',
}

/** An event of a priority, with `filler` octets beyond the smallest. */
const eventOf = (priority: EventPriority, filler = 0): ReeveEvent =>
  createEvent(typeOf[priority], source, { module: 'x'.repeat(filler), reason: null }, { id: 'i' })

const sizeOf = (event: ReeveEvent): number => Buffer.byteLength(JSON.stringify(event))
const sequencesOf = (entries: readonly BufferedEvent[]): number[] => entries.map((entry) => entry.sequence)

test('the types stand for their priorities', () => {
  for (const priority of ['high', 'normal', 'low'] as const) expect(eventCatalogue[typeOf[priority]].priority).toBe(priority)
})

describe('a full buffer', () => {
  test.each<[string, EventPriority[], EventPriority, EventPriority[], Partial<Record<EventPriority, number>>]>([
    ['drops the oldest of the lowest priority', ['low', 'high', 'low'], 'normal', ['high', 'low', 'normal'], { low: 1 }],
    ['drops the oldest of its own priority', ['normal', 'high', 'normal'], 'normal', ['high', 'normal', 'normal'], { normal: 1 }],
    ['drops what comes when all else matters more', ['high', 'high', 'normal'], 'low', ['high', 'high', 'normal'], { low: 1 }],
    ['drops of the highest only when nothing else is there', ['high', 'high', 'high'], 'high', ['high', 'high', 'high'], { high: 1 }],
  ])('%s', (_, before, incoming, after, dropped) => {
    const buffer = new EventBuffer({ maxEvents: 3 })
    for (const priority of before) buffer.enqueue(eventOf(priority))
    buffer.enqueue(eventOf(incoming))
    expect(buffer.dropped).toEqual({ high: 0, normal: 0, low: 0, ...dropped })
    expect(buffer.drain(10, 1e6).map((entry) => entry.rank)).toEqual(after)
  })

  test('drops nothing in vain for what does not fit even then', () => {
    const small = sizeOf(eventOf('low'))
    const buffer = new EventBuffer({ maxBytes: small + sizeOf(eventOf('high', 500)) })
    buffer.enqueue(eventOf('low'))
    buffer.enqueue(eventOf('high', 500))
    expect(buffer.enqueue(eventOf('normal', 400))).toBeUndefined()
    expect(buffer.dropped).toEqual({ high: 0, normal: 1, low: 0 })
    expect(buffer.keptEvents).toBe(2)
  })

  test('never drops state for news, but news for state', () => {
    const buffer = new EventBuffer({ maxEvents: 2 })
    buffer.enqueue(eventOf('high'), true)
    buffer.enqueue(eventOf('high'))
    expect(buffer.enqueue(eventOf('high'), true)).toBeDefined()
    expect(buffer.enqueue(eventOf('high'))).toBeUndefined()
    expect(buffer.dropped.high).toBe(2)
    expect(buffer.drain(10, 1e6).map((entry) => entry.rank)).toEqual(['state', 'state'])
  })

  test('forgets what was told of its drops', () => {
    const buffer = new EventBuffer({ maxEvents: 1 })
    for (let i = 0; i < 3; i++) buffer.enqueue(eventOf('low'))
    const told = buffer.dropped
    buffer.enqueue(eventOf('low'))
    buffer.forgetDropped(told)
    expect(buffer.dropped.low).toBe(1)
  })
})

describe('an event that cannot be sent', () => {
  test.each<[string, ReeveEvent, string]>([
    ['is too large', eventOf('high', 65_536), 'larger than 65536'],
    ['is not JSON', { ...eventOf('high'), data: { module: 1n } } as never, 'written as JSON'],
    ['has no type of the catalogue', { ...eventOf('high'), type: 'reeve.made.up' } as never, 'reeve.made.up'],
  ])('%s: it is refused', (_, event, words) => {
    const buffer = new EventBuffer()
    expect(() => buffer.enqueue(event)).toThrow(ReeveError)
    expect(() => buffer.enqueue(event)).toThrow(words)
    expect(buffer.keptEvents).toBe(0)
  })
})

describe('a batch', () => {
  test('stays within its octets, commas counted, and holds one event at least', () => {
    const buffer = new EventBuffer()
    const size = sizeOf(eventOf('low'))
    for (let i = 0; i < 4; i++) buffer.enqueue(eventOf('low'))
    expect(buffer.drain(10, 3 * (size + 1) - 1)).toHaveLength(2)
    expect(buffer.drain(10, 1)).toHaveLength(1)
    expect(buffer.drain(0, 1e6)).toHaveLength(0)
  })

  test('that is given out keeps its room until it is released', () => {
    const buffer = new EventBuffer({ maxEvents: 2 })
    buffer.enqueue(eventOf('low'))
    const batch = buffer.drain(1, 1e6)
    buffer.enqueue(eventOf('low'))
    buffer.enqueue(eventOf('low'))
    expect(buffer.dropped.low).toBe(1)
    buffer.requeue(batch)
    expect(sequencesOf(buffer.drain(10, 1e6))).toEqual([1, 3])
  })
})

describe('waiting for room', () => {
  test('ends at once where there is room, and in the order of those who wait', async () => {
    const buffer = new EventBuffer({ maxEvents: 2 })
    await buffer.waitForRoom(2, 10)
    buffer.enqueue(eventOf('low'))
    const order: string[] = []
    const both = buffer.waitForRoom(2, 10).then(() => order.push('both'))
    const one = buffer.waitForRoom(1, 10).then(() => order.push('one'))
    await Promise.resolve()
    expect(order).toEqual([])
    buffer.release(buffer.drain(1, 1e6))
    await both
    expect(order).toEqual(['both'])
    buffer.enqueue(eventOf('low'))
    buffer.release(buffer.drain(1, 1e6))
    await one
    expect(order).toEqual(['both', 'one'])
  })

  test('for more than the buffer holds ends when it is empty', async () => {
    const buffer = new EventBuffer({ maxEvents: 2 })
    buffer.enqueue(eventOf('low'))
    const waited = buffer.waitForRoom(50, 1e9)
    buffer.release(buffer.drain(1, 1e6))
    await waited
  })

  test('is given up by its signal, and lets in who waits behind', async () => {
    const buffer = new EventBuffer({ maxEvents: 2 })
    buffer.enqueue(eventOf('low'))
    const controller = new AbortController()
    const first = buffer.waitForRoom(2, 10, controller.signal)
    const second = buffer.waitForRoom(1, 10)
    controller.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    await second
    await expect(buffer.waitForRoom(1, 1, controller.signal)).rejects.toThrow('enough')
  })
})

/** What the buffer does, in the plainest way: one list, searched from its start. */
class PlainBuffer {
  readonly maxEvents: number
  readonly maxBytes: number
  queued: { sequence: number; priority: EventPriority; isState: boolean; sizeBytes: number }[] = []
  out: typeof this.queued = []
  dropped = { high: 0, normal: 0, low: 0 }
  sequence = 0

  constructor(maxEvents: number, maxBytes: number) {
    this.maxEvents = maxEvents
    this.maxBytes = maxBytes
  }

  fits(entries: typeof this.queued): boolean {
    const all = [...entries, ...this.out]
    return all.length <= this.maxEvents && all.reduce((sum, entry) => sum + entry.sizeBytes, 0) <= this.maxBytes
  }

  enqueue(priority: EventPriority, sizeBytes: number, isState: boolean): void {
    const order = ['low', 'normal', 'high', 'state']
    const rankOf = (entry: { priority: EventPriority; isState: boolean }): number => order.indexOf(entry.isState ? 'state' : entry.priority)
    const incoming = { sequence: this.sequence + 1, priority, isState, sizeBytes }
    const kept = [...this.queued]
    const victims: typeof this.queued = []
    while (!this.fits([...kept, incoming])) {
      const droppable = kept.filter((entry) => !entry.isState && rankOf(entry) <= rankOf(incoming))
      if (droppable.length === 0) {
        this.dropped[priority]++
        return
      }
      const lowest = Math.min(...droppable.map(rankOf))
      const victim = droppable.find((entry) => rankOf(entry) === lowest)
      if (!victim) return
      kept.splice(kept.indexOf(victim), 1)
      victims.push(victim)
    }
    for (const victim of victims) this.dropped[victim.priority]++
    this.sequence++
    this.queued = [...kept, incoming]
  }

  drain(maxEvents: number, maxBytes: number): typeof this.queued {
    let count = 0
    let bytes = 0
    for (const entry of this.queued) {
      bytes += entry.sizeBytes + 1
      if (count === maxEvents || (count > 0 && bytes > maxBytes)) break
      count++
    }
    const batch = this.queued.splice(0, count)
    this.out.push(...batch)
    return batch
  }

  settle(batch: typeof this.queued, isBack: boolean): void {
    this.out = this.out.filter((entry) => !batch.includes(entry))
    if (isBack) this.queued = [...batch, ...this.queued].sort((a, b) => a.sequence - b.sequence)
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('enqueue' as const),
      priority: fc.constantFrom('high', 'normal', 'low'),
      filler: fc.nat(400),
      isState: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drain' as const), events: fc.nat(6), bytes: fc.integer({ min: 1, max: 2000 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'requeue' as const), which: fc.nat(5) }) },
)

test('does what the plainest buffer does, whatever comes in whatever order', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 200, max: 3000 }),
      fc.array(step, { maxLength: 80 }),
      (maxEvents, maxBytes, steps) => {
        const buffer = new EventBuffer({ maxEvents, maxBytes })
        const plain = new PlainBuffer(maxEvents, maxBytes)
        const batches: [BufferedEvent[], PlainBuffer['queued']][] = []
        for (const next of steps) {
          if (next.kind === 'enqueue') {
            const event = eventOf(next.priority, next.filler)
            buffer.enqueue(event, next.isState)
            plain.enqueue(next.priority, sizeOf(event), next.isState)
          } else if (next.kind === 'drain') {
            batches.push([buffer.drain(next.events, next.bytes), plain.drain(next.events, next.bytes)])
            const [batch, expected] = batches.at(-1) ?? [[], []]
            expect(sequencesOf(batch)).toEqual(expected.map((entry) => entry.sequence))
          } else if (batches.length > 0) {
            const [batch, expected] = batches.splice(next.which % batches.length, 1)[0] ?? [[], []]
            buffer[next.kind](batch)
            plain.settle(expected, next.kind === 'requeue')
          }
          expect(buffer.dropped).toEqual(plain.dropped)
          expect(buffer.queuedEvents).toBe(plain.queued.length)
          expect(buffer.oldest?.sequence).toBe(plain.queued[0]?.sequence)
          expect(buffer.lastSequence).toBe(plain.sequence)
          expect(buffer.keptEvents).toBeLessThanOrEqual(maxEvents)
          expect(buffer.keptBytes).toBeLessThanOrEqual(maxBytes)
        }
        for (const [batch] of batches) buffer.requeue(batch)
        const rest = buffer.drain(1000, 1e9)
        expect(sequencesOf(rest)).toEqual(sequencesOf(rest).sort((a, b) => a - b))
        buffer.release(rest)
        expect([buffer.keptEvents, buffer.keptBytes]).toEqual([0, 0])
      },
    ),
    { numRuns: 500 },
  )
})
