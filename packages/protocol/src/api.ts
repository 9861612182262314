import * as z from 'zod'
import { inventoryItemSchema } from './digest.ts'
import { errorCodes } from './errors.ts'
import { eventEnvelopeSchema, inventoryKinds } from './events.ts'
import { severities } from './rules.ts'
import { limits } from './limits.ts'

/**
 * What supervisors, agents and dashboards ask of the backend, over HTTPS. Each route is declared once, in `routes`.
 * `auth` says who may: `none`; `signed`, a principal's signature; `session`, a dashboard's session token;
 * `reader`, either of the two; `possession`, a signature by the key that the body brings.
 */

export const protocolVersion = 1

const id = z.string().min(1).max(64)
const isoTime = z.iso.datetime({ offset: true })
const base64Key = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)
const count = z.int().min(0)

export const healthSchema = z.object({
  status: z.enum(['healthy', 'degraded', 'stopping']),
  /** The audience that signed requests name. */
  backendId: id,
  version: z.string(),
  protocolVersion: z.int(),
  database: z.enum(['pglite', 'postgres']),
  uptimeMs: count,
})
export type Health = z.infer<typeof healthSchema>

export const registerAgentSchema = z.object({
  audience: id,
  /** `principalIdOf(publicKey)`. */
  principal: id,
  name: z.string().min(1).max(limits.nameCharacters),
  kind: z.enum(['supervisor', 'agent', 'guard']),
  /** 32 octets in base64. */
  publicKey: base64Key,
  /** What a backend that serves one user alone asks of a principal that is new to it: the token of its discovery file. */
  registrationToken: z.string().max(128).optional(),
})
export type RegisterAgent = z.infer<typeof registerAgentSchema>

export const agentSchema = z.object({
  id,
  name: z.string(),
  kind: z.enum(['supervisor', 'agent', 'guard']),
  createdAt: isoTime,
  lastSeenAt: isoTime,
  /** Whether its gateway connection is open now. */
  connected: z.boolean(),
})
export type Agent = z.infer<typeof agentSchema>

export const batchSchema = z.object({
  audience: id,
  principal: id,
  batchId: z.uuid(),
  sentAt: isoTime,
  /** Each is checked on its own: one that is wrong does not keep the others out. */
  events: z.array(z.unknown()).min(1).max(limits.batchEventsAccepted),
})
export type Batch = z.infer<typeof batchSchema>

export const eventResultSchema = z.object({
  /** Null when the event has no readable id. */
  id: id.nullable(),
  status: z.enum(['accepted', 'duplicate', 'rejected']),
  /** Of a duplicate: the same event id came before, or the detection says what is stored already. */
  reason: z.enum(['retry', 'unchanged']).optional(),
  error: z.object({ code: z.enum(errorCodes), message: z.string() }).optional(),
})
export type EventResult = z.infer<typeof eventResultSchema>

export const batchResultSchema = z.object({
  batchId: z.uuid(),
  accepted: count,
  duplicates: count,
  rejected: count,
  /** In the order of the batch's events. */
  results: z.array(eventResultSchema),
})
export type BatchResult = z.infer<typeof batchResultSchema>

/** Without `items` the digests alone are compared; with them the backend says what differs. */
export const syncRequestSchema = z.object({
  audience: id,
  principal: id,
  source: z.string().max(256),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  items: z.array(inventoryItemSchema).max(limits.inventoryItems).optional(),
})
export type SyncRequest = z.infer<typeof syncRequestSchema>

export const syncResultSchema = z.object({
  /** Whether the backend holds just this inventory. */
  equal: z.boolean(),
  /** Subjects that the backend lacks or holds in another state: send them. Empty unless items were given. */
  wanted: z.array(z.string()),
  /** Subjects that the backend holds and the inventory does not: send that they are gone. Empty unless items were given. */
  gone: z.array(z.object({ subject: z.string(), name: z.string() })),
})
export type SyncResult = z.infer<typeof syncResultSchema>

const cursor = z.string().max(64)
const pageQuery = { cursor: cursor.optional(), limit: z.coerce.number().int().min(1).max(limits.pageRows).default(100) }

/** Every signed request without a body names its audience here. */
const audienceQuery = { audience: id.optional() }

