import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestBackend, type TestBackend } from './test-backend.ts'

const run = promisify(execFile)

const sourceOf = (file: string): string => JSON.stringify(new URL(`../src/${file}.ts`, import.meta.url).href)

/** A process that has a reporter, and does `work` with it last of all. */
const scriptOf = (backend: TestBackend, work: string): string => `
  import { BackendClient } from ${sourceOf('backend-client')}
  import { createEvent } from ${sourceOf('events')}
  import { createMemoryKeyStore } from ${sourceOf('key-store')}
  import { loadOrCreatePrincipal } from ${sourceOf('principal')}
  import { Reporter } from ${sourceOf('reporter')}
  const principal = await loadOrCreatePrincipal(createMemoryKeyStore())
  const client = new BackendClient({ url: ${JSON.stringify(backend.url)}, certificate: ${JSON.stringify(backend.certificate)}, principal })
  const source = () => 'reeve://' + principal.id + '/w'
  const problem = Promise.withResolvers()
  const reporter = new Reporter({ client, registration: { name: 'test', kind: 'agent' }, source, onProblem: problem.resolve })
  reporter.enqueue(createEvent('reeve.module.started', source(), { module: 'm', reason: null }, { id: 'waits' }))
  ${work}`

const ended = async (script: string): Promise<string> =>
  (await run(process.execPath, ['--input-type=module-typescript', '--eval', script], { timeout: 15_000 })).stdout

let backend: TestBackend

beforeAll(async () => {
  backend = await startTestBackend()
})
afterAll(() => backend.close())

test('neither events that wait nor idle connections keep a process alive', async () => {
  await ended(scriptOf(backend, `await client.request('getHealth')`))
  expect(backend.requests.map(({ path }) => path)).toEqual(['/api/v1/health'])
})

test('a pause before the next try does not keep a process alive', async () => {
  backend.failNext('/detection/batch', { kind: 'cut' })
  const failOnce = `
    const alive = setInterval(() => {}, 1000)
    reporter.enqueue(createEvent('reeve.module.failed', source(), { module: 'm', reason: null }, { id: 'urgent' }))
    await problem.promise
    clearInterval(alive)`
  await ended(scriptOf(backend, failOnce))
  expect(backend.requests.filter(({ path }) => path.includes('/detection/batch'))).toHaveLength(1)
})

test('a reporter that is being closed keeps the process alive until all is sent, pauses included', async () => {
  backend.failNext('/detection/batch', { kind: 'cut' })
  const told = await ended(scriptOf(backend, `process.stdout.write(String((await reporter.close()).complete))`))
  expect(told).toBe('true')
  expect(backend.eventIds).toEqual(['waits'])
})
