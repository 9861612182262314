import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPGlite } from '../src/database/open.ts'
import { readDiscovery } from '../src/embedded/discovery.ts'
import { type Embedded, startEmbedded, untilUnused } from '../src/embedded/start.ts'
import { readOptions } from '../src/options.ts'
import { TestPrincipal } from './support/client.ts'
import { ensureTemplate, temporaryFolder } from './support/databases.ts'
import { serverDetected, workspaceOpened } from './support/events.ts'
import { openGateway } from './support/gateway.ts'
import { targetOf } from './support/program.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let lines: string[]
let running: Embedded | undefined

beforeAll(async () => {
  await ensureTemplate()
}, 60_000)
beforeEach(async () => {
  folder = await temporaryFolder()
  lines = []
})
afterEach(async () => {
  await running?.stop()
  running = undefined
  await folder.remove()
})

async function start(): Promise<{ embedded: Embedded; principal: TestPrincipal }> {
  const options = readOptions(['--embedded', '--data', folder.path], {})
  if (options.mode !== 'embedded') throw new Error('not embedded')
  running = await startEmbedded(options, pino({}, { write: (line: string) => lines.push(line) }))
  if (!running) throw new Error('another backend answered')
  return { embedded: running, principal: new TestPrincipal(targetOf(running.discovery)) }
}

async function stop(): Promise<void> {
  await running?.stop()
  running = undefined
}

const pgdata = () => join(folder.path, 'pgdata')

/** Ways in which a data directory can be broken. */
const damages: Record<string, () => Promise<unknown>> = {
  'without its control file': () => rm(join(pgdata(), 'global', 'pg_control')),
  'with an empty control file': () => truncate(join(pgdata(), 'global', 'pg_control')),
  'with noise for a control file': () => writeFile(join(pgdata(), 'global', 'pg_control'), Buffer.alloc(8192, 7)),
  'that is empty': async () => {
    await rm(pgdata(), { recursive: true })
    await cp(join(folder.path, 'tls'), pgdata(), { recursive: true })
  },
  'without its write-ahead log': () => rm(join(pgdata(), 'pg_wal'), { recursive: true }),
  'that is a file': async () => {
    await rm(pgdata(), { recursive: true })
    await writeFile(pgdata(), 'no database')
  },
}

describe('a data directory', () => {
  test.each(Object.entries(damages))(
    '%s is moved aside and told, and a new one takes its place',
    { timeout: 40_000 },
    async (_name, damage) => {
      const before = await start()
      await before.principal.register()
      const { backendId } = before.embedded.discovery
      await stop()
      await damage()

      const { embedded, principal } = await start()
      expect(embedded.discovery.backendId).toBe(backendId)
      expect((await readdir(folder.path)).filter((name) => name.startsWith('pgdata.damaged-'))).toHaveLength(1)
      expect(lines.join()).toContain('database-moved')
      await principal.register()
      expect(await principal.get('getHealth')).toMatchObject({ status: 'degraded' })
      expect((await principal.get('listAudit')).rows.map((row) => row.errorCode)).toContain('database-moved')
      await principal.batch([serverDetected(principal.source(), 'again')])
      expect(await principal.get('getHealth')).toMatchObject({ status: 'healthy' })
    },
  )

  test('of a newer program is left alone', async () => {
    await start()
    await stop()
    const note = join(folder.path, 'database.json')
    const text = await readFile(note, 'utf8')
    await writeFile(note, JSON.stringify({ ...JSON.parse(text), schemaVersion: 99, productVersion: '9.0.0' }))
    await expect(start()).rejects.toMatchObject({ code: 'backend-newer', details: { version: '9.0.0' } })
    await rm(note)
    const database = await openPGlite(pgdata())
    await sql`update settings set value = '{"value":{"schemaVersion":99,"productVersion":"9.0.0"}}' where key = 'version'`.execute(
      database.db,
    )
    await database.close()
    await expect(start()).rejects.toMatchObject({ code: 'backend-newer', details: { version: '9.0.0' } })
    expect((await readdir(folder.path)).filter((name) => name.startsWith('pgdata'))).toEqual(['pgdata'])
    await writeFile(note, text)
    expect(await readDiscovery(folder.path)).toBeUndefined()
  })

  test('of an older program gets its tables', async () => {
    await start()
    await stop()
    const database = await openPGlite(pgdata())
    await sql`update settings set value = '{"value":{"schemaVersion":0,"productVersion":"0.0.1"}}' where key = 'version'`.execute(
      database.db,
    )
    await database.close()
    const { principal } = await start()
    await principal.register()
    expect(await principal.get('getHealth')).toMatchObject({ status: 'healthy' })
  })

  test('keeps only the latest of those that were moved aside', async () => {
    for (const day of ['01', '02', '03'])
      await cp(await ensureTemplate(), join(folder.path, `pgdata.damaged-2026-01-${day}`), { recursive: true })
    await start()
    const aside = (await readdir(folder.path)).filter((name) => name.startsWith('pgdata.damaged-'))
    expect(aside.sort()).toEqual(['pgdata.damaged-2026-01-02', 'pgdata.damaged-2026-01-03'])
  })
})

