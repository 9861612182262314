import type { BatchResult } from '@reeve/protocol/api'
import { type ErrorCode, ReeveError } from '@reeve/protocol/errors'
import { eventDefinition, type ReeveEvent } from '@reeve/protocol/events'
import { limits } from '@reeve/protocol/limits'
import { signatureHeaders } from '@reeve/protocol/signing'
import type { BackendClient } from './backend-client.ts'
import { Batcher, type BatcherOptions } from './batcher.ts'
import { deliverBatch, type Registration } from './batch-delivery.ts'
import { type BufferedEvent, type DroppedCounts, EventBuffer } from './event-buffer.ts'
import { createEvent } from './events.ts'
import { retryAfterMs } from './request-failure.ts'
import { untilAborted } from './until-aborted.ts'

export type ReporterState = 'healthy' | 'degraded'

/** Counted since the reporter was made. `events` have come to their end: each is accepted, a duplicate or rejected. */
export interface ReporterTotals {
  readonly batches: number
  readonly events: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  /** Lost because the buffer was full. */
  readonly dropped: number
}

export interface FlushResult {
  /** Whether everything that was enqueued before was answered. */
  readonly complete: boolean
  /** Events that still wait. */
  readonly remaining: number
  readonly totals: ReporterTotals
}

export interface ReporterOptions {
  /** Its principal signs, and is named in every batch. */
  readonly client: BackendClient
  /** What the principal is registered as when the backend does not know it. */
  readonly registration: Registration
  /** The source of the events that tell of the reporter itself. Must not throw, as no callback must. */
  readonly source: () => string
  readonly buffer?: EventBuffer
  readonly batching?: BatcherOptions
  /** Pauses before the first, second, … try after a failure, in milliseconds; the last one repeats. */
  readonly backoffMs?: readonly number[]
  /** Called with every answer to a batch. */
  readonly onBatch?: (result: BatchResult) => void
  readonly onState?: (state: ReporterState) => void
  /** What went wrong: a try that failed and will be made again, an event or a batch that was given up. */
  readonly onProblem?: (error: ReeveError) => void
}

/** A7. */
const defaultBackoffMs = [1000, 2000, 4000, 8000] as const

/** How long an event that is to be sent at once waits for those that arise with it. */
const coalesceMs = 20

/** A13. */
const degradedAfterFailures = 3

/** Signed with another time or another nonce, the same batch may well pass. */
const passingRefusals: ReadonlySet<ErrorCode> = new Set(['clock-skewed', 'nonce-used'])

const isPassing = (error: ReeveError): boolean => error.status >= 500 || error.status === 429 || passingRefusals.has(error.code)

interface Flush {
  readonly upTo: number
  readonly settle: () => void
}

/**
 * Sends events to the backend in signed batches, one at a time and in order. What cannot be sent yet waits in the buffer;
 * nothing is kept on disk.
 */
export class Reporter {
  readonly buffer: EventBuffer
  readonly #options: ReporterOptions
  readonly #batcher: Batcher
  /** From the first call of `close`: nothing more is taken. */
  readonly #closing = new AbortController()
  /** From the end of the last flush: what is under way is given up. */
  readonly #stopped = new AbortController()
  readonly #flushes = new Set<Flush>()
  readonly #counts = { batches: 0, events: 0, accepted: 0, duplicates: 0, rejected: 0 }
  #toldDrops = 0
  #inFlight: readonly BufferedEvent[] = []
  #sending: Promise<void> | undefined
  #failures = 0
  #state: ReporterState = 'healthy'
  #endPause: (() => void) | undefined
  #closed: Promise<FlushResult> | undefined

  /** Throws `signature-missing` when the client has no principal. */
  constructor(options: ReporterOptions) {
    if (!options.client.principal) throw new ReeveError('signature-missing', { header: signatureHeaders.principal })
    this.#options = options
    this.buffer = options.buffer ?? new EventBuffer()
    this.#batcher = new Batcher(this.buffer, () => this.#startSending(), options.batching)
  }

