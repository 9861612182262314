import { randomUUID } from 'node:crypto'
import type { EventData, EventType, ReeveEvent } from '@reeve/protocol/events'

export interface EventOptions {
  /** What the event is about; of an inventory's item `<kind>/<key>`. Events that tell a change of the inventory need one. */
  readonly subject?: string
  /** When it happened; now, unless given. */
  readonly time?: Date
  /** A random UUID, unless given. An id is stored once, however often it is sent. */
  readonly id?: string
}

/**
 * Makes an event of the catalogue. The types hold `data` to its type's schema; nothing is checked while running, the backend
 * checks every event it gets.
 */
export function createEvent<T extends EventType>(type: T, source: string, data: EventData<T>, options: EventOptions = {}): ReeveEvent<T> {
  return {
    specversion: '1.0',
    id: options.id ?? randomUUID(),
    source,
    type,
    time: (options.time ?? new Date()).toISOString(),
    ...(options.subject === undefined ? {} : { subject: options.subject }),
    datacontenttype: 'application/json',
    data,
  }
}
