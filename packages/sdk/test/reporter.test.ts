import type { BatchResult } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import type { ReeveEvent } from '@reeve/protocol/events'
import { createKeyPair } from '@reeve/protocol/signing'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BackendClient } from '../src/backend-client.ts'
import { EventBuffer } from '../src/event-buffer.ts'
import { createEvent } from '../src/events.ts'
import { type Principal, principalOf } from '../src/principal.ts'
import { Reporter, type ReporterOptions, type ReporterState } from '../src/reporter.ts'
import { type Certificate, createCertificate, startTestBackend, type TestBackend } from './test-backend.ts'

const batchPath = '/detection/batch'

let certificate: Certificate
let backend: TestBackend
let principal: Principal
let reporters: Reporter[] = []
let clients: BackendClient[] = []

beforeAll(async () => {
  certificate = await createCertificate()
})
beforeEach(async () => {
  backend = await startTestBackend({ certificate })
  principal = principalOf(createKeyPair())
})
afterEach(async () => {
  for (const reporter of reporters) await reporter.close({ timeoutMs: 0 })
  for (const client of clients) await client.close()
  reporters = []
  clients = []
  await backend.close()
})

const source = (): string => `reeve://${principal.id}/w`

/** An event that waits for its batch, or, when it is `atOnce`, one that does not. */
const eventOf = (id: string, atOnce = false, filler = 0): ReeveEvent =>
  createEvent(atOnce ? 'reeve.module.failed' : 'reeve.module.started', source(), { module: 'm'.repeat(filler), reason: null }, { id })

interface Told {
  readonly results: BatchResult[]
  readonly problems: ReeveError[]
  readonly states: ReporterState[]
}

function reporterOf(options: Partial<ReporterOptions> = {}, client?: BackendClient): { reporter: Reporter; told: Told } {
  const used = client ?? new BackendClient({ url: backend.url, certificate: certificate.cert, principal, requestTimeoutMs: 5000 })
  const told: Told = { results: [], problems: [], states: [] }
  const reporter = new Reporter({
    client: used,
    registration: { name: 'test', kind: 'supervisor' },
    source,
    backoffMs: [5, 10],
    onBatch: (result) => told.results.push(result),
    onProblem: (error) => told.problems.push(error),
    onState: (state) => told.states.push(state),
    ...options,
  })
  reporters.push(reporter)
  clients.push(used)
  return { reporter, told }
}

const enqueueMany = (reporter: Reporter, count: number, atOnce = false): void => {
  for (let i = 0; i < count; i++) reporter.enqueue(eventOf(`e${i}`, atOnce))
}
const idsOf = (count: number): string[] => Array.from({ length: count }, (_, i) => `e${i}`)

/** The long way round by which a principal becomes known; afterwards every batch is one request. */
async function registered(options: Partial<ReporterOptions> = {}): Promise<{ reporter: Reporter; told: Told }> {
  const made = reporterOf(options)
  await clients.at(-1)?.register('test', 'supervisor')
  return made
}

describe('a batch leaves', () => {
  test('at once for an event that is to be sent at once, with what came with it', async () => {
    const { reporter } = await registered()
    reporter.enqueue(eventOf('e0'))
    reporter.enqueue(eventOf('e1', true))
    reporter.enqueue(eventOf('e2'))
    await backend.seen(batchPath, 1)
    await reporter.flush()
    expect(backend.batches).toHaveLength(1)
    expect(backend.eventIds).toEqual(idsOf(3))
  })

  test('again at once for the next such event', async () => {
    const { reporter } = await registered()
    reporter.enqueue(eventOf('e0', true))
    await backend.seen(batchPath, 1)
    reporter.enqueue(eventOf('e1', true))
    reporter.enqueue(eventOf('e2', true))
    await backend.seen(batchPath, 2)
    await reporter.flush()
    expect(backend.eventIds).toEqual(idsOf(3))
    expect(backend.batches.length).toBeLessThanOrEqual(3)
  })

  test('when it holds 100 events', async () => {
    const { reporter } = await registered()
    enqueueMany(reporter, 100)
    await backend.seen(batchPath, 1)
  })

  test('when it holds a megabyte', async () => {
    const { reporter } = await registered()
    for (let i = 0; i < 18; i++) reporter.enqueue(eventOf(`e${i}`, false, 60_000))
    await backend.seen(batchPath, 1)
    await reporter.flush()
    expect(backend.batches.map((batch) => batch.events.length)).toEqual([17, 1])
  })

  test('when its oldest event is old enough', async () => {
    const { reporter } = await registered({ batching: { maxAgeMs: 30 } })
    reporter.enqueue(eventOf('e0'))
    await backend.seen(batchPath, 1)
    await reporter.flush()
    reporter.enqueue(eventOf('e1'))
    await backend.seen(batchPath, 2)
  })

  test('with its id, its time, its audience and its principal, in order and at most 100 at a time', async () => {
    const { reporter, told } = await registered()
    enqueueMany(reporter, 250)
    expect(await reporter.flush()).toEqual({
      complete: true,
      remaining: 0,
      totals: { batches: 3, events: 250, accepted: 250, duplicates: 0, rejected: 0, dropped: 0 },
    })
    expect(backend.batches.map((batch) => batch.events.length)).toEqual([100, 100, 50])
    expect(backend.eventIds).toEqual(idsOf(250))
    expect(new Set(backend.batches.map((batch) => batch.batchId)).size).toBe(3)
    expect(backend.batches[0]).toMatchObject({ audience: backend.backendId, principal: principal.id })
    expect(Date.now() - Date.parse(backend.batches[0]?.sentAt ?? '')).toBeLessThan(60_000)
    expect(told.results.map((result) => result.accepted)).toEqual([100, 100, 50])
  })
})

