import { sql, type Transaction } from 'kysely'
import { ReeveError } from '@reeve/protocol/errors'
import type { ReeveEvent } from '@reeve/protocol/events'
import type { Database } from '../database/open.ts'
import type { Tables } from '../database/schema.ts'
import type { RequestOrigin, SignedRequest } from '../transport/request.ts'
import { Grouping } from './grouping.ts'
import { type DetectionState, detectionKey, eventKey, type Plan, planBatch, type Verdict } from './plan.ts'
import type { ValidEvent } from './validate.ts'

/** A batch as it came, for its row and its events' receipts. */
export interface ReceivedBatch {
  readonly batchId: string
  readonly signed: SignedRequest
  readonly origin: RequestOrigin
  /** Those of its events that passed their own checks. */
  readonly events: readonly ValidEvent[]
}

export interface StoredBatch {
  /** In the order of the batch's events. */
  readonly verdicts: readonly Verdict[]
  /** What is new, with the sequence that it got. */
  readonly stored: readonly { readonly event: ReeveEvent; readonly sequence: number }[]
}

export interface IngestStore {
  /** Stores what is new in a batch, all or nothing. Batches that come at once share a transaction. */
  storeBatch(batch: ReceivedBatch): Promise<StoredBatch>
}

type Connection = Transaction<Tables>

/** SQLSTATE of a value that breaks a unique key. */
const uniqueViolation = '23505'

/** One transaction takes so much: most of what a small batch costs is what every statement costs. */
const groupBounds = { members: 16, weight: 1000 }

/** `oneUser`: all principals belong to one user, so that a workspace is reported by one of them at a time. */
export function createIngestStore({ db }: Database, { oneUser = false }: { readonly oneUser?: boolean } = {}): IngestStore {
  const grouping = new Grouping<ReceivedBatch, StoredBatch>(
    (batches) => db.transaction().execute((transaction) => storeBatches(transaction, batches, oneUser)),
    ({ events }) => events.length,
    groupBounds,
  )
  return { storeBatch: (batch) => grouping.add(batch) }
}

async function storeBatches(db: Connection, batches: readonly ReceivedBatch[], oneUser: boolean): Promise<StoredBatch[]> {
  const now = new Date()
  await lockAgents(db, batches, now)
  const events = batches.flatMap((batch) => batch.events)
  const plan = planBatch(events, await findKnown(db, events), await findPresent(db, events), now)
  const parts = partPlan(batches, plan)
  const sequences = await insertEvents(db, parts, await insertBatches(db, parts))
  await writeDetections(db, plan, now)
  if (oneUser) await takeOver(db, plan, now)
  await touchWorkspaces(db, batches, now)
  return parts.map(({ verdicts, toStore }) => ({
    verdicts,
    stored: toStore.map(({ event }) => ({ event, sequence: sequences.get(eventKey(event.source, event.id)) ?? 0 })),
  }))
}

/** What was decided of one batch. */
interface PlanPart {
  readonly batch: ReceivedBatch
  readonly verdicts: readonly Verdict[]
  readonly toStore: readonly ValidEvent[]
}

function partPlan(batches: readonly ReceivedBatch[], plan: Plan): PlanPart[] {
  let start = 0
  return batches.map((batch) => {
    const verdicts = plan.verdicts.slice(start, start + batch.events.length)
    start += batch.events.length
    return { batch, verdicts, toStore: batch.events.filter((_event, index) => verdicts[index] === 'accepted') }
  })
}

