import * as z from 'zod'
import { agentEntrySchema, capabilityEntrySchema, findingSchema, protocolEntrySchema, serverEntrySchema } from './inventory.ts'
import { limits } from './limits.ts'

/**
 * The one record: a CloudEvents 1.0 JSON object whose `type` is out of `eventCatalogue` and whose `data` fits that type's schema.
 * It goes from where it arises through buffer, batch, table, gateway and panel without being re-shaped.
 */

export const inventoryKinds = ['workspace', 'mcp-server', 'capability', 'protocol', 'agent', 'finding'] as const
export type InventoryKind = (typeof inventoryKinds)[number]

/** What is dropped first when the buffer is full is `low`; nothing of `high` is dropped while anything else is there. */
export const eventPriorities = ['high', 'normal', 'low'] as const
export type EventPriority = (typeof eventPriorities)[number]

const short = z.string().max(limits.nameCharacters)
const count = z.int().min(0)

/** A server as it is reported: what could hold a secret (arguments, whole URLs, environment) stays on the machine. */
export const reportedServerSchema = serverEntrySchema.omit({ command: true, args: true, url: true }).extend({
  /** The program that starts it, without its folder, such as `npx`. */
  launcher: short.nullable(),
  /** The host of its URL, without path, query and credentials. */
  host: short.nullable(),
  /** SHA-256 of its definition with secrets masked; tells that a definition changed without telling what it says. */
  definitionHash: short,
})
export type ReportedServer = z.infer<typeof reportedServerSchema>

const removedSchema = z.object({ name: z.string().max(limits.messageCharacters) })

const moduleSchema = z.object({ module: short, reason: z.string().max(limits.messageCharacters).nullable() })

interface EventDefinition {
  readonly purpose: string
  readonly data: z.ZodType
  readonly priority: EventPriority
  /** Sent without waiting for the batch to fill or to age. */
  readonly atOnce: boolean
  /** Set where the event tells a change of the workspace's inventory. */
  readonly state?: { readonly kind: InventoryKind; readonly present: boolean }
}

const detected = (kind: InventoryKind, data: z.ZodType, purpose: string): EventDefinition => ({
  purpose,
  data,
  priority: 'high',
  atOnce: true,
  state: { kind, present: true },
})
const removed = (kind: InventoryKind, purpose: string): EventDefinition => ({
  purpose,
  data: removedSchema,
  priority: 'high',
  atOnce: true,
  state: { kind, present: false },
})

export const eventCatalogue = {
  'reeve.workspace.opened': detected(
    'workspace',
    z.object({ name: short, platform: short, supervisorVersion: short }),
    'A supervisor watches a workspace.',
  ),
  'reeve.workspace.closed': removed('workspace', 'No supervisor watches the workspace any more.'),
  'reeve.mcp-server.detected': detected(
    'mcp-server',
    reportedServerSchema,
    'An MCP server is declared at a place, or its declaration changed.',
  ),
  'reeve.mcp-server.removed': removed('mcp-server', 'An MCP server is no longer declared at a place.'),
  'reeve.capability.detected': detected(
    'capability',
    capabilityEntrySchema,
    'Code in the workspace has a capability, or its evidence changed.',
  ),
  'reeve.capability.removed': removed('capability', 'No code in the workspace has the capability any more.'),
  'reeve.protocol.detected': detected('protocol', protocolEntrySchema, 'The workspace speaks a protocol, or its evidence changed.'),
  'reeve.protocol.removed': removed('protocol', 'The workspace no longer speaks the protocol.'),
  'reeve.agent.detected': detected('agent', agentEntrySchema, 'The workspace holds an agent, or its place changed.'),
  'reeve.agent.removed': removed('agent', 'The workspace no longer holds the agent.'),
  'reeve.finding.raised': detected('finding', findingSchema, 'A rule found something that somebody should look at.'),
  'reeve.finding.resolved': removed('finding', 'What a rule had found is gone.'),
  'reeve.module.started': { purpose: 'A module of the supervisor runs.', data: moduleSchema, priority: 'low', atOnce: false },
  'reeve.module.stopped': { purpose: 'A module of the supervisor was stopped.', data: moduleSchema, priority: 'normal', atOnce: false },
  'reeve.module.failed': { purpose: 'A module of the supervisor failed.', data: moduleSchema, priority: 'high', atOnce: true },
  'reeve.events.dropped': {
    purpose: 'Events were lost because the buffer was full; says how many of each priority.',
    data: z.object({ high: count, normal: count, low: count, total: count }),
    priority: 'high',
    atOnce: false,
  },
} as const satisfies Record<`reeve.${string}.${string}`, EventDefinition>

