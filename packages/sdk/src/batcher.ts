import { limits } from '@reeve/protocol/limits'
import type { BufferedEvent, EventBuffer } from './event-buffer.ts'

export interface BatcherOptions {
  readonly maxEvents?: number
  readonly maxBytes?: number
  /** How long an event may wait for others, in milliseconds. */
  readonly maxAgeMs?: number
}

/**
 * Decides when a batch is due: when it is full by count or by octets, when its oldest event is too old, or when events in it
 * were hastened. Its timer does not keep the process alive.
 */
export class Batcher {
  readonly #buffer: EventBuffer
  readonly #onDue: () => void
  readonly #maxEvents: number
  readonly #maxBytes: number
  readonly #maxAgeMs: number
  #isHeld = false
  #timer: NodeJS.Timeout | undefined
  #timerAt = Number.POSITIVE_INFINITY
  /** Events up to this one are to leave at `#hastenedAt`, by `performance.now()`. */
  #hastenedTo = 0
  #hastenedAt = Number.POSITIVE_INFINITY

  constructor(buffer: EventBuffer, onDue: () => void, options: BatcherOptions = {}) {
    this.#buffer = buffer
    this.#onDue = onDue
    this.#maxEvents = options.maxEvents ?? limits.batchEvents
    this.#maxBytes = options.maxBytes ?? limits.batchBytes
    this.#maxAgeMs = options.maxAgeMs ?? limits.batchAgeMs
  }

  /** Takes the next batch out of the buffer. */
  next(): BufferedEvent[] {
    return this.#buffer.drain(this.#maxEvents, this.#maxBytes)
  }

  /** Lets all events up to this one leave within `delayMs`. */
  hasten(sequence: number, delayMs: number): void {
    this.#forgetPastHaste()
    this.#hastenedTo = Math.max(this.#hastenedTo, sequence)
    this.#hastenedAt = Math.min(this.#hastenedAt, performance.now() + delayMs)
    this.schedule()
  }

  get isDue(): boolean {
    return this.#dueAt() <= performance.now()
  }

  /** Keeps the timer still while batches are being sent, one after the other. */
  hold(): void {
    this.stop()
    this.#isHeld = true
  }

  resume(): void {
    this.#isHeld = false
    this.schedule()
  }

  /** Sets the timer to when the next batch is due. To be called whenever the buffer has changed. */
  schedule(): void {
    if (this.#isHeld) return
    const dueAt = this.#dueAt()
    if (dueAt >= this.#timerAt) return
    this.stop()
    if (dueAt === Number.POSITIVE_INFINITY) return
    this.#timerAt = dueAt
    this.#timer = setTimeout(() => this.#ring(), Math.max(0, Math.ceil(dueAt - performance.now()))).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#timerAt = Number.POSITIVE_INFINITY
  }

  #ring(): void {
    this.stop()
    if (this.isDue) this.#onDue()
    else this.schedule()
  }

  /** By `performance.now()`; infinite when nothing waits. */
  #dueAt(): number {
    const { oldest } = this.#buffer
    if (!oldest) return Number.POSITIVE_INFINITY
    if (this.#buffer.queuedEvents >= this.#maxEvents || this.#buffer.queuedBytes >= this.#maxBytes) return 0
    this.#forgetPastHaste()
    return Math.min(oldest.enqueuedAt + this.#maxAgeMs, this.#hastenedAt)
  }

  #forgetPastHaste(): void {
    const first = this.#buffer.oldest?.sequence ?? Number.POSITIVE_INFINITY
    if (first > this.#hastenedTo) this.#hastenedAt = Number.POSITIVE_INFINITY
  }
}
