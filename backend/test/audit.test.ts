import { connect } from 'node:net'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { AuditService } from '../src/audit/service.ts'
import type { AuditEntry, AuditStore } from '../src/audit/store.ts'
import { routes } from '@reeve/protocol/api'
import { startTestBackend } from './support/backend.ts'
import { serverDetected } from './support/events.ts'
import { eventually } from './support/eventually.ts'

const news = {
  principal: null,
  action: 'postBatch',
  status: 401,
  errorCode: 'signature-invalid',
  remoteAddress: '10.0.0.1',
  requestId: 'r',
} as const

/** A store that fails as often as it is told to. */
function memoryStore(failures: { code?: string }[] = []): AuditStore & { rows: AuditEntry[] } {
  const rows: AuditEntry[] = []
  return {
    rows,
    insert: async (entries) => {
      const failure = failures.shift()
      if (failure) throw Object.assign(new Error('the database failed'), failure)
      rows.push(...entries)
    },
    list: async () => ({ rows: [] }),
  }
}

const quiet = pino({ level: 'silent' })

test('a flood of the same refusal is counted in one record, and others stay beside it', async () => {
  const store = memoryStore()
  const audit = new AuditService(store, quiet)
  const now = 1_000_000
  for (let index = 0; index < 1000; index++) audit.record(news, now)
  audit.record({ ...news, errorCode: 'clock-skewed' }, now)
  audit.record(news, now + 1000)
  await audit.close()
  expect(store.rows).toHaveLength(52)
  expect(store.rows.reduce((sum, row) => sum + 1 + row.repeated, 0)).toBe(1002)
})

test('records are written again after the database failed, unless it will never take them', async () => {
  const passing = memoryStore([{ code: '57P01' }])
  const audit = new AuditService(passing, quiet)
  audit.record(news)
  await audit.flush(true)
  expect(passing.rows).toHaveLength(0)
  await audit.close()
  expect(passing.rows).toHaveLength(1)

  const lasting = memoryStore([{ code: '23502' }])
  const other = new AuditService(lasting, quiet)
  other.record(news)
  await other.flush(true)
  other.record({ ...news, action: 'getSummary' })
  await other.close()
  expect(lasting.rows.map((row) => row.action)).toEqual(['getSummary'])
})

test('what is not HTTP, what is abandoned, and what went over the rate is audited too', async () => {
  const test = await startTestBackend({ requestsPerMinute: 6 })
  const principal = await test.newPrincipal()
  const url = new URL(test.backend.dashboardUrl)

  const broken = connect(Number(url.port), url.hostname, () => broken.write('no HTTP\r\n\r\n'))
  await new Promise((resolve) => broken.on('data', () => {}).once('close', resolve))
  const abandoned = connect(Number(url.port), url.hostname, () =>
    abandoned.write(
      `POST ${routes.createDashboardSession.path} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{`,
    ),
  )
  const actions = async () => {
    await test.backend.audit.flush(true)
    return test.database.db.selectFrom('audit_logs').selectAll().orderBy('sequence').execute()
  }
  await eventually(async () => (await actions()).some((row) => row.action === 'malformed-request')).toBe(true)
  abandoned.destroy()
  await eventually(async () => (await actions()).some((row) => row.action === 'createDashboardSession')).toBe(true)

  const answers = []
  for (let index = 0; index < 8; index++) answers.push(await principal.batch([serverDetected(principal.source(), `s${index}`)]))
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429])
  expect(answers[6]).toMatchObject({ body: { error: { code: 'rate-limited', details: { limit: 6 } } } })
  expect(Number(answers[6]?.headers['retry-after'])).toBeGreaterThan(0)
  expect((await actions()).filter((row) => row.error_code === 'rate-limited')).toHaveLength(2)
  const other = await test.newPrincipal()
  expect((await other.batch([serverDetected(other.source(), 'a')])).status).toBe(200)
  await test.close()
})
