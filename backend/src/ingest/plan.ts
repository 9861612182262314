import { eventDefinition, type InventoryKind } from '@reeve/protocol/events'
import { limits } from '@reeve/protocol/limits'
import type { ValidEvent } from './validate.ts'

/** The stored state of one thing of an inventory. */
export interface DetectionState {
  readonly source: string
  readonly subject: string
  readonly kind: InventoryKind
  readonly state: 'present' | 'removed'
  readonly dataHash: string
  /** When an event about it was last stored. */
  readonly storedAt: Date
}

/** A state as it is to be written. */
export interface DetectionWrite extends DetectionState {
  readonly workspaceId: string
  readonly name: string
  readonly data: unknown
  readonly eventId: string
}

export type Verdict = 'accepted' | 'retry' | 'unchanged'

export interface Plan {
  /** In the order of the events. */
  readonly verdicts: readonly Verdict[]
  readonly toStore: readonly ValidEvent[]
  readonly writes: readonly DetectionWrite[]
  /** States that were said again and stay as they are. */
  readonly seen: readonly DetectionState[]
}

/** Identifies an event as CloudEvents does: by source and id. */
export const eventKey = (source: string, id: string): string => `${source} ${id}`
export const detectionKey = (source: string, subject: string): string => `${source} ${subject}`

/**
 * Decides what becomes of each event, in order. Three rules, not to be confused:
 * *retry*, an event id is stored once; *unchanged*, a detection that equals the present state within the hour adds
 * nothing; everything else is stored, and tells the state when it is about the inventory.
 * `known`: keys of events that are stored; `present`: the stored states by `detectionKey`.
 */
export function planBatch(
  events: readonly ValidEvent[],
  known: ReadonlySet<string>,
  present: ReadonlyMap<string, DetectionState>,
  now: Date,
): Plan {
  const ids = new Set(known)
  const states = new Map(present)
  const writes = new Map<string, DetectionWrite>()
  const seen = new Map<string, DetectionState>()
  const toStore: ValidEvent[] = []
  const verdicts = events.map((valid): Verdict => {
    const id = eventKey(valid.event.source, valid.event.id)
    if (ids.has(id)) return 'retry'
    const next = nextState(valid, now)
    if (next) {
      const key = detectionKey(next.source, next.subject)
      const before = states.get(key)
      if (before && isSame(before, next) && now.getTime() - before.storedAt.getTime() < limits.duplicateWindowMs) {
        seen.set(key, before)
        return 'unchanged'
      }
      states.set(key, next)
      writes.set(key, next)
    }
    ids.add(id)
    toStore.push(valid)
    return 'accepted'
  })
  return { verdicts, toStore, writes: [...writes.values()], seen: [...seen].filter(([key]) => !writes.has(key)).map(([, state]) => state) }
}

const isSame = (a: DetectionState, b: DetectionState): boolean => a.kind === b.kind && a.state === b.state && a.dataHash === b.dataHash

/** The state that an event tells; undefined when it is not about the inventory. */
function nextState(valid: ValidEvent, now: Date): DetectionWrite | undefined {
  const { event } = valid
  const definition = eventDefinition(event.type).state
  if (!definition || event.subject === undefined) return undefined
  return {
    source: event.source,
    subject: event.subject,
    workspaceId: valid.workspaceId,
    kind: definition.kind,
    state: definition.present ? 'present' : 'removed',
    name: nameOf(event.data),
    data: event.data,
    dataHash: valid.dataHash,
    storedAt: now,
    eventId: event.id,
  }
}

/** What a person calls it: its name, or a finding's message. */
function nameOf(data: unknown): string {
  const { name, message } = data as { name?: string; message?: string }
  return name ?? message ?? ''
}
