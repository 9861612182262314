import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { okBody, TestPrincipal } from './support/client.ts'
import { ensureTemplate, temporaryFolder } from './support/databases.ts'
import { serverDetected } from './support/events.ts'
import { discovered, type Program, startEmbeddedProgram, startProgram, targetOf } from './support/program.ts'

/** What can only be seen of a process: being killed, being the second, being asked to end. */

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let started: Program[]

beforeAll(async () => {
  await ensureTemplate()
}, 60_000)
beforeEach(async () => {
  folder = await temporaryFolder()
  started = []
})
afterEach(async () => {
  for (const program of started) program.process.kill('SIGKILL')
  await Promise.all(started.map((program) => program.ended))
  await folder.remove()
})

function start(options: Parameters<typeof startEmbeddedProgram>[1] = {}): Program {
  const program = startEmbeddedProgram(folder.path, options)
  started.push(program)
  return program
}

test('starts, is found by its user alone, and tidies up when it is asked to end', async () => {
  const program = start()
  const discovery = await discovered(folder.path)
  expect(discovery.pid).toBe(program.process.pid)
  expect((await stat(folder.path)).mode & 0o777).toBe(0o700)
  for (const name of ['backend.json', 'backend.log', 'database.json', 'tls/key.pem']) {
    expect([name, (await stat(join(folder.path, name))).mode & 0o777]).toEqual([name, 0o600])
  }
  const principal = new TestPrincipal(targetOf(discovery))
  okBody('registerAgent', await principal.register())
  program.process.kill('SIGTERM')
  expect(await program.ended).toBe(0)
  expect(await readdir(folder.path)).not.toContain('backend.json')
})

test('two starts at once give one backend; the other ends quietly', async () => {
  const programs = [start(), start()]
  const first = await Promise.race(programs.map(async (program) => ({ program, code: await program.ended })))
  expect(first.code).toBe(0)
  expect(first.program.stderr()).toBe('')
  const survivor = programs.find((program) => program !== first.program)
  const discovery = await discovered(folder.path)
  expect(discovery.pid).toBe(survivor?.process.pid)
  okBody('registerAgent', await new TestPrincipal(targetOf(discovery)).register())
})

test('after a kill the next start has all that was acknowledged', { timeout: 60_000 }, async () => {
  let principal: TestPrincipal | undefined
  let previous = 0
  const acknowledged: string[] = []
  for (let round = 0; round < 4; round++) {
    const program = start()
    const discovery = await discovered(folder.path, ({ pid }) => pid !== previous)
    previous = discovery.pid
    principal = new TestPrincipal(targetOf(discovery), principal?.keys)
    if (round === 0) await principal.register()
    const { rows } = await principal.get('listDetections', { limit: '500' })
    expect(rows.map((row) => row.name)).toEqual(acknowledged)
    for (let index = 0; index < 5; index++) {
      const name = `s${round}-${index}`
      okBody('postBatch', await principal.batch([serverDetected(principal.source(), name)]))
      acknowledged.push(name)
    }
    // Killed with a batch under way, which may be stored or not.
    const last = principal.batch([serverDetected(principal.source(), 's0-0')]).catch(() => undefined)
    program.process.kill('SIGKILL')
    await Promise.all([last, program.ended])
  }
})

test('a newer program takes the place of an older backend, and an older one leaves the newer in place', { timeout: 40_000 }, async () => {
  const older = start({ version: '1.0.0' })
  const before = await discovered(folder.path)
  const newer = start({ version: '1.1.0' })
  const after = await discovered(folder.path, ({ pid }) => pid === newer.process.pid)
  expect(await older.ended).toBe(0)
  expect(after).toMatchObject({ version: '1.1.0', backendId: before.backendId })
  expect(await start({ version: '1.0.0' }).ended).toBe(0)
  okBody('registerAgent', await new TestPrincipal(targetOf(after)).register())
})

test('ends by itself when its last client has left', async () => {
  const program = start({ environment: { REEVE_BACKEND_IDLE_SECONDS: '1' } })
  await discovered(folder.path)
  expect(await program.ended).toBe(0)
  expect(await readdir(folder.path)).not.toContain('backend.json')
})

test('wrong flags are told with the usage', async () => {
  const program = startProgram(['--embedded'])
  expect(await program.ended).toBe(2)
  expect(program.stderr()).toContain('--data DIR')
  const unreachable = startProgram([], { environment: { REEVE_BACKEND_POSTGRES: 'postgres://u:hunter2@127.0.0.1:1/d' } })
  expect(await unreachable.ended).toBe(1)
  expect(unreachable.stderr()).not.toContain('hunter2')
})
