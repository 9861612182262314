import { type Kysely, sql, type Transaction } from 'kysely'
import { ReeveError } from '@reeve/protocol/errors'
import type { ReeveEvent } from '@reeve/protocol/events'
import type { Database } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import type { RequestOrigin, SignedRequest } from '../transport/request.ts'
import { type DetectionState, detectionKey, eventKey, type Plan, planBatch } from './plan.ts'
import type { ValidEvent } from './validate.ts'

/** A batch as it came, for its row and its events' receipts. */
export interface ReceivedBatch {
  readonly batchId: string
  readonly signed: SignedRequest
  readonly origin: RequestOrigin
}

export interface StoredBatch {
  readonly plan: Plan
  /** The sequence of each stored event, by `eventKey`. */
  readonly sequences: ReadonlyMap<string, number>
}

export interface IngestStore {
  /** Stores what is new in a batch, all or nothing. */
  storeBatch(batch: ReceivedBatch, events: readonly ValidEvent[]): Promise<StoredBatch>
}

type Connection = Kysely<Tables> | Transaction<Tables>

/** SQLSTATE of a value that breaks a unique key. */
const uniqueViolation = '23505'

export function createIngestStore({ db }: Database): IngestStore {
  return {
    storeBatch: (batch, events) =>
      db.transaction().execute(async (transaction) => {
        // The row is locked to its end: batches of one principal come one after the other.
        await transaction
          .updateTable('agents')
          .set({ last_seen_at: batch.origin.receivedAt })
          .where('id', '=', batch.signed.claim.principalId)
          .execute()
        const [known, present] = [await findKnown(transaction, events), await findPresent(transaction, events)]
        const plan = planBatch(events, known, present, batch.origin.receivedAt)
        const sequences = await insertEvents(transaction, batch, plan.toStore)
        await writeDetections(transaction, plan, batch.origin.receivedAt)
        await touchWorkspaces(transaction, batch, events)
        return { plan, sequences }
      }),
  }
}

async function findKnown(db: Connection, events: readonly ValidEvent[]): Promise<Set<string>> {
  const asked = JSON.stringify(events.map(({ event }) => ({ source: event.source, id: event.id })))
  const { rows } = await sql<{ source: string; id: string }>`
    select events.source, events.id from events
    join jsonb_to_recordset(${asked}::jsonb) as asked (source text, id text)
    on events.source = asked.source and events.id = asked.id`.execute(db)
  return new Set(rows.map((row) => eventKey(row.source, row.id)))
}

async function findPresent(db: Connection, events: readonly ValidEvent[]): Promise<Map<string, DetectionState>> {
  const subjects = events.flatMap(({ event }) => (event.subject === undefined ? [] : [{ source: event.source, subject: event.subject }]))
  if (subjects.length === 0) return new Map()
  const { rows } = await sql<DetectionState>`
    select stored.source, stored.subject, stored.kind, stored.state, stored.data_hash as "dataHash", stored.stored_at as "storedAt"
    from agent_mcp_detections as stored
    join (select distinct source, subject from jsonb_to_recordset(${JSON.stringify(subjects)}::jsonb) as asked (source text, subject text)) as asked
    on stored.source = asked.source and stored.subject = asked.subject`.execute(db)
  return new Map(rows.map((row) => [detectionKey(row.source, row.subject), row]))
}

async function insertEvents(db: Connection, batch: ReceivedBatch, events: readonly ValidEvent[]): Promise<Map<string, number>> {
  if (events.length === 0) return new Map()
  const sequence = await insertBatch(db, batch, events.length)
  const rows = events.map(
    ({ event, workspaceId, json }, position) =>
      `{"position":${position},"fields":${JSON.stringify([event.id, event.source, workspaceId, event.type, event.subject ?? null])},"record":${json}}`,
  )
  const inserted = await sql<{ sequence: number; source: string; id: string }>`
    insert into events (id, source, workspace_id, type, subject, batch, record)
    select fields->>0, fields->>1, fields->>2, fields->>3, fields->>4, ${sequence}::bigint, record
    from jsonb_to_recordset(${`[${rows.join(',')}]`}::jsonb) as given (position integer, fields jsonb, record jsonb)
    order by position
    returning sequence, source, id`.execute(db)
  return new Map(inserted.rows.map((row) => [eventKey(row.source, row.id), row.sequence]))
}

