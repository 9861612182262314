import { ReeveError } from '@reeve/protocol/errors'
import { type EventPriority, eventDefinition, isEventType, type ReeveEvent } from '@reeve/protocol/events'
import { limits } from '@reeve/protocol/limits'

/** An event as the buffer keeps it: serialised once, so that a batch is a join of strings. */
export interface BufferedEvent {
  /** Grows with every event that is taken. */
  readonly sequence: number
  readonly rank: EventPriority | 'state'
  readonly json: string
  /** Of `json` in UTF-8. */
  readonly sizeBytes: number
  /** When it was enqueued, by `performance.now()`, in milliseconds. */
  readonly enqueuedAt: number
}

export type DroppedCounts = Readonly<Record<EventPriority, number>>

export interface EventBufferOptions {
  readonly maxEvents?: number
  readonly maxBytes?: number
}

/** News has its type's priority; what tells what is true now, and must not be lost, is `state`. */
type Rank = EventPriority | 'state'

/** From what is dropped first to what is dropped last. */
const dropOrder = ['low', 'normal', 'high'] as const satisfies readonly Rank[]
const ranks = [...dropOrder, 'state'] as const satisfies readonly Rank[]

interface Waiter {
  readonly events: number
  readonly bytes: number
  readonly admit: () => void
}

/**
 * The events that wait to be sent, in memory alone: 1,000 of them or 10 MB. When it is full the oldest of the lowest priority
 * is dropped and counted. Events leave in the order in which they came, whatever their priority. What `drain` gave out counts
 * as kept until it is released or requeued, so that a batch that failed always fits again.
 */
export class EventBuffer {
  readonly maxEvents: number
  readonly maxBytes: number
  readonly #queues: Record<Rank, BufferedEvent[]> = { state: [], high: [], normal: [], low: [] }
  readonly #queuedBytes: Record<Rank, number> = { state: 0, high: 0, normal: 0, low: 0 }
  readonly #dropped: Record<EventPriority, number> = { high: 0, normal: 0, low: 0 }
  readonly #waiters: Waiter[] = []
  #lastSequence = 0
  #sentEvents = 0
  #sentBytes = 0

  constructor(options: EventBufferOptions = {}) {
    this.maxEvents = options.maxEvents ?? limits.bufferEvents
    this.maxBytes = options.maxBytes ?? limits.bufferBytes
  }

