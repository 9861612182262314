import { contentHash } from '@reeve/protocol/digest'
import { type ErrorCode, type ErrorDetails, ReeveError } from '@reeve/protocol/errors'
import { parseEvent, parseEventSource, type ReeveEvent } from '@reeve/protocol/events'
import { limits } from '@reeve/protocol/limits'

/** An event that may be stored, with its JSON text and the hash of its data. */
export interface ValidEvent {
  readonly event: ReeveEvent
  readonly workspaceId: string
  readonly json: string
  readonly dataHash: string
}

export interface InvalidEvent {
  readonly id: string | null
  readonly error: ReeveError
}

/** Levels of objects and arrays in one event. */
const maximalDepth = 32

/** What JSON can say and PostgreSQL's jsonb cannot: the character 0, and halves of a surrogate pair. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/

/** Checks one event of a batch by itself. An event that is wrong is told and does not keep the others out. */
export function validateEvent(value: unknown, principalId: string): ValidEvent | InvalidEvent {
  const refuse = (code: ErrorCode, details: ErrorDetails = {}): InvalidEvent => ({ id: idOf(value), error: new ReeveError(code, details) })
  if (!isWithinDepth(value, maximalDepth)) return refuse('event-invalid', { field: 'event', reason: 'it is nested too deeply' })
  const json = JSON.stringify(value)
  if (Buffer.byteLength(json) > limits.eventBytes) {
    return refuse('event-invalid', { field: 'event', reason: `it is larger than ${limits.eventBytes} octets` })
  }
  if (unstorable.test(json)) return refuse('event-invalid', { field: 'event', reason: 'a text holds a character that is not allowed' })
  const parsed = parseEvent(value)
  if ('problem' in parsed) return refuse(parsed.problem.code, detailsOf(parsed.problem))
  const source = parseEventSource(parsed.event.source)
  if (source?.principalId !== principalId) return refuse('event-source-foreign')
  const dataHash = hashOf(parsed.event.data)
  if (dataHash === undefined) return refuse('event-invalid', { field: 'data', reason: 'a number is out of range' })
  return { event: parsed.event, workspaceId: source.workspaceId, json, dataHash }
}

export const isValid = (checked: ValidEvent | InvalidEvent): checked is ValidEvent => 'event' in checked

const detailsOf = (problem: { code: string; field?: string; reason?: string; type?: string }): ErrorDetails =>
  problem.code === 'event-type-unknown'
    ? { type: problem.type ?? '' }
    : { field: (problem.field ?? 'event').slice(0, limits.nameCharacters), reason: problem.reason ?? 'invalid' }

function idOf(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  return typeof id === 'string' && id.length >= 1 && id.length <= 64 ? id : null
}

/** JSON such as `1e999` reads as a number that JSON has no word for. */
function hashOf(data: unknown): string | undefined {
  try {
    return contentHash(data)
  } catch {
    return undefined
  }
}

function isWithinDepth(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  return Object.values(value).every((part) => isWithinDepth(part, depth - 1))
}