describe('what the backend says of events', () => {
  test('is counted', async () => {
    const { reporter } = await registered()
    reporter.enqueue(eventOf('e0'))
    reporter.enqueue(eventOf('e0'))
    reporter.enqueue({ ...eventOf('e1'), time: 'yesterday' })
    const { totals } = await reporter.flush()
    expect(totals).toEqual({ batches: 1, events: 3, accepted: 1, duplicates: 1, rejected: 1, dropped: 0 })
  })

  test('need not be asked for an event that cannot be written', async () => {
    const { reporter, told } = await registered()
    expect(reporter.enqueue(eventOf('e0', false, 70_000))).toBe(false)
    const { totals } = await reporter.flush()
    expect(totals.rejected).toBe(1)
    expect(told.problems.map((problem) => problem.code)).toEqual(['event-invalid'])
    expect(backend.batches).toHaveLength(0)
  })
})

describe('a failure that passes', () => {
  test.each([
    ['a cut connection', { kind: 'cut' } as const],
    ['a cut answer', { kind: 'cut-body' } as const],
    ['garbage', { kind: 'raw', status: 200, body: 'no' } as const],
    ['a 500', { kind: 'error', error: new ReeveError('backend-internal', { requestId: 'r' }) } as const],
    ['a proxy’s 502', { kind: 'raw', status: 502, body: 'bad gateway' } as const],
    ['a 429', { kind: 'error', error: new ReeveError('rate-limited', { limit: 1, seconds: 0 }) } as const],
    ['a skewed clock', { kind: 'error', error: new ReeveError('clock-skewed', { seconds: 400 }) } as const],
  ])('%s: everything arrives once and in order', async (_, fault) => {
    const { reporter, told } = await registered()
    backend.failNext(batchPath, fault, fault)
    enqueueMany(reporter, 150)
    expect((await reporter.flush()).complete).toBe(true)
    expect(backend.eventIds).toEqual(idsOf(150))
    expect(told.problems).toHaveLength(2)
    expect(reporter.totals.dropped).toBe(0)
    const signed = backend.requests.filter(({ path }) => path.includes(batchPath))
    expect(new Set(signed.map(({ headers }) => headers['x-nonce'])).size).toBe(signed.length)
  })

  test('pauses as long as the backend asks, and no longer', async () => {
    const { reporter } = await registered({ batching: { maxAgeMs: 3_600_000 } })
    backend.failNext(batchPath, { kind: 'error', error: new ReeveError('rate-limited', { limit: 1, seconds: 1 }) })
    reporter.enqueue(eventOf('e0', true))
    await backend.seen(batchPath, 1)
    const since = performance.now()
    await backend.seen(batchPath, 2)
    expect(performance.now() - since).toBeGreaterThan(900)
  })

  test('degrades the state the third time in a row, and the first success heals it', async () => {
    const { reporter, told } = await registered()
    backend.failNext(batchPath, { kind: 'cut' }, { kind: 'cut' })
    reporter.enqueue(eventOf('e0', true))
    await reporter.flush()
    expect(told.states).toEqual([])
    backend.failNext(batchPath, { kind: 'cut' }, { kind: 'cut' }, { kind: 'cut' })
    reporter.enqueue(eventOf('e1', true))
    await reporter.flush()
    expect(told.states).toEqual(['degraded', 'healthy'])
    expect(reporter.state).toBe('healthy')
  })

  test('of a backend that comes back at another port, with another id and no memory, loses nothing', async () => {
    let current = backend
    const client = new BackendClient({
      principal,
      endpoint: async () => ({ url: current.url, certificate: current.certificate }),
    })
    const { reporter } = reporterOf({}, client)
    enqueueMany(reporter, 3, true)
    await reporter.flush()
    await backend.close()
    reporter.enqueue(eventOf('late', true))
    expect((await reporter.flush({ timeoutMs: 50 })).complete).toBe(false)
    current = await startTestBackend({ backendId: 'another' })
    expect((await reporter.flush()).complete).toBe(true)
    expect(current.eventIds).toEqual(['late'])
    await current.close()
    backend = await startTestBackend({ certificate })
  })
})