export const detectionQuerySchema = z.object({
  ...audienceQuery,
  ...pageQuery,
  kind: z.enum(inventoryKinds).optional(),
  source: z.string().max(256).optional(),
  workspace: id.optional(),
  severity: z.enum(severities).optional(),
  rule: z.string().max(64).optional(),
  state: z.enum(['present', 'removed', 'any']).default('present'),
  /** Text that the name contains, in any case. */
  search: z.string().max(limits.nameCharacters).optional(),
})
export type DetectionQuery = z.infer<typeof detectionQuerySchema>

export const detectionSchema = z.object({
  source: z.string(),
  workspace: z.object({ id, name: z.string() }),
  kind: z.enum(inventoryKinds),
  subject: z.string(),
  name: z.string(),
  state: z.enum(['present', 'removed']),
  /** The data of the event that told its present state. */
  data: z.record(z.string(), z.unknown()),
  firstSeenAt: isoTime,
  lastSeenAt: isoTime,
  changedAt: isoTime,
  eventId: id,
})
export type Detection = z.infer<typeof detectionSchema>

export const summarySchema = z.object({
  servers: count,
  capabilities: count,
  protocols: count,
  agents: count,
  findings: count,
  findingsBySeverity: z.object({ error: count, warning: count, info: count }),
  /** Servers with a finding of severity error, with another finding, with none. */
  serversByRisk: z.object({ atRisk: count, toLookAt: count, clean: count }),
  /** Distinct clients that declare a server. */
  clients: count,
  workspaces: z.array(z.object({ id, name: z.string(), source: z.string(), lastSeenAt: isoTime })),
  lastReportAt: isoTime.nullable(),
  eventsLastHour: count,
  eventsDropped: count,
})
export type Summary = z.infer<typeof summarySchema>

export const summaryQuerySchema = z.object({ ...audienceQuery, source: z.string().max(256).optional(), workspace: id.optional() })

/** An event as the backend keeps it: the record as it was sent, and beside it what the backend adds. */
export const storedEventSchema = z.object({
  event: eventEnvelopeSchema,
  receipt: z.object({
    /** Grows with every event stored. */
    sequence: count,
    principal: id,
    batchId: z.uuid(),
    receivedAt: isoTime,
    remoteAddress: z.string(),
  }),
})
export type StoredEvent = z.infer<typeof storedEventSchema>

export const eventQuerySchema = z.object({
  ...audienceQuery,
  ...pageQuery,
  type: z.string().max(128).optional(),
  source: z.string().max(256).optional(),
  workspace: id.optional(),
  subject: z.string().max(limits.nameCharacters).optional(),
})
export type EventQuery = z.infer<typeof eventQuerySchema>

/** Whether the signature of the batch that carried an event holds over the octets that the backend keeps. */
export const signatureCheckSchema = z.object({
  /** `unknown`: the octets or the key are not there any more, so that nothing can be said. */
  result: z.enum(['valid', 'invalid', 'unknown']),
  /** Why it is not valid; null when it is. */
  reason: z.string().max(limits.messageCharacters).nullable(),
  principal: z.string(),
  batchId: z.string(),
  /** When the sender signed; null when nothing can be said. */
  signedAt: isoTime.nullable(),
  /** The event's place in its batch, from 1, and how many it holds; null when nothing can be said. */
  position: z.int().min(1).nullable(),
  batchEvents: z.int().min(1).nullable(),
})
export type SignatureCheck = z.infer<typeof signatureCheckSchema>

export const signatureQuerySchema = z.object({ ...audienceQuery, source: z.string().min(1).max(256) })

export const auditRecordSchema = z.object({
  sequence: count,
  at: isoTime,
  principal: z.string().nullable(),
  action: z.string(),
  status: z.int(),
  errorCode: z.string().nullable(),
  remoteAddress: z.string(),
  requestId: z.string(),
  /** More requests that ended just so within the same second, beyond those recorded one by one. */
  repeated: count,
})
export type AuditRecord = z.infer<typeof auditRecordSchema>

export const auditQuerySchema = z.object({ ...audienceQuery, ...pageQuery, principal: id.optional() })

export const trustScoreSchema = z.object({
  principal: id,
  /** 0 to 1. */
  score: z.number().min(0).max(1),
  factors: z.array(z.object({ name: z.string(), value: z.number().min(0).max(1), weight: z.number().min(0).max(1), reason: z.string() })),
  at: isoTime,
})
export type TrustScore = z.infer<typeof trustScoreSchema>

