import type { Detection, StoredEvent } from '@reeve/protocol/api'
import type { EventType, InventoryKind } from '@reeve/protocol/events'

/** What an event says of the inventory. */
interface StateChange {
  readonly kind: InventoryKind
  readonly present: boolean
}

const stateChanges: Partial<Record<EventType, StateChange>> = {
  'reeve.mcp-server.detected': { kind: 'mcp-server', present: true },
  'reeve.mcp-server.removed': { kind: 'mcp-server', present: false },
  'reeve.capability.detected': { kind: 'capability', present: true },
  'reeve.capability.removed': { kind: 'capability', present: false },
  'reeve.protocol.detected': { kind: 'protocol', present: true },
  'reeve.protocol.removed': { kind: 'protocol', present: false },
  'reeve.agent.detected': { kind: 'agent', present: true },
  'reeve.agent.removed': { kind: 'agent', present: false },
  'reeve.finding.raised': { kind: 'finding', present: true },
  'reeve.finding.resolved': { kind: 'finding', present: false },
}

/** The change of the inventory that an event of this type tells; undefined when it tells none. */
export const stateChangeOf = (type: string): StateChange | undefined =>
  Object.hasOwn(stateChanges, type) ? stateChanges[type as EventType] : undefined

/** What is there now, by `detectionKey`. */
export type Detections = ReadonlyMap<string, Detection>

export const detectionKey = (source: string, subject: string): string => `${source} ${subject}`

/** The workspace's id out of `reeve://<principal>/<workspace>`; empty when the source is none of ours. */
export const workspaceOf = (source: string): string => source.split('/')[3] ?? ''

function detectionFrom({ event, receipt }: StoredEvent, kind: InventoryKind, subject: string, before: Detection | undefined): Detection {
  const workspace = before?.workspace ?? { id: workspaceOf(event.source), name: workspaceOf(event.source) }
  const name = typeof event.data.name === 'string' ? event.data.name : subject
  return {
    source: event.source,
    workspace,
    kind,
    subject,
    name,
    state: 'present',
    data: event.data,
    firstSeenAt: before?.firstSeenAt ?? event.time,
    lastSeenAt: receipt.receivedAt,
    changedAt: event.time,
    eventId: event.id,
  }
}

/** The inventory after these events, told in the order in which they were stored. Gives the same map back when nothing changed. */
export function applyEvents(detections: Detections, events: readonly StoredEvent[]): Detections {
  let next: Map<string, Detection> | undefined
  for (const stored of events) {
    const { source, type, subject } = stored.event
    const change = stateChangeOf(type)
    if (change === undefined || subject === undefined) continue
    next ??= new Map(detections)
    const key = detectionKey(source, subject)
    if (change.present) next.set(key, detectionFrom(stored, change.kind, subject, next.get(key)))
    else next.delete(key)
  }
  return next ?? detections
}

/** The detections of one kind, in the order in which they came. */
export const ofKind = (detections: Detections, kind: InventoryKind): Detection[] =>
  [...detections.values()].filter((detection) => detection.kind === kind)