test('an open gateway connection is a client, and a request is one for a while', async () => {
  const { embedded, principal } = await start()
  await principal.register()
  const socket = await openGateway(principal)
  await socket.next('welcome')
  let unused = false
  const watching = untilUnused(embedded.backend, 200, new AbortController().signal).then(() => {
    unused = true
  })
  const idle = untilUnused({ ...embedded.backend, principals: () => 0 }, 200, new AbortController().signal)
  await idle
  expect(unused).toBe(false)
  await socket.close()
  await watching
})

test('a stranger cannot register, and a principal that is known need not show the token again', async () => {
  const { embedded, principal } = await start()
  const stranger = new TestPrincipal({ ...targetOf(embedded.discovery), registrationToken: undefined })
  expect(await stranger.register()).toMatchObject({ status: 403, body: { error: { code: 'registration-refused' } } })
  expect(await stranger.register({}, { registrationToken: 'a guess' })).toMatchObject({ status: 403 })
  await expect(stranger.get('listDetections')).rejects.toMatchObject({ code: 'principal-unknown' })
  expect((await principal.register()).status).toBe(200)
  expect((await principal.register({}, { registrationToken: undefined })).status).toBe(200)
})

test('a workspace that another principal of the user opens is there once', async () => {
  const { embedded, principal } = await start()
  const other = new TestPrincipal(targetOf(embedded.discovery))
  for (const each of [principal, other]) await each.register()
  const report = async (by: TestPrincipal, workspace: string): Promise<void> => {
    const source = by.source(workspace)
    expect((await by.batch([workspaceOpened(source, workspace), serverDetected(source, 'github')])).status).toBe(200)
  }
  await report(principal, 'w1')
  await report(principal, 'w2')
  await report(other, 'w1')
  const held = async (): Promise<string[]> =>
    (await principal.get('listDetections', { kind: 'mcp-server' })).rows.map(({ source }) => source).sort()
  expect(await held()).toEqual([other.source('w1'), principal.source('w2')].sort())
  // What the first tells again is news, as the other had taken over.
  await report(principal, 'w1')
  expect(await held()).toEqual([principal.source('w1'), principal.source('w2')].sort())
})

test('a principal that says that it leaves need not be waited for', async () => {
  const { embedded, principal } = await start()
  await principal.register()
  const watching = untilUnused(embedded.backend, 60_000, new AbortController().signal)
  const socket = await openGateway(principal)
  await socket.next('welcome')
  socket.socket.close(1000, 'leaving')
  await watching
})

test('a request that is under way when the backend stops is answered, and new ones are refused', async () => {
  const { embedded, principal } = await start()
  await principal.register()
  const answers = Array.from({ length: 10 }, (_, index) =>
    principal.batch([serverDetected(principal.source(), `s${index}`)]).catch(() => undefined),
  )
  const first = await Promise.race(answers)
  const stopping = stop()
  const statuses = (await Promise.all(answers)).map((answer) => answer?.status)
  await stopping
  expect(first?.status).toBe(200)
  expect(statuses.filter((status) => ![200, 503, undefined].includes(status))).toEqual([])
  const accepted = statuses.filter((status) => status === 200).length
  const again = await start()
  expect(again.embedded.discovery.pid).toBe(embedded.discovery.pid)
  const { rows } = await new TestPrincipal(targetOf(again.embedded.discovery), principal.keys).get('listDetections')
  expect(rows.length).toBeGreaterThanOrEqual(accepted)
})