export const dashboardLinkSchema = z.object({
  /** Plain HTTP on loopback, with a token behind `#` that works once within a minute. */
  url: z.string(),
  expiresAt: isoTime,
})
export type DashboardLink = z.infer<typeof dashboardLinkSchema>

export const dashboardSessionSchema = z.object({ sessionToken: z.string(), expiresAt: isoTime })

const page = <T extends z.ZodType>(row: T) =>
  z.object({ rows: z.array(row), /** Absent on the last page. */ nextCursor: cursor.optional() })

const audienceOnly = z.object(audienceQuery)

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: `/api/v1/${string}`
  readonly auth: 'none' | 'signed' | 'session' | 'reader' | 'possession'
  readonly purpose: string
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly response: z.ZodType
}

export const routes = {
  getHealth: {
    method: 'GET',
    path: '/api/v1/health',
    auth: 'none',
    purpose: 'Says who this backend is and whether it works.',
    response: healthSchema,
  },
  getReadiness: {
    method: 'GET',
    path: '/api/v1/health/ready',
    auth: 'none',
    purpose: 'Answers 200 once requests can be served, 503 while not.',
    response: healthSchema,
  },
  registerAgent: {
    method: 'POST',
    path: '/api/v1/agents',
    auth: 'possession',
    purpose: 'Registers a principal with its public key; the same key again changes nothing.',
    body: registerAgentSchema,
    response: agentSchema,
  },
  listAgents: {
    method: 'GET',
    path: '/api/v1/agents',
    auth: 'reader',
    purpose: 'Lists the registered principals.',
    query: audienceOnly,
    response: z.object({ rows: z.array(agentSchema) }),
  },
  getAgent: {
    method: 'GET',
    path: '/api/v1/agents/:id',
    auth: 'reader',
    purpose: 'Gives one principal.',
    query: audienceOnly,
    response: agentSchema,
  },
  postBatch: {
    method: 'POST',
    path: '/api/v1/detection/batch',
    auth: 'signed',
    purpose: 'Takes a batch of events and answers for each.',
    body: batchSchema,
    response: batchResultSchema,
  },
  syncInventory: {
    method: 'POST',
    path: '/api/v1/detection/sync',
    auth: 'signed',
    purpose: 'Compares an inventory with what is stored, and says what differs.',
    body: syncRequestSchema,
    response: syncResultSchema,
  },
  listDetections: {
    method: 'GET',
    path: '/api/v1/detections',
    auth: 'reader',
    purpose: 'Pages through what is there, or was.',
    query: detectionQuerySchema,
    response: page(detectionSchema),
  },
  getSummary: {
    method: 'GET',
    path: '/api/v1/detections/summary',
    auth: 'reader',
    purpose: 'Counts what is there now.',
    query: summaryQuerySchema,
    response: summarySchema,
  },
  listEvents: {
    method: 'GET',
    path: '/api/v1/events',
    auth: 'reader',
    purpose: 'Pages through what happened, the newest first.',
    query: eventQuerySchema,
    response: page(storedEventSchema),
  },
  checkEventSignature: {
    method: 'GET',
    path: '/api/v1/events/:id/signature',
    auth: 'reader',
    purpose: 'Checks that a stored event is what its sender signed.',
    query: signatureQuerySchema,
    response: signatureCheckSchema,
  },
  getTrustScore: {
    method: 'GET',
    path: '/api/v1/trust-score/agents/:id',
    auth: 'reader',
    purpose: 'Gives a principal’s present trust score with its factors.',
    query: audienceOnly,
    response: trustScoreSchema,
  },
  listAudit: {
    method: 'GET',
    path: '/api/v1/audit',
    auth: 'reader',
    purpose: 'Pages through the requests that were made, the newest first.',
    query: auditQuerySchema,
    response: page(auditRecordSchema),
  },
  createDashboardLink: {
    method: 'POST',
    path: '/api/v1/dashboard/links',
    auth: 'signed',
    purpose: 'Makes a link that opens the dashboard once.',
    body: z.object({ audience: id, principal: id }),
    response: dashboardLinkSchema,
  },
  createDashboardSession: {
    method: 'POST',
    path: '/api/v1/dashboard/sessions',
    auth: 'none',
    purpose: 'Exchanges the token of a link for a session.',
    body: z.object({ token: z.string().max(128) }),
    response: dashboardSessionSchema,
  },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes
export type RouteResponse<N extends RouteName> = z.infer<(typeof routes)[N]['response']>