describe('a refusal', () => {
  test('for a principal that is unknown is met by registering', async () => {
    const { reporter, told } = reporterOf()
    reporter.enqueue(eventOf('e0', true))
    await reporter.flush()
    backend.forgetPrincipals()
    reporter.enqueue(eventOf('e1', true))
    await reporter.flush()
    expect(backend.eventIds).toEqual(idsOf(2))
    expect(told.problems).toEqual([])
    expect(backend.requests.filter(({ path }) => path === '/api/v1/agents')).toHaveLength(2)
  })

  test('for another audience is met by learning it anew, also while registering', async () => {
    const { reporter, told } = await registered()
    backend.backendId = 'second'
    reporter.enqueue(eventOf('e0', true))
    await reporter.flush()
    backend.backendId = 'third'
    backend.forgetPrincipals()
    reporter.enqueue(eventOf('e1', true))
    await reporter.flush()
    expect(backend.batches.map((batch) => batch.audience)).toEqual(['second', 'third'])
    expect(told.problems).toEqual([])
  })

  test('that no remedy removes gives the batch up, tells it, and lets the next one pass', async () => {
    const { reporter, told } = await registered()
    const refused = { kind: 'error', error: new ReeveError('principal-unknown') } as const
    backend.failNext(batchPath, refused, refused, refused, refused)
    enqueueMany(reporter, 101)
    const { totals } = await reporter.flush()
    expect(totals).toMatchObject({ batches: 2, events: 101, accepted: 1, rejected: 100 })
    expect(told.problems.map((problem) => problem.code)).toEqual(['principal-unknown'])
  })

  test.each([
    ['of the whole batch', batchPath, new ReeveError('request-invalid', { field: 'f', reason: 'r' })],
    ['of the signature', batchPath, new ReeveError('signature-invalid')],
    ['of the registration', '/api/v1/agents', new ReeveError('key-mismatch')],
  ])('%s is not retried', async (_, path, error) => {
    const { reporter, told } = reporterOf()
    backend.failNext(path, { kind: 'error', error })
    reporter.enqueue(eventOf('e0', true))
    const result = await reporter.flush()
    expect(result).toMatchObject({ complete: true, totals: { batches: 1, events: 1, rejected: 1 } })
    expect(told.problems.map((problem) => problem.code)).toEqual([error.code])
  })

  test('for an audience that was given stands', async () => {
    const client = new BackendClient({ url: backend.url, certificate: certificate.cert, principal, audience: 'other' })
    const { reporter, told } = reporterOf({}, client)
    reporter.enqueue(eventOf('e0', true))
    expect((await reporter.flush()).totals.rejected).toBe(1)
    expect(told.problems.map((problem) => problem.code)).toEqual(['principal-unknown'])
  })
})

describe('a full buffer', () => {
  test('drops news, counts it, and tells of it in an event once sending works', async () => {
    const { reporter } = await registered({ buffer: new EventBuffer({ maxEvents: 5 }) })
    enqueueMany(reporter, 8)
    expect(reporter.totals.dropped).toBe(3)
    const { totals } = await reporter.close()
    expect(totals).toMatchObject({ batches: 2, accepted: 6, dropped: 3 })
    expect(backend.batches.at(-1)?.events).toMatchObject([
      { type: 'reeve.events.dropped', source: source(), data: { high: 0, normal: 0, low: 3, total: 3 } },
    ])
  })

  test('makes state wait, and takes news meanwhile', async () => {
    const { reporter } = await registered({ buffer: new EventBuffer({ maxEvents: 10 }) })
    backend.failNext(batchPath, { kind: 'cut' }, { kind: 'cut' }, { kind: 'cut' })
    const state = Array.from({ length: 40 }, (_, i) => eventOf(`s${i}`, true))
    const taken = reporter.enqueueState(state)
    for (let i = 0; i < 5; i++) expect(reporter.enqueue(eventOf(`n${i}`, true))).toBe(true)
    await taken
    await reporter.flush()
    expect(backend.eventIds.filter((id) => id.startsWith('s'))).toEqual(state.map(({ id }) => id))
    expect(reporter.totals.dropped).toBe(0)
  })

  test('lets who waits for room give up', async () => {
    const { reporter } = reporterOf({ buffer: new EventBuffer({ maxEvents: 2 }) })
    const controller = new AbortController()
    const taken = reporter.enqueueState([eventOf('a'), eventOf('b'), eventOf('c')], controller.signal)
    controller.abort(new Error('enough'))
    await expect(taken).rejects.toThrow('enough')
  })
})

