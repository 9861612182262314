import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runBackend } from '../src/program.ts'
import { keepCertificate } from '../src/transport/certificate.ts'
import { TestPrincipal } from './support/client.ts'
import { ensureTemplate, temporaryFolder } from './support/databases.ts'
import { serverDetected } from './support/events.ts'
import { postgresMissing, startPostgres, type TestPostgres } from './support/postgres.ts'
import { discovered } from './support/program.ts'
import { eventually } from './support/eventually.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  await ensureTemplate()
}, 60_000)
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

/** The program in this process; `stop` asks it to end. */
function run(args: readonly string[], environment: Record<string, string> = {}) {
  const stopping = new AbortController()
  const said = { out: '', err: '' }
  const context = {
    signal: stopping.signal,
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    onStopping: () => {},
  }
  return { said, stop: () => stopping.abort(), code: runBackend(args, environment, context) }
}

const embedded = () => ['--embedded', '--data', folder.path]

test('wrong flags end with 2 and the usage', async () => {
  const { code, said } = run(['--embedded'])
  expect(await code).toBe(2)
  expect(said.err).toContain('--data DIR')
})

test('a second start ends with 0 once it saw that the first answers', async () => {
  const first = run(embedded())
  const { url } = await discovered(folder.path)
  expect(await run(embedded()).code).toBe(0)
  expect((await discovered(folder.path)).url).toBe(url)
  first.stop()
  expect(await first.code).toBe(0)
})

test('the data of a newer program end it with 3', async () => {
  await writeFile(join(folder.path, 'database.json'), JSON.stringify({ backendId: 'b', schemaVersion: 99, productVersion: '9.0.0' }))
  const { code, said } = run(embedded())
  expect(await code).toBe(3)
  expect(said.err).toContain('9.0.0')
})

test('without a client it ends by itself', async () => {
  expect(await run(embedded(), { REEVE_BACKEND_IDLE_SECONDS: '1' }).code).toBe(0)
})

const missing = await postgresMissing()

describe.skipIf(missing !== undefined)(`for a team${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
    return () => postgres.stop()
  }, 60_000)

  /** Where the program said that it listens. */
  async function listening(said: { out: string }): Promise<{ url: string; backendId: string; fingerprint256: string }> {
    await eventually(() => said.out).toContain('the backend listens')
    return JSON.parse(said.out.split('\n').find((line) => line.includes('the backend listens')) ?? '')
  }

  test('it serves under a given certificate, and keeps what it was told over a restart', async () => {
    const url = await postgres.createDatabase()
    const { certificate } = await keepCertificate(folder.path)
    const args = ['--port', '0', '--tls-cert', join(folder.path, 'certificate.pem'), '--tls-key', join(folder.path, 'key.pem')]
    let principal: TestPrincipal | undefined
    for (const names of [[], ['kept']]) {
      const program = run(args, { REEVE_BACKEND_POSTGRES: url })
      const told = await listening(program.said)
      principal = new TestPrincipal({ url: told.url, certificate, backendId: told.backendId }, principal?.keys)
      await principal.register()
      expect((await principal.get('listDetections')).rows.map((row) => row.name)).toEqual(names)
      await principal.batch([serverDetected(principal.source(), 'kept')])
      program.stop()
      expect(await program.code).toBe(0)
    }
  })

  test('without one it makes its own and tells the fingerprint', async () => {
    const url = await postgres.createDatabase()
    for (const args of [['--data', folder.path], []]) {
      const program = run(['--port', '0', ...args], { REEVE_BACKEND_POSTGRES: url })
      expect((await listening(program.said)).fingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
      program.stop()
      expect(await program.code).toBe(0)
    }
  })

  test('a database that cannot be reached and a certificate that cannot be read end it with 1', async () => {
    const unreachable = run([], { REEVE_BACKEND_POSTGRES: 'postgres://u:hunter2@127.0.0.1:1/d' })
    expect(await unreachable.code).toBe(1)
    expect(unreachable.said.err + unreachable.said.out).not.toContain('hunter2')
    await rm(join(folder.path, 'none'), { force: true })
    const unread = run(['--tls-cert', join(folder.path, 'none'), '--tls-key', join(folder.path, 'none')], {
      REEVE_BACKEND_POSTGRES: 'postgres://h/d',
    })
    expect(await unread.code).toBe(1)
    expect(unread.said.err).toContain('cannot be read')
  })
})