  get state(): ReporterState {
    return this.#state
  }

  get totals(): ReporterTotals {
    return { ...this.#counts, dropped: this.#toldDrops + sumOf(this.buffer.dropped) }
  }

  /**
   * Takes an event to be sent, without waiting and without throwing. False when it was not taken: the buffer is full of what
   * matters more, the event is too large, or the reporter was closed.
   */
  enqueue(event: ReeveEvent): boolean {
    return !this.#closing.signal.aborted && this.#take(event, false)
  }

  /**
   * Takes events that tell what is true now, none of which is dropped to make room for others: waits while half of the buffer
   * is full, so that the other half is left to news. Rejects with the signal's reason, or with an AbortError when the reporter
   * is closed meanwhile.
   */
  async enqueueState(events: Iterable<ReeveEvent>, signal?: AbortSignal): Promise<void> {
    const { maxEvents, maxBytes } = this.buffer
    const end = signal ? AbortSignal.any([this.#closing.signal, signal]) : this.#closing.signal
    for (const event of events) {
      await this.buffer.waitForRoom(1 + Math.floor(maxEvents / 2), limits.eventBytes + Math.floor(maxBytes / 2), end)
      end.throwIfAborted()
      this.#take(event, true)
    }
  }

  /** Sends everything that was enqueued before, without waiting for batches to fill. At the timeout, in milliseconds, it says what remains. */
  async flush({ timeoutMs = limits.flushTimeoutMs }: { timeoutMs?: number } = {}): Promise<FlushResult> {
    const upTo = this.buffer.lastSequence
    if (this.#isPending(upTo)) {
      this.#batcher.hasten(upTo, 0)
      this.#endPause?.()
      await new Promise<void>((resolve) => {
        const settle = (): void => {
          clearTimeout(timer)
          this.#flushes.delete(flush)
          resolve()
        }
        // Unlike the other timers this one keeps the process alive: a flush is for the end of one.
        const timer = setTimeout(settle, timeoutMs)
        const flush = { upTo, settle }
        this.#flushes.add(flush)
      })
    }
    return { complete: !this.#isPending(upTo), remaining: this.buffer.keptEvents, totals: this.totals }
  }

  /** Flushes, then stops for good; what remains at the timeout, in milliseconds, is lost. The client stays open. */
  close(options: { timeoutMs?: number } = {}): Promise<FlushResult> {
    this.#closed ??= this.#close(options.timeoutMs ?? limits.flushTimeoutMs)
    return this.#closed
  }

  async #close(timeoutMs: number): Promise<FlushResult> {
    this.#closing.abort()
    const deadline = performance.now() + timeoutMs
    const { complete } = await this.flush({ timeoutMs })
    // What was dropped is told behind what was sent, and is worth a batch of its own.
    if (complete) await this.flush({ timeoutMs: Math.max(0, deadline - performance.now()) })
    this.#stopped.abort()
    this.#endPause?.()
    await this.#sending
    this.#batcher.stop()
    for (const flush of this.#flushes) flush.settle()
    const remaining = this.buffer.keptEvents
    return { complete: remaining === 0, remaining, totals: this.totals }
  }

  #take(event: ReeveEvent, isState: boolean): boolean {
    try {
      const entry = this.buffer.enqueue(event, isState)
      if (entry && eventDefinition(event.type).atOnce) this.#batcher.hasten(entry.sequence, coalesceMs)
      else this.#batcher.schedule()
      return entry !== undefined
    } catch (error) {
      this.#countRejected(1)
      this.#tellProblem(asReeveError(error))
      return false
    }
  }

  #startSending(): void {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
      if (!this.#stopped.signal.aborted) this.#batcher.resume()
    })
  }

  async #send(): Promise<void> {
    this.#batcher.hold()
    while (!this.#stopped.signal.aborted && this.#batcher.isDue) {
      const pauseMs = await this.#sendNext()
      for (const flush of this.#flushes) if (!this.#isPending(flush.upTo)) flush.settle()
      if (pauseMs > 0) await this.#pause(pauseMs)
    }
  }

  /** Sends one batch and says how long to pause before the next, in milliseconds. */
  async #sendNext(): Promise<number> {
    const batch = this.#batcher.next()
    this.#inFlight = batch
    const outcome = await this.#deliver(batch).catch(asReeveError)
    this.#inFlight = []
    if (outcome instanceof ReeveError) return this.#countFailure(outcome, batch)
    this.#countAnswer(outcome, batch)
    return 0
  }