  /** Events that wait, without those that `drain` gave out. */
  get queuedEvents(): number {
    return ranks.reduce((sum, rank) => sum + this.#queues[rank].length, 0)
  }

  /** Octets of the events that wait, without those that `drain` gave out. */
  get queuedBytes(): number {
    return ranks.reduce((sum, rank) => sum + this.#queuedBytes[rank], 0)
  }

  /** Events that are kept, those that `drain` gave out included. */
  get keptEvents(): number {
    return this.queuedEvents + this.#sentEvents
  }

  /** Octets of the events that are kept, those that `drain` gave out included. */
  get keptBytes(): number {
    return this.queuedBytes + this.#sentBytes
  }

  get lastSequence(): number {
    return this.#lastSequence
  }

  /** The event that waits longest; undefined when none waits. */
  get oldest(): BufferedEvent | undefined {
    let oldest: BufferedEvent | undefined
    for (const rank of ranks) {
      const head = this.#queues[rank][0]
      if (head && (!oldest || head.sequence < oldest.sequence)) oldest = head
    }
    return oldest
  }

  /** What was dropped since `forgetDropped` was last told. */
  get dropped(): DroppedCounts {
    return { ...this.#dropped }
  }

  /**
   * Takes an event, dropping others if it must; undefined when the event itself is the one to drop. With `isState` it is not
   * dropped once it is taken: wait for room first. Throws `event-type-unknown`, or `event-invalid` when the event cannot be
   * written as JSON or is larger than the backend takes.
   */
  enqueue(event: ReeveEvent, isState = false): BufferedEvent | undefined {
    if (!isEventType(event.type)) throw new ReeveError('event-type-unknown', { type: String(event.type).slice(0, limits.nameCharacters) })
    const { priority } = eventDefinition(event.type)
    const rank: Rank = isState ? 'state' : priority
    const { json, sizeBytes } = serialise(event)
    if (!this.#makeRoom(rank, sizeBytes)) {
      this.#dropped[priority]++
      return undefined
    }
    const entry = { sequence: ++this.#lastSequence, rank, json, sizeBytes, enqueuedAt: performance.now() }
    this.#queues[rank].push(entry)
    this.#queuedBytes[rank] += sizeBytes
    return entry
  }

  /** Gives out the next events in the order in which they came: one at least, if there is one, and no more than either limit. */
  drain(maxEvents: number, maxBytes: number): BufferedEvent[] {
    const batch: BufferedEvent[] = []
    let bytes = 0
    for (let next = this.oldest; next && batch.length < maxEvents; next = this.oldest) {
      // The comma between two events is an octet, too.
      bytes += next.sizeBytes + 1
      if (batch.length > 0 && bytes > maxBytes) break
      this.#queues[next.rank].shift()
      this.#queuedBytes[next.rank] -= next.sizeBytes
      this.#sentEvents++
      this.#sentBytes += next.sizeBytes
      batch.push(next)
    }
    return batch
  }

  /** Lets go of events that `drain` gave out: they were answered. */
  release(batch: readonly BufferedEvent[]): void {
    for (const entry of batch) {
      this.#sentEvents--
      this.#sentBytes -= entry.sizeBytes
    }
    this.#admitWaiters()
  }

  /** Takes back events that `drain` gave out, to the places that they had. */
  requeue(batch: readonly BufferedEvent[]): void {
    for (const entry of batch) {
      this.#sentEvents--
      this.#sentBytes -= entry.sizeBytes
      this.#queuedBytes[entry.rank] += entry.sizeBytes
    }
    for (const rank of ranks) {
      const returned = batch.filter((entry) => entry.rank === rank)
      if (returned.length > 0) this.#queues[rank] = [...returned, ...this.#queues[rank]].sort((a, b) => a.sequence - b.sequence)
    }
  }

  /** Takes off what has been told of the drops. */
  forgetDropped(told: DroppedCounts): void {
    for (const priority of dropOrder) this.#dropped[priority] -= told[priority]
  }

  /**
   * Waits until so many events of so many octets together can be enqueued without dropping any: at once when they fit.
   * Whoever waits first is let in first. More than the buffer can ever hold waits until it is empty. Rejects with the signal's reason.
   */
  async waitForRoom(events: number, bytes: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const wanted = { events: Math.min(events, this.maxEvents), bytes: Math.min(bytes, this.maxBytes) }
    if (this.#waiters.length === 0 && this.#fits(wanted.events, wanted.bytes)) return
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        reject(signal?.reason)
        this.#admitWaiters()
      }
      const admit = (): void => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      const waiter = { ...wanted, admit }
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#waiters.push(waiter)
    })
  }

  #fits(events: number, bytes: number): boolean {
    return this.keptEvents + events <= this.maxEvents && this.keptBytes + bytes <= this.maxBytes
  }

  /** Drops events of no higher priority until one of this size fits; drops none when even that would not do. */
  #makeRoom(rank: Rank, sizeBytes: number): boolean {
    if (this.#fits(1, sizeBytes)) return true
    const droppable: readonly EventPriority[] = rank === 'state' ? dropOrder : dropOrder.slice(0, dropOrder.indexOf(rank) + 1)
    const events = droppable.reduce((sum, each) => sum + this.#queues[each].length, 0)
    const bytes = droppable.reduce((sum, each) => sum + this.#queuedBytes[each], 0)
    if (!this.#fits(1 - events, sizeBytes - bytes)) return false
    for (const each of droppable) {
      while (!this.#fits(1, sizeBytes)) {
        const oldest = this.#queues[each].shift()
        if (!oldest) break
        this.#queuedBytes[each] -= oldest.sizeBytes
        this.#dropped[each]++
      }
    }
    return true
  }

  /** Lets in who waits, as far as there is room for all of them together. */
  #admitWaiters(): void {
    let events = 0
    let bytes = 0
    for (let next = this.#waiters[0]; next; next = this.#waiters[0]) {
      events += next.events
      bytes += next.bytes
      if (!this.#fits(events, bytes)) return
      this.#waiters.shift()
      next.admit()
    }
  }
}

function serialise(event: ReeveEvent): { json: string; sizeBytes: number } {
  let json: string
  try {
    json = JSON.stringify(event)
  } catch {
    throw new ReeveError('event-invalid', { field: 'data', reason: 'it cannot be written as JSON' })
  }
  const sizeBytes = Buffer.byteLength(json, 'utf8')
  if (sizeBytes > limits.eventBytes) {
    throw new ReeveError('event-invalid', { field: 'data', reason: `the event is larger than ${limits.eventBytes} octets` })
  }
  return { json, sizeBytes }
}
