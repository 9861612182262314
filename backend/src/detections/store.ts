import { sql } from 'kysely'
import type { Detection, DetectionQuery, EventQuery, StoredEvent } from '@reeve/protocol/api'
import type { InventoryItem } from '@reeve/protocol/digest'
import type { Database } from '../database/open.ts'
import { containing, type Page, readCursor, toPage } from '../database/paging.ts'

export interface DetectionStore {
  /** Pages through states in the order in which they were first seen. */
  listDetections(query: DetectionQuery): Promise<Page<Detection>>
  /** Pages through events, the newest first. */
  listEvents(query: EventQuery): Promise<Page<StoredEvent>>
  /** What a source holds now, as a resynchronisation compares it. */
  listItems(source: string): Promise<(InventoryItem & { name: string })[]>
}

export const createDetectionStore = (database: Database): DetectionStore => ({
  listDetections: (query) => listDetections(database, query),
  listEvents: (query) => listEvents(database, query),
  listItems: async (source) =>
    (
      await database.db
        .selectFrom('agent_mcp_detections')
        .select(['subject', 'data_hash', 'name'])
        .where('source', '=', source)
        .where('state', '=', 'present')
        .execute()
    ).map((row) => ({ subject: row.subject, hash: row.data_hash, name: row.name })),
})

async function listDetections({ db }: Database, query: DetectionQuery): Promise<Page<Detection>> {
  const after = readCursor(query.cursor)
  const { kind, source, workspace, severity, rule, state, search } = query
  const rows = await db
    .selectFrom('agent_mcp_detections as d')
    .leftJoin('workspaces as w', 'w.source', 'd.source')
    .selectAll('d')
    .select('w.name as workspace_name')
    .$if(after !== undefined, (q) => q.where('d.position', '>', after ?? 0))
    .$if(kind !== undefined, (q) => q.where('d.kind', '=', kind ?? 'finding'))
    .$if(source !== undefined, (q) => q.where('d.source', '=', source ?? ''))
    .$if(workspace !== undefined, (q) => q.where('d.workspace_id', '=', workspace ?? ''))
    .$if(severity !== undefined, (q) => q.where(sql`d.data->>'severity'`, '=', severity))
    .$if(rule !== undefined, (q) => q.where(sql`d.data->>'rule'`, '=', rule))
    .$if(state !== 'any', (q) => q.where('d.state', '=', state === 'removed' ? 'removed' : 'present'))
    .$if(search !== undefined, (q) => q.where('d.name', 'ilike', containing(search ?? '')))
    .orderBy('d.position')
    .limit(query.limit + 1)
    .execute()
  return toPage(
    rows,
    query.limit,
    (row) => row.position,
    (row) => ({
      source: row.source,
      workspace: { id: row.workspace_id, name: row.workspace_name ?? row.workspace_id },
      kind: row.kind,
      subject: row.subject,
      name: row.name,
      state: row.state,
      data: row.data,
      firstSeenAt: row.first_seen_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      changedAt: row.changed_at.toISOString(),
      eventId: row.event_id,
    }),
  )
}

async function listEvents({ db }: Database, query: EventQuery): Promise<Page<StoredEvent>> {
  const before = readCursor(query.cursor)
  const { type, source, workspace, subject } = query
  const rows = await db
    .selectFrom('events as e')
    .innerJoin('batches as b', 'b.sequence', 'e.batch')
    .select(['e.sequence', 'e.record', 'b.principal', 'b.batch_id', 'b.received_at', 'b.remote_address'])
    .$if(before !== undefined, (q) => q.where('e.sequence', '<', before ?? 0))
    .$if(type !== undefined, (q) => q.where('e.type', '=', type ?? ''))
    .$if(source !== undefined, (q) => q.where('e.source', '=', source ?? ''))
    .$if(workspace !== undefined, (q) => q.where('e.workspace_id', '=', workspace ?? ''))
    .$if(subject !== undefined, (q) => q.where('e.subject', '=', subject ?? ''))
    .orderBy('e.sequence', 'desc')
    .limit(query.limit + 1)
    .execute()
  return toPage(
    rows,
    query.limit,
    (row) => row.sequence,
    (row) => ({
      event: row.record as StoredEvent['event'],
      receipt: {
        sequence: row.sequence,
        principal: row.principal,
        batchId: row.batch_id,
        receivedAt: row.received_at.toISOString(),
        remoteAddress: row.remote_address,
      },
    }),
  )
}