  async #deliver(batch: readonly BufferedEvent[]): Promise<BatchResult> {
    const { client, registration } = this.#options
    const events = batch.map((entry) => entry.json)
    return await untilAborted(deliverBatch(client, registration, events, this.#stopped.signal), this.#stopped.signal)
  }

  #countAnswer(result: BatchResult, batch: readonly BufferedEvent[]): void {
    this.buffer.release(batch)
    this.#counts.batches++
    this.#counts.events += batch.length
    this.#counts.accepted += result.accepted
    this.#counts.duplicates += result.duplicates
    this.#counts.rejected += result.rejected
    this.#failures = 0
    this.#setState('healthy')
    const { onBatch } = this.#options
    if (onBatch) queueMicrotask(() => onBatch(result))
    this.#tellDrops()
  }

  /** Takes the batch back when it may yet pass, and gives it up when it never will. */
  #countFailure(error: ReeveError, batch: readonly BufferedEvent[]): number {
    const willRetry = isPassing(error)
    if (willRetry) {
      this.buffer.requeue(batch)
    } else {
      this.buffer.release(batch)
      this.#counts.batches++
      this.#countRejected(batch.length)
    }
    if (this.#stopped.signal.aborted) return 0
    this.#failures++
    if (this.#failures >= degradedAfterFailures) this.#setState('degraded')
    this.#tellProblem(error)
    return willRetry ? Math.max(this.#backoff(), retryAfterMs(error)) : 0
  }

  #countRejected(events: number): void {
    this.#counts.events += events
    this.#counts.rejected += events
  }

  /** A quarter more or less, so that many reporters do not come back together. */
  #backoff(): number {
    const steps = this.#options.backoffMs ?? defaultBackoffMs
    const step = steps[Math.min(this.#failures, steps.length) - 1] ?? 0
    return step * (0.75 + Math.random() / 2)
  }

  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#endPause = undefined
        resolve()
      }
      const timer = setTimeout(end, durationMs).unref()
      this.#endPause = end
    })
  }

  #tellDrops(): void {
    const counts = this.buffer.dropped
    const total = sumOf(counts)
    if (total === 0) return
    if (!this.#take(createEvent('reeve.events.dropped', this.#options.source(), { ...counts, total }), false)) return
    this.buffer.forgetDropped(counts)
    this.#toldDrops += total
  }

  #tellProblem(error: ReeveError): void {
    const { onProblem } = this.#options
    if (onProblem) queueMicrotask(() => onProblem(error))
  }

  #setState(state: ReporterState): void {
    if (state === this.#state) return
    this.#state = state
    const { onState } = this.#options
    if (onState) queueMicrotask(() => onState(state))
  }

  #isPending(upTo: number): boolean {
    const first = this.#inFlight[0] ?? this.buffer.oldest
    return first !== undefined && first.sequence <= upTo
  }
}

const sumOf = (counts: DroppedCounts): number => counts.high + counts.normal + counts.low

const asReeveError = (error: unknown): ReeveError =>
  error instanceof ReeveError ? error : new ReeveError('backend-unreachable', { url: 'its address', reason: 'the request was given up' })
