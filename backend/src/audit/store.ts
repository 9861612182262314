import { sql } from 'kysely'
import type { AuditRecord } from '@reeve/protocol/api'
import type { Database } from '../database/open.ts'
import { type Page, readCursor, toPage } from '../database/paging.ts'

/** An audit record before the database numbers it. */
export type AuditEntry = Omit<AuditRecord, 'sequence'>

export interface AuditStore {
  insert(entries: readonly AuditEntry[]): Promise<void>
  /** The newest first. */
  list(query: { cursor?: string | undefined; limit: number; principal?: string | undefined }): Promise<Page<AuditRecord>>
}

export const createAuditStore = ({ db }: Database): AuditStore => ({
  insert: async (entries) => {
    await sql`
      insert into audit_logs (at, principal, action, status, error_code, remote_address, request_id, repeated)
      select at, principal, action, status, "errorCode", "remoteAddress", "requestId", repeated
      from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as given
        (at timestamptz, principal text, action text, status integer, "errorCode" text, "remoteAddress" text, "requestId" text, repeated integer)`.execute(
      db,
    )
  },
  list: async ({ cursor, limit, principal }) => {
    const before = readCursor(cursor)
    const rows = await db
      .selectFrom('audit_logs')
      .selectAll()
      .$if(before !== undefined, (q) => q.where('sequence', '<', before ?? 0))
      .$if(principal !== undefined, (q) => q.where('principal', '=', principal ?? ''))
      .orderBy('sequence', 'desc')
      .limit(limit + 1)
      .execute()
    return toPage(
      rows,
      limit,
      (row) => row.sequence,
      (row) => ({
        sequence: row.sequence,
        at: row.at.toISOString(),
        principal: row.principal,
        action: row.action,
        status: row.status,
        errorCode: row.error_code,
        remoteAddress: row.remote_address,
        requestId: row.request_id,
        repeated: row.repeated,
      }),
    )
  },
})
