import type { DetectionQuery, EventQuery, Summary, SyncRequest, SyncResult } from '@reeve/protocol/api'
import { inventoryDigest } from '@reeve/protocol/digest'
import { ReeveError } from '@reeve/protocol/errors'
import { parseEventSource } from '@reeve/protocol/events'
import type { Database } from '../database/open.ts'
import { createDetectionStore, type DetectionStore } from './store.ts'
import { readSummary, type SummaryFilter } from './summary.ts'

/** What is there, what was, and what happened. */
export class DetectionService {
  readonly #database: Database
  readonly #store: DetectionStore

  constructor(database: Database) {
    this.#database = database
    this.#store = createDetectionStore(database)
  }

  listDetections(query: DetectionQuery) {
    return this.#store.listDetections(query)
  }

  listEvents(query: EventQuery) {
    return this.#store.listEvents(query)
  }

  summarize(filter: SummaryFilter = {}, now: Date = new Date()): Promise<Summary> {
    return readSummary(this.#database, filter, now)
  }

  /** Compares the inventory of a source with what is stored. Throws `event-source-foreign` for the source of another principal. */
  async synchronize({ source, digest, items, principal }: SyncRequest): Promise<SyncResult> {
    if (parseEventSource(source)?.principalId !== principal) throw new ReeveError('event-source-foreign')
    const stored = await this.#store.listItems(source)
    const equal = inventoryDigest(stored) === digest
    if (equal || items === undefined) return { equal, wanted: [], gone: [] }
    const hashes = new Map(stored.map((item) => [item.subject, item.hash]))
    const given = new Set(items.map((item) => item.subject))
    return {
      equal,
      wanted: items.filter((item) => hashes.get(item.subject) !== item.hash).map((item) => item.subject),
      gone: stored.filter((item) => !given.has(item.subject)).map(({ subject, name }) => ({ subject, name })),
    }
  }
}
