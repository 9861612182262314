import type { Batch, BatchResult, EventResult, StoredEvent } from '@reeve/protocol/api'
import type { RequestOrigin, SignedRequest } from '../transport/request.ts'
import type { IngestStore, StoredBatch } from './store.ts'
import type { Verdict } from './plan.ts'
import { type InvalidEvent, isValid, type ValidEvent, validateEvent } from './validate.ts'

const resultOf: Readonly<Record<Verdict, Pick<EventResult, 'status' | 'reason'>>> = {
  accepted: { status: 'accepted' },
  retry: { status: 'duplicate', reason: 'retry' },
  unchanged: { status: 'duplicate', reason: 'unchanged' },
}

/** Takes batches: each event is checked by itself, what is new is stored at once, and then told. */
export class IngestService {
  readonly #store: IngestStore
  readonly #publish: (events: readonly StoredEvent[]) => void

  /** `publish` gets what was stored, after it was committed. */
  constructor(store: IngestStore, publish: (events: readonly StoredEvent[]) => void) {
    this.#store = store
    this.#publish = publish
  }

  async take(batch: Batch, signed: SignedRequest, origin: RequestOrigin): Promise<BatchResult> {
    const checked = batch.events.map((value) => validateEvent(value, batch.principal))
    const valid = checked.filter(isValid)
    const stored = valid.length > 0 ? await this.#store.storeBatch({ batchId: batch.batchId, signed, origin, events: valid }) : undefined
    if (stored && stored.stored.length > 0) this.#publish(receiptsOf(stored, batch, origin))
    const results = toResults(checked, stored?.verdicts ?? [])
    const count = (status: EventResult['status']): number => results.filter((result) => result.status === status).length
    return { batchId: batch.batchId, accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), results }
  }
}

function toResults(checked: readonly (ValidEvent | InvalidEvent)[], verdicts: readonly Verdict[]): EventResult[] {
  let position = 0
  return checked.map((entry): EventResult => {
    if (!isValid(entry)) return { id: entry.id, status: 'rejected', error: { code: entry.error.code, message: entry.error.message } }
    return { id: entry.event.id, ...resultOf[verdicts[position++] ?? 'accepted'] }
  })
}

const receiptsOf = (stored: StoredBatch, batch: Batch, origin: RequestOrigin): StoredEvent[] =>
  stored.stored.map(({ event, sequence }) => ({
    event: event as StoredEvent['event'],
    receipt: {
      sequence,
      principal: batch.principal,
      batchId: batch.batchId,
      receivedAt: origin.receivedAt.toISOString(),
      remoteAddress: origin.remoteAddress,
    },
  }))