export type EventType = keyof typeof eventCatalogue
export const eventTypes = Object.keys(eventCatalogue) as [EventType, ...EventType[]]
export type EventData<T extends EventType> = z.infer<(typeof eventCatalogue)[T]['data']>

export const eventDefinition = (type: EventType): EventDefinition => eventCatalogue[type]

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventCatalogue, type)

/** The types that tell a change of an inventory's item of this kind: the one for there, the one for gone. */
export const stateEventTypes: Readonly<Record<InventoryKind, { present: EventType; absent: EventType }>> = {
  workspace: { present: 'reeve.workspace.opened', absent: 'reeve.workspace.closed' },
  'mcp-server': { present: 'reeve.mcp-server.detected', absent: 'reeve.mcp-server.removed' },
  capability: { present: 'reeve.capability.detected', absent: 'reeve.capability.removed' },
  protocol: { present: 'reeve.protocol.detected', absent: 'reeve.protocol.removed' },
  agent: { present: 'reeve.agent.detected', absent: 'reeve.agent.removed' },
  finding: { present: 'reeve.finding.raised', absent: 'reeve.finding.resolved' },
}

/** `reeve://<principal id>/<workspace id>`. */
export const eventSource = (principalId: string, workspaceId: string): string => `reeve://${principalId}/${workspaceId}`

const sourcePattern = /^reeve:\/\/([A-Za-z0-9_-]{1,64})\/([A-Za-z0-9_-]{1,64})$/

/** The parts of a source; undefined when it is not one of ours. */
export function parseEventSource(source: string): { principalId: string; workspaceId: string } | undefined {
  const match = sourcePattern.exec(source)
  return match?.[1] && match[2] ? { principalId: match[1], workspaceId: match[2] } : undefined
}

/** The envelope alone; `data` is checked against its type's schema by `parseEvent`. */
export const eventEnvelopeSchema = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(64),
  source: z.string().regex(sourcePattern),
  type: z.string().max(128),
  time: z.iso.datetime({ offset: true }),
  /** What the event is about; for an inventory's item `<kind>/<key>`. */
  subject: z.string().min(1).max(limits.nameCharacters).optional(),
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.unknown()),
})

export interface ReeveEvent<T extends EventType = EventType> {
  specversion: '1.0'
  id: string
  source: string
  type: T
  time: string
  subject?: string | undefined
  datacontenttype: 'application/json'
  data: EventData<T>
}

export type EventProblem =
  | { readonly code: 'event-invalid'; readonly field: string; readonly reason: string }
  | { readonly code: 'event-type-unknown'; readonly type: string }

const problemOf = (error: z.ZodError, prefix: string): EventProblem => {
  const issue = error.issues[0]
  const field = [prefix, ...(issue?.path ?? [])].filter((part) => part !== '').join('.') || 'event'
  return { code: 'event-invalid', field, reason: issue?.message ?? 'invalid' }
}

/** Checks one event, envelope and data. The problem names the first field that is wrong, never its value. */
export function parseEvent(value: unknown): { event: ReeveEvent } | { problem: EventProblem } {
  const envelope = eventEnvelopeSchema.safeParse(value)
  if (!envelope.success) return { problem: problemOf(envelope.error, '') }
  const { type } = envelope.data
  if (!isEventType(type)) return { problem: { code: 'event-type-unknown', type } }
  const definition = eventDefinition(type)
  if (definition.state && envelope.data.subject === undefined) {
    return { problem: { code: 'event-invalid', field: 'subject', reason: 'an event about the inventory names its subject' } }
  }
  const data = definition.data.safeParse(envelope.data.data)
  if (!data.success) return { problem: problemOf(data.error, 'data') }
  return { event: envelope.data as ReeveEvent }
}
