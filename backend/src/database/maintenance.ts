import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { RetentionOptions } from '../options.ts'
import type { Database } from './open.ts'

/** Short, since under full load the write-ahead log grows by some 20 MB a second. */
const maintenanceIntervalMs = 10_000
/** When the database is too large it is cut to this part of its bound, so that it is not cut again at once. */
const cutTo = 0.7
/** Write-ahead log that may gather before a checkpoint; it lengthens the next start after a kill. */
const checkpointBytes = 16 * 1024 * 1024
const tables = ['events', 'batches', 'audit_logs', 'trust_score_history'] as const

/** Keeps the database within its bounds while the backend runs. `stop` waits for what is under way. */
export function startMaintenance(
  database: Database,
  retention: RetentionOptions,
  log: Logger,
  intervalMs: number = maintenanceIntervalMs,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let lastCheckpoint = 0
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await sleep(intervalMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      if (stopping.signal.aborted) return
      try {
        await applyRetention(database, retention, log)
        if (database.kind === 'pglite') lastCheckpoint = await checkpoint(database, lastCheckpoint)
      } catch (error) {
        log.error({ err: error }, 'the maintenance of the database failed')
      }
    }
  })()
  return {
    stop: () => {
      stopping.abort()
      return running
    },
  }
}

/** Deletes what is too old, and, while the database is too large, what is oldest. The present detections stay. */
export async function applyRetention(database: Database, retention: RetentionOptions, log: Logger, now: Date = new Date()): Promise<void> {
  const oldest = new Date(now.getTime() - retention.maxAgeMs)
  const deleted = await deleteBefore(database, oldest)
  const size = await databaseSize(database)
  if (size > retention.maxSizeBytes) {
    const part = 1 - (retention.maxSizeBytes * cutTo) / size
    await deleteOldest(database, part)
    // A plain VACUUM gives nothing back to the disk, since what is left lies behind what was deleted.
    for (const table of [...tables, 'agent_mcp_detections']) await sql`vacuum full ${sql.table(table)}`.execute(database.db)
    const left = await databaseSize(database)
    log.warn(
      { sizeBytes: size, leftBytes: left, maxSizeBytes: retention.maxSizeBytes },
      'the oldest events were deleted to stay within the bound',
    )
  } else if (deleted > 0) {
    for (const table of tables) await sql`vacuum ${sql.table(table)}`.execute(database.db)
  }
}

/** Octets that the database takes on the disk, without its write-ahead log. */
export async function databaseSize({ db }: Database): Promise<number> {
  const { rows } = await sql<{ size: number }>`select pg_database_size(current_database()) as size`.execute(db)
  return Number(rows[0]?.size ?? 0)
}

/** Deletes by whole batches, so that an event's signature can be checked as long as the event is there. Gives how many rows went. */
async function deleteBefore({ db }: Database, oldest: Date): Promise<number> {
  const last = await db
    .selectFrom('batches')
    .select((e) => e.fn.max('sequence').as('sequence'))
    .where('received_at', '<', oldest)
    .executeTakeFirst()
  let count = 0n
  if (last?.sequence != null) {
    await db.deleteFrom('events').where('batch', '<=', Number(last.sequence)).execute()
    count += (await db.deleteFrom('batches').where('sequence', '<=', Number(last.sequence)).executeTakeFirst()).numDeletedRows
  }
  count += (await db.deleteFrom('audit_logs').where('at', '<', oldest).executeTakeFirst()).numDeletedRows
  count += (await db.deleteFrom('trust_score_history').where('at', '<', oldest).executeTakeFirst()).numDeletedRows
  return Number(count)
}

/** Deletes the oldest part (0 to 1) of the batches with their events, and of the audit. */
async function deleteOldest({ db }: Database, part: number): Promise<void> {
  for (const table of ['batches', 'audit_logs'] as const) {
    const { rows } = await sql<{ bound: number | null }>`
      select percentile_disc(${part}::float8) within group (order by sequence) as bound from ${sql.table(table)}`.execute(db)
    const bound = rows[0]?.bound
    if (bound == null) continue
    if (table === 'batches') await db.deleteFrom('events').where('batch', '<=', Number(bound)).execute()
    await db.deleteFrom(table).where('sequence', '<=', Number(bound)).execute()
  }
}

/** PGlite never makes a checkpoint or a vacuum by itself. Gives the position in the log up to which one was made. */
async function checkpoint({ db }: Database, last: number): Promise<number> {
  const position = async (): Promise<number> => {
    const { rows } = await sql<{ at: number }>`select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as at`.execute(db)
    return rows[0]?.at ?? 0
  }
  if ((await position()) - last < checkpointBytes) return last
  await sql`vacuum agent_mcp_detections, agents, workspaces`.execute(db)
  await sql`checkpoint`.execute(db)
  return position()
}
