import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Batcher } from '../src/batcher.ts'
import { EventBuffer } from '../src/event-buffer.ts'
import { createEvent } from '../src/events.ts'

let buffer: EventBuffer
let due: number[]
let batcher: Batcher

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 0 })
  buffer = new EventBuffer()
  due = []
  batcher = new Batcher(buffer, () => due.push(performance.now()), { maxEvents: 3, maxAgeMs: 5000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const event = createEvent('reeve.module.started', 'reeve://p/w', { module: 'm', reason: null })
const enqueue = (): void => {
  buffer.enqueue(event)
  batcher.schedule()
}
const enqueueHastened = (delayMs: number): void => batcher.hasten(buffer.enqueue(event)?.sequence ?? 0, delayMs)
const answerAll = (): void => buffer.release(batcher.next())

describe('a batch is due', () => {
  test('when its oldest event is five seconds old', () => {
    enqueue()
    vi.advanceTimersByTime(3000)
    enqueue()
    vi.advanceTimersByTime(1999)
    expect(due).toEqual([])
    vi.advanceTimersByTime(1)
    expect(due).toEqual([5000])
  })

  test('at once when it is full', () => {
    for (let i = 0; i < 3; i++) enqueue()
    expect(batcher.isDue).toBe(true)
    vi.advanceTimersByTime(0)
    expect(due).toEqual([0])
  })

  test('when it was hastened, counted from the first who did', () => {
    enqueueHastened(20)
    vi.advanceTimersByTime(15)
    enqueueHastened(20)
    vi.advanceTimersByTime(5)
    expect(due).toEqual([20])
  })

  test('and once answered hastens nothing that comes later', () => {
    enqueueHastened(20)
    vi.advanceTimersByTime(20)
    answerAll()
    vi.advanceTimersByTime(80)
    enqueueHastened(20)
    vi.advanceTimersByTime(20)
    answerAll()
    enqueue()
    vi.advanceTimersByTime(5000)
    expect(due).toEqual([20, 120, 5120])
  })

  test('but not told while batches are being sent', () => {
    batcher.hold()
    enqueueHastened(0)
    vi.advanceTimersByTime(10_000)
    expect(due).toEqual([])
    batcher.resume()
    vi.advanceTimersByTime(0)
    expect(due).toEqual([10_000])
  })
})

test('a timer that rings after its events have gone waits for the next', () => {
  enqueue()
  answerAll()
  vi.advanceTimersByTime(4000)
  enqueue()
  vi.advanceTimersByTime(1000)
  expect(due).toEqual([])
  vi.advanceTimersByTime(4000)
  expect(due).toEqual([9000])
})