/** Locked to the end, in one order everywhere: batches of one principal come one after the other. */
async function lockAgents(db: Connection, batches: readonly ReceivedBatch[], now: Date): Promise<void> {
  const ids = JSON.stringify([...new Set(batches.map(({ signed }) => signed.claim.principalId))])
  await sql`
    with locked as (
      select id from agents where id in (select jsonb_array_elements_text(${ids}::jsonb)) order by id for update)
    update agents set last_seen_at = ${now} from locked where agents.id = locked.id`.execute(db)
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

/** `sequences`: those of the batches, by nonce. Gives those of the events, by `eventKey`. */
async function insertEvents(
  db: Connection,
  parts: readonly PlanPart[],
  sequences: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const rows = parts.flatMap(({ batch, toStore }) =>
    toStore.map(({ event, workspaceId, json }) => {
      const fields = [event.id, event.source, workspaceId, event.type, event.subject ?? null, sequences.get(nonceKey(batch)) ?? 0]
      return `"fields":${JSON.stringify(fields)},"record":${json}}`
    }),
  )
  if (rows.length === 0) return new Map()
  const given = `[${rows.map((row, position) => `{"position":${position},${row}`).join(',')}]`
  const inserted = await sql<{ sequence: number; source: string; id: string }>`
    insert into events (id, source, workspace_id, type, subject, batch, record)
    select fields->>0, fields->>1, fields->>2, fields->>3, fields->>4, (fields->>5)::bigint, record
    from jsonb_to_recordset(${given}::jsonb) as given (position integer, fields jsonb, record jsonb)
    order by position
    returning sequence, source, id`.execute(db)
  return new Map(inserted.rows.map((row) => [eventKey(row.source, row.id), row.sequence]))
}

const nonceKey = ({ signed }: ReceivedBatch): string => `${signed.claim.principalId} ${signed.claim.nonce}`

/** Keeps the octets of the batches that told something new. Gives their sequences, by `nonceKey`. */
async function insertBatches(db: Connection, parts: readonly PlanPart[]): Promise<Map<string, number>> {
  const rows = parts.filter(({ toStore }) => toStore.length > 0).map(({ batch, toStore }) => toBatchRow(batch, toStore.length))
  if (rows.length === 0) return new Map()
  try {
    const inserted = await db.insertInto('batches').values(rows).returning(['sequence', 'principal', 'nonce']).execute()
    return new Map(inserted.map(({ sequence, principal, nonce }) => [`${principal} ${nonce}`, sequence]))
  } catch (error) {
    if ((error as { code?: string }).code === uniqueViolation) throw new ReeveError('nonce-used')
    throw error
  }
}

const toBatchRow = ({ batchId, signed, origin }: ReceivedBatch, accepted: number) => ({
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

/**
 * The editor and the command line of one user report the same workspaces under principals of their own. What the one told
 * of a workspace is over when the other opens it, or everything would be there twice.
 */
async function takeOver(db: Connection, plan: Plan, now: Date): Promise<void> {
  const opened = plan.writes.filter(({ kind, state }) => kind === 'workspace' && state === 'present')
  if (opened.length === 0) return
  const given = JSON.stringify(opened.map(({ source, workspaceId }) => ({ source, workspaceId })))
  await sql`
    update agent_mcp_detections as stored set state = 'removed', changed_at = ${now}, stored_at = ${now}
    from jsonb_to_recordset(${given}::jsonb) as given (source text, "workspaceId" text)
    where stored.workspace_id = given."workspaceId" and stored.source <> given.source and stored.state = 'present'`.execute(db)
  await sql`
    delete from workspaces as stored using jsonb_to_recordset(${given}::jsonb) as given (source text, "workspaceId" text)
    where stored.workspace_id = given."workspaceId" and stored.source <> given.source`.execute(db)
}

/** A workspace is known by its id until its supervisor tells its name. */
async function touchWorkspaces(db: Connection, batches: readonly ReceivedBatch[], now: Date): Promise<void> {
  const named = new Map<string, { source: string; workspaceId: string; principal: string; name: string | null }>()
  for (const { events, signed } of batches) {
    for (const { event, workspaceId } of events) {
      const name = openedName(event) ?? named.get(event.source)?.name ?? null
      named.set(event.source, { source: event.source, workspaceId, principal: signed.claim.principalId, name })
    }
  }
  await sql`
    insert into workspaces as stored (source, workspace_id, principal, name, last_seen_at)
    select source, "workspaceId", principal, coalesce(name, "workspaceId"), ${now}
    from jsonb_to_recordset(${JSON.stringify([...named.values()])}::jsonb) as given (source text, "workspaceId" text, principal text, name text)
    on conflict (source) do update set
      last_seen_at = excluded.last_seen_at,
      name = case when excluded.name = excluded.workspace_id then stored.name else excluded.name end`.execute(db)
}

const openedName = ({ type, data }: ReeveEvent): string | undefined =>
  type === 'reeve.workspace.opened' ? (data as { name: string }).name : undefined
