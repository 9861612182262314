import { pino } from 'pino'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyRetention, databaseSize, startMaintenance } from '../src/database/maintenance.ts'
import { startTestBackend, type TestBackend } from './support/backend.ts'
import type { TestPrincipal } from './support/client.ts'
import { makeEvent, serverDetected } from './support/events.ts'
import { eventually } from './support/eventually.ts'

let backend: TestBackend
let principal: TestPrincipal
const quiet = pino({ level: 'silent' })
const day = 86_400_000

beforeAll(async () => {
  backend = await startTestBackend()
  principal = await backend.newPrincipal()
}, 60_000)
afterAll(() => backend.close())

const count = async (table: 'events' | 'batches' | 'agent_mcp_detections' | 'audit_logs'): Promise<number> =>
  Number(
    (
      await backend.database.db
        .selectFrom(table)
        .select((e) => e.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
    ).count,
  )

test('what is older than the bound goes, the present detections stay', async () => {
  await principal.batch([serverDetected(principal.source(), 'old')])
  await sql`update batches set received_at = now() - interval '31 days'`.execute(backend.database.db)
  await principal.batch([serverDetected(principal.source(), 'new')])
  await applyRetention(backend.database, { maxAgeMs: 30 * day, maxSizeBytes: 2 ** 40 }, quiet)
  expect((await principal.get('listEvents')).rows.map((row) => row.event.subject)).toEqual(['mcp-server/new'])
  expect((await principal.get('listDetections')).rows.map((row) => row.name)).toEqual(['old', 'new'])
})

test('a database that is too large loses its oldest events, and gives the room back', { timeout: 60_000 }, async () => {
  const noise = (index: number) =>
    makeEvent(principal.source(), 'reeve.module.failed', undefined, { module: 'core', reason: `${index}`.padEnd(1000, 'x') })
  for (let batch = 0; batch < 30; batch++) await principal.batch(Array.from({ length: 100 }, (_, index) => noise(batch * 100 + index)))
  const before = {
    events: await count('events'),
    detections: await count('agent_mcp_detections'),
    size: await databaseSize(backend.database),
  }
  const maxSizeBytes = before.size - 1024 * 1024
  await applyRetention(backend.database, { maxAgeMs: 30 * day, maxSizeBytes }, quiet)
  expect(await databaseSize(backend.database)).toBeLessThan(maxSizeBytes)
  expect(await count('agent_mcp_detections')).toBe(before.detections)
  const left = await principal.get('listEvents', { limit: '1' })
  expect(left.rows[0]?.event.data.reason).toMatch(/^2999x/)
  expect(await count('events')).toBeLessThan(before.events)
  expect(await count('events')).toBeGreaterThan(0)
  const orphans = await sql<{
    count: number
  }>`select count(*)::int as count from events where batch not in (select sequence from batches)`.execute(backend.database.db)
  expect(orphans.rows).toEqual([{ count: 0 }])
})

test('while the backend runs its database is kept within bounds, and its write-ahead log is cut', async () => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => lines.push(line) })
  const redo = async (): Promise<string> => {
    const { rows } = await sql<{ at: string }>`select redo_lsn::text as at from pg_control_checkpoint()`.execute(backend.database.db)
    return rows[0]?.at ?? ''
  }
  const before = await redo()
  const maintenance = startMaintenance(backend.database, { maxAgeMs: 1, maxSizeBytes: 2 ** 40 }, log, 10)
  await eventually(() => count('events')).toBe(0)
  await eventually(redo).not.toBe(before)
  await maintenance.stop()
  expect(lines).toEqual([])

  const failing = startMaintenance(
    { ...backend.database, kind: 'postgres', db: undefined as never },
    { maxAgeMs: 1, maxSizeBytes: 1 },
    log,
    5,
  )
  await eventually(() => lines.join()).toContain('maintenance')
  await failing.stop()
})