describe('flushing', () => {
  test('of nothing ends at once, without a request', async () => {
    const { reporter } = reporterOf()
    expect(await reporter.flush()).toMatchObject({ complete: true, remaining: 0 })
    expect(backend.requests).toHaveLength(0)
  })

  test('says what remains at its timeout', async () => {
    const { reporter } = await registered()
    backend.failNext(batchPath, { kind: 'stall' })
    enqueueMany(reporter, 3)
    expect(await reporter.flush({ timeoutMs: 50 })).toMatchObject({ complete: false, remaining: 3 })
  })

  test('does not wait for a pause to end', async () => {
    const { reporter, told } = await registered({ backoffMs: [3_600_000] })
    backend.failNext(batchPath, { kind: 'cut' })
    reporter.enqueue(eventOf('e0', true))
    await expect.poll(() => told.problems.length).toBe(1)
    expect((await reporter.flush()).complete).toBe(true)
  })

  test('ends with what was enqueued before, whatever comes after', async () => {
    const { reporter } = await registered()
    reporter.enqueue(eventOf('e0'))
    const flushed = reporter.flush()
    reporter.enqueue(eventOf('e1'))
    expect((await flushed).complete).toBe(true)
    expect(backend.eventIds[0]).toBe('e0')
  })
})

describe('closing', () => {
  test('sends what waits, then takes nothing more', async () => {
    const { reporter } = await registered()
    enqueueMany(reporter, 3)
    const closed = reporter.close()
    expect(reporter.enqueue(eventOf('late'))).toBe(false)
    expect(await closed).toMatchObject({ complete: true, remaining: 0 })
    expect(reporter.close()).toBe(closed)
    expect(backend.eventIds).toEqual(idsOf(3))
  })

  test('gives up what is under way at its timeout, and ends every flush', async () => {
    const { reporter, told } = await registered()
    backend.failNext(batchPath, { kind: 'stall' })
    enqueueMany(reporter, 3)
    const flushed = reporter.flush()
    expect(await reporter.close({ timeoutMs: 50 })).toMatchObject({ complete: false, remaining: 3 })
    expect(await flushed).toMatchObject({ complete: false, remaining: 3 })
    expect(told.problems).toEqual([])
  })
})

test('closing waits neither for a backend that cannot be found, nor for state that found no room', async () => {
  const never = new BackendClient({ principal, endpoint: () => new Promise(() => {}) })
  const { reporter } = reporterOf({ buffer: new EventBuffer({ maxEvents: 2 }) }, never)
  reporter.enqueue(eventOf('e0', true))
  const taken = reporter.enqueueState([eventOf('e1', true)])
  const closed = reporter.close({ timeoutMs: 50 })
  await expect(taken).rejects.toThrow('aborted')
  expect(await closed).toMatchObject({ complete: false, remaining: 1 })
})

test('a reporter needs a client with a principal', () => {
  const client = new BackendClient({ url: backend.url })
  expect(() => new Reporter({ client, registration: { name: 'n', kind: 'agent' }, source })).toThrow('x-agent-id')
})

test('nothing that goes wrong shows a key, a signature or an event', async () => {
  const { reporter, told } = reporterOf()
  const error = new ReeveError('signature-invalid')
  backend.failNext(batchPath, { kind: 'cut' }, { kind: 'raw', status: 200, body: 'canary' }, { kind: 'error', error })
  reporter.enqueue(createEvent('reeve.module.failed', source(), { module: 'canary', reason: null }))
  await reporter.flush()
  expect(told.problems).toHaveLength(3)
  const seen = JSON.stringify(told.problems.map((problem) => [problem.message, problem.stack, problem.toBody(), String(problem.cause)]))
  const secrets = backend.requests
    .flatMap(({ headers }) => [headers['x-signature'], headers['x-nonce']])
    .filter((value) => value !== undefined)
  for (const secret of ['canary', ...secrets]) expect(seen).not.toContain(secret)
})
