import * as z from 'zod'
import { storedEventSchema, summarySchema } from './api.ts'
import { errorCodes } from './errors.ts'
import { limits } from './limits.ts'

/**
 * The WebSocket between supervisors, dashboards and the backend, at `gatewayPath`. Each frame is one JSON message.
 * A supervisor signs its upgrade request (the audience in the query); a dashboard sends `authenticate` first.
 * Events of a supervisor never travel here: they go as batches, one way for data.
 */

export const gatewayPath = '/api/v1/gateway'

const text = z.string().max(limits.nameCharacters)

/** What a client says. */
export const gatewayClientMessageSchema = z.discriminatedUnion('type', [
  /** A dashboard's first message. */
  z.object({ type: z.literal('authenticate'), sessionToken: z.string().max(128) }),
  /** Says that the client is alive, and how its reporter does. */
  z.object({
    type: z.literal('heartbeat'),
    at: z.iso.datetime({ offset: true }),
    state: z.enum(['healthy', 'degraded']),
    queuedEvents: z.int().min(0),
    droppedEvents: z.int().min(0),
  }),
  /** Asks for what is said on a channel from now on. */
  z.object({ type: z.literal('subscribe'), channels: z.array(z.enum(['events', 'summary'])).max(8) }),
])
export type GatewayClientMessage = z.infer<typeof gatewayClientMessageSchema>

/** What the backend says. */
export const gatewayServerMessageSchema = z.discriminatedUnion('type', [
  /** First, once the client is known. */
  z.object({ type: z.literal('welcome'), protocolVersion: z.int(), backendId: text, version: text, heartbeatMs: z.int() }),
  /** Answers a heartbeat. */
  z.object({ type: z.literal('heartbeat'), at: z.iso.datetime({ offset: true }) }),
  /** Asks a supervisor to resynchronise all its inventories, since the backend may have lost some. */
  z.object({ type: z.literal('synchronize') }),
  /** Events that were stored just now, on the channel `events`. */
  z.object({ type: z.literal('events'), rows: z.array(storedEventSchema) }),
  /** The counts after a change, on the channel `summary`, at most four a second. */
  z.object({ type: z.literal('summary'), summary: summarySchema }),
  /** Says why the connection ends. */
  z.object({ type: z.literal('error'), code: z.enum(errorCodes), message: z.string() }),
])
export type GatewayServerMessage = z.infer<typeof gatewayServerMessageSchema>

/** Why a connection was closed, as WebSocket close codes of the private range. */
export const gatewayCloseCodes = { stopping: 4001, unauthenticated: 4003, malformed: 4004, silent: 4005, replaced: 4006 } as const
