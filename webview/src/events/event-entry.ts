import type { StoredEvent } from '@reeve/protocol/api'
import { type Severity, severities } from '@reeve/protocol/rules'
import { textField } from '../records/fields.ts'
import { type EventRow, eventRow } from '../records/event-rows.ts'

/** An event as the Events page holds it: the record, its row, and what filters look at. */
export interface EventEntry {
  readonly stored: StoredEvent
  readonly row: EventRow
  readonly severity: Severity | null
  /** When it happened, in milliseconds; NaN when its time cannot be read. */
  readonly atMs: number
  /** All that free text is looked for in, in small letters. */
  readonly text: string
}

/** Characters of one event that free text is looked for in. */
const searchedCharacters = 2_000

const isSeverity = (value: string | null): value is Severity => (severities as readonly (string | null)[]).includes(value)

/** Makes the entry of an event. */
export function eventEntry(stored: StoredEvent): EventEntry {
  const { event } = stored
  const row = eventRow(stored)
  const severity = textField(event.data, 'severity')
  const words = Object.values(event.data).filter((value) => typeof value === 'string')
  return {
    stored,
    row,
    severity: isSeverity(severity) ? severity : null,
    atMs: Date.parse(event.time),
    text: [row.name, row.text, row.type, event.subject ?? '', ...words].join('\n').slice(0, searchedCharacters).toLowerCase(),
  }
}

/** Entries by the order in which the backend stored them, the newest first. */
export const newestFirst = (a: EventEntry, b: EventEntry): number => b.row.sequence - a.row.sequence