async function insertBatch(db: Connection, { batchId, signed, origin }: ReceivedBatch, accepted: number): Promise<number> {
  try {
    const row = await db
      .insertInto('batches')
      .values({
        batch_id: batchId,
        principal: signed.claim.principalId,
        received_at: origin.receivedAt,
        remote_address: origin.remoteAddress,
        method: signed.method,
        path: signed.path,
        signed_timestamp: signed.claim.timestamp,
        nonce: signed.claim.nonce,
        signature: Buffer.from(signed.claim.signature).toString('base64'),
        content_encoding: signed.contentEncoding ?? null,
        octets: signed.body,
        accepted,
      })
      .returning('sequence')
      .executeTakeFirstOrThrow()
    return row.sequence
  } catch (error) {
    if ((error as { code?: string }).code === uniqueViolation) throw new ReeveError('nonce-used')
    throw error
  }
}

async function writeDetections(db: Connection, plan: Plan, now: Date): Promise<void> {
  if (plan.seen.length > 0) {
    const seen = JSON.stringify(plan.seen.map(({ source, subject }) => ({ source, subject })))
    await sql`
      update agent_mcp_detections as stored set last_seen_at = ${now}
      from jsonb_to_recordset(${seen}::jsonb) as seen (source text, subject text)
      where stored.source = seen.source and stored.subject = seen.subject`.execute(db)
  }
  if (plan.writes.length === 0) return
  await sql`
    insert into agent_mcp_detections as stored
      (source, subject, workspace_id, kind, name, state, data, data_hash, first_seen_at, last_seen_at, changed_at, stored_at, event_id)
    select source, subject, "workspaceId", kind, name, state, data, "dataHash", ${now}, ${now}, ${now}, ${now}, "eventId"
    from jsonb_to_recordset(${JSON.stringify(plan.writes)}::jsonb) as given
      (source text, subject text, "workspaceId" text, kind text, name text, state text, data jsonb, "dataHash" text, "eventId" text)
    on conflict (source, subject) do update set
      kind = excluded.kind, name = excluded.name, state = excluded.state, data = excluded.data, data_hash = excluded.data_hash,
      last_seen_at = excluded.last_seen_at, stored_at = excluded.stored_at, event_id = excluded.event_id,
      changed_at = case when (stored.kind, stored.state, stored.data_hash) is distinct from (excluded.kind, excluded.state, excluded.data_hash)
        then excluded.changed_at else stored.changed_at end`.execute(db)
}

/** A workspace is known by its id until its supervisor tells its name. */
async function touchWorkspaces(db: Connection, { signed, origin }: ReceivedBatch, events: readonly ValidEvent[]): Promise<void> {
  const named = new Map<string, { source: string; workspaceId: string; name: string | null }>()
  for (const { event, workspaceId } of events) {
    const name = openedName(event) ?? named.get(event.source)?.name ?? null
    named.set(event.source, { source: event.source, workspaceId, name })
  }
  if (named.size === 0) return
  await sql`
    insert into workspaces as stored (source, workspace_id, principal, name, last_seen_at)
    select source, "workspaceId", ${signed.claim.principalId}, coalesce(name, "workspaceId"), ${origin.receivedAt}
    from jsonb_to_recordset(${JSON.stringify([...named.values()])}::jsonb) as given (source text, "workspaceId" text, name text)
    on conflict (source) do update set
      last_seen_at = excluded.last_seen_at,
      name = case when excluded.name = excluded.workspace_id then stored.name else excluded.name end`.execute(db)
}

const openedName = ({ type, data }: ReeveEvent): string | undefined =>
  type === 'reeve.workspace.opened' ? (data as { name: string }).name : undefined
