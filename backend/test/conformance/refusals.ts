import { randomBytes, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type AuditRecord, routes } from '@reeve/protocol/api'
import { errorBodySchema, errorCatalogue, type ErrorCode } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import { createKeyPair, createNonce } from '@reeve/protocol/signing'
import { startTestBackend, type TestBackend } from '../support/backend.ts'
import { type Answer, okBody, send, TestPrincipal } from '../support/client.ts'
import { serverDetected, workspaceOpened } from '../support/events.ts'

/** Expects an error of the catalogue with what to do next, and gives its audit record. */
async function expectRefusal(reader: TestPrincipal, answer: Answer, code: ErrorCode): Promise<AuditRecord> {
  const { error } = errorBodySchema.parse(answer.body)
  expect({ status: answer.status, code: error.code }).toEqual({ status: errorCatalogue[code].status, code })
  expect(error.message).not.toMatch(/\{[a-z]+\}/i)
  expect(error.action).not.toBe('')
  const requestId = String(answer.headers['x-request-id'])
  const record = (await reader.get('listAudit', { limit: '500' })).rows.find((row) => row.requestId === requestId)
  expect(record).toMatchObject({ status: answer.status, errorCode: code, repeated: 0 })
  return record as AuditRecord
}

const noBody = Buffer.alloc(0)
const minuteMs = 60_000

/** A request that is refused, and by what. Each gets a registered principal and a batch with one good event. */
const refusedBatches: Record<string, { code: ErrorCode; batch: (principal: TestPrincipal, event: unknown) => Promise<Answer> }> = {
  'a missing signature': { code: 'signature-missing', batch: (p, e) => p.batch([e], { headers: { 'x-signature': undefined } }) },
  'a malformed nonce': { code: 'signature-missing', batch: (p, e) => p.batch([e], { headers: { 'x-nonce': 'short' } }) },
  'a signature by another key': {
    code: 'signature-invalid',
    batch: (p, e) => new TestPrincipal(p.target, createKeyPair()).batch([e], { as: p.id, change: { principal: p.id } }),
  },
  'a body that was changed': {
    code: 'signature-invalid',
    batch: (p, e) => p.batch([e], { tamper: (octets) => Buffer.from(octets.toString().replace('cursor', 'vscode')) }),
  },
  'a body that was compressed after it was signed': {
    code: 'signature-invalid',
    batch: (p, e) => p.batch([e], { tamper: gzipSync, headers: { 'content-encoding': 'gzip' } }),
  },
  'a clock that is slow': { code: 'clock-skewed', batch: (p, e) => p.batch([e], { now: Date.now() - 6 * minuteMs }) },
  'a clock that is fast': { code: 'clock-skewed', batch: (p, e) => p.batch([e], { now: Date.now() + 6 * minuteMs }) },
  'an unknown principal': { code: 'principal-unknown', batch: (p, e) => new TestPrincipal(p.target).batch([e]) },
  'another audience': { code: 'audience-mismatch', batch: (p, e) => p.batch([e], { change: { audience: randomUUID() } }) },
  'a body for another principal': { code: 'principal-mismatch', batch: (p, e) => p.batch([e], { change: { principal: 'f'.repeat(32) } }) },
  'a zip bomb': {
    code: 'body-inflates-too-far',
    batch: (p) =>
      p.raw('POST', routes.postBatch.path, gzipSync(Buffer.alloc(limits.inflatedBodyBytes + 1)), {
        headers: { 'content-encoding': 'gzip' },
      }),
  },
  'a body over the limit': {
    code: 'body-too-large',
    batch: (p) => p.raw('POST', routes.postBatch.path, randomBytes(limits.requestBodyBytes + 1)),
  },
  'malformed JSON': { code: 'body-malformed', batch: (p) => p.raw('POST', routes.postBatch.path, Buffer.from('{"audience":')) },
  'octets that are not UTF-8': {
    code: 'body-malformed',
    batch: (p) => p.raw('POST', routes.postBatch.path, Buffer.from([0x22, 0xff, 0x22])),
  },
  'gzip that is not gzip': { code: 'body-malformed', batch: (p, e) => p.batch([e], { headers: { 'content-encoding': 'gzip' } }) },
  'an unknown encoding': { code: 'body-malformed', batch: (p, e) => p.batch([e], { headers: { 'content-encoding': 'br' } }) },
  'an empty body': {
    code: 'body-malformed',
    batch: (p) => p.raw('POST', routes.postBatch.path, noBody, { headers: { 'content-type': 'application/json' } }),
  },
  'another media type': { code: 'media-type-unsupported', batch: (p, e) => p.batch([e], { headers: { 'content-type': 'text/plain' } }) },
  'a body that fails its schema': { code: 'request-invalid', batch: (p, e) => p.batch([e], { batchId: 'not a uuid' }) },
  'a batch without events': { code: 'request-invalid', batch: (p) => p.batch([]) },
  'a batch with too many events': { code: 'request-invalid', batch: (p) => p.batch(Array(limits.batchEventsAccepted + 1).fill({})) },
}

/** Events that are refused by themselves. */
const refusedEvents: Record<string, { code: ErrorCode; spoil: (event: Record<string, unknown>) => unknown }> = {
  'no object': { code: 'event-invalid', spoil: () => 'event' },
  'an unknown type': { code: 'event-type-unknown', spoil: (event) => ({ ...event, type: 'reeve.unknown.happened' }) },
  'data that fail their schema': { code: 'event-invalid', spoil: (event) => ({ ...event, data: { name: 3 } }) },
  'no subject': { code: 'event-invalid', spoil: ({ subject, ...event }) => (subject ? event : undefined) },
  'a source of another principal': {
    code: 'event-source-foreign',
    spoil: (event) => ({ ...event, source: `reeve://${'f'.repeat(32)}/w1` }),
  },
  'more than its size': {
    code: 'event-invalid',
    spoil: (event) => ({ ...event, data: { ...(event.data as object), more: 'x'.repeat(limits.eventBytes) } }),
  },
  'the character 0': { code: 'event-invalid', spoil: (event) => ({ ...event, data: { ...(event.data as object), more: 'a\u0000b' } }) },
  'half a surrogate pair': { code: 'event-invalid', spoil: (event) => ({ ...event, data: { ...(event.data as object), more: '\ud800' } }) },
}

export function refusals(context: () => TestBackend): void {
  describe.each(Object.entries(refusedBatches))('a batch with %s', (_name, { code, batch }) => {
    test('is refused, audited, and leaves the good one after it alone', async () => {
      const principal = await context().newPrincipal()
      const event = serverDetected(principal.source(), 'github')
      const answer = await batch(principal, event)
      const record = await expectRefusal(principal, answer, code)
      expect(record.action).toBe('postBatch')
      expect(JSON.stringify(answer.body)).not.toContain('github')
      expect(okBody('postBatch', await principal.batch([event]))).toMatchObject({ accepted: 1 })
    })
  })

  test('a nonce works once', async () => {
    const principal = await context().newPrincipal()
    const nonce = createNonce()
    okBody('postBatch', await principal.batch([serverDetected(principal.source(), 'one')], { nonce }))
    await expectRefusal(principal, await principal.batch([serverDetected(principal.source(), 'two')], { nonce }), 'nonce-used')
    expect((await principal.get('listEvents', { source: principal.source() })).rows).toHaveLength(1)
  })

  test('a stranger cannot use up a nonce', async () => {
    const principal = await context().newPrincipal()
    const nonce = createNonce()
    const stranger = new TestPrincipal(principal.target)
    await expectRefusal(principal, await stranger.batch([{}], { as: principal.id, nonce }), 'signature-invalid')
    okBody('postBatch', await principal.batch([workspaceOpened(principal.source(), 'w')], { nonce }))
  })

  test('a batch sent again after the backend forgot its nonces is refused', async () => {
    const { database } = context()
    const principal = await context().newPrincipal()
    const nonce = createNonce()
    okBody('postBatch', await principal.batch([serverDetected(principal.source(), 'one')], { nonce }))
    const second = await startTestBackend({ database: { ...database, close: async () => {} } })
    const again = new TestPrincipal(second.target, principal.keys)
    const answer = await again.batch([serverDetected(principal.source(), 'two')], { nonce })
    await expectRefusal(again, answer, 'nonce-used')
    await second.close()
  })

  describe.each(Object.entries(refusedEvents))('an event with %s', (_name, { code, spoil }) => {
    test('is refused, and the good ones beside it are kept', async () => {
      const principal = await context().newPrincipal()
      const source = principal.source()
      const [before, bad, after] = ['before', 'bad', 'after'].map((name) => serverDetected(source, name))
      const result = okBody('postBatch', await principal.batch([before, spoil(bad as Record<string, unknown>), after]))
      expect(result).toMatchObject({ accepted: 2, rejected: 1 })
      expect(result.results.map(({ status, error }) => error?.code ?? status)).toEqual(['accepted', code, 'accepted'])
      const stored = await principal.get('listDetections', { source })
      expect(stored.rows.map((row) => row.name)).toEqual(['before', 'after'])
    })
  })

  test.each([
    ['a number that is out of range', '1e999'],
    ['too much depth', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('an event with %s is refused by itself', async (_name, json) => {
    const principal = await context().newPrincipal()
    const [bad, good] = ['bad', 'good'].map((name) => JSON.stringify(serverDetected(principal.source(), name)))
    const head = { audience: principal.target.backendId, principal: principal.id, batchId: randomUUID(), sentAt: new Date().toISOString() }
    const events = `${bad?.replace('"confidence":100', `"confidence":100,"more":${json}`)},${good}`
    const body = Buffer.from(JSON.stringify({ ...head, events: ['EVENTS'] }).replace('"EVENTS"', events))
    const result = okBody('postBatch', await principal.raw('POST', routes.postBatch.path, body))
    expect(result.results.map(({ status, error }) => error?.code ?? status)).toEqual(['event-invalid', 'accepted'])
  })

  describe('a registration', () => {
    const otherKey = Buffer.from(createKeyPair().publicKey).toString('base64')
    const cases: Record<string, { code: ErrorCode; register: (p: TestPrincipal) => Promise<Answer> }> = {
      'without the key it brings': { code: 'signature-invalid', register: (p) => p.register({}, { publicKey: otherKey }) },
      'of an id that is not the key’s': {
        code: 'principal-mismatch',
        register: (p) => p.register({ as: 'chosen' }, { principal: 'chosen' }),
      },
      'signed under another id': { code: 'principal-mismatch', register: (p) => p.register({ as: 'chosen' }) },
      'for another backend': { code: 'audience-mismatch', register: (p) => p.register({}, { audience: 'other' }) },
      'with a key that is no key': { code: 'request-invalid', register: (p) => p.register({}, { publicKey: 'AAAA' }) },
      'with an old clock': { code: 'clock-skewed', register: (p) => p.register({ now: 0 }) },
      'that is too large': { code: 'body-too-large', register: (p) => p.register({}, { more: 'x'.repeat(limits.registrationBodyBytes) }) },
    }
    test.each(Object.entries(cases))('%s is refused', async (_name, { code, register }) => {
      const reader = await context().newPrincipal()
      const record = await expectRefusal(reader, await register(new TestPrincipal(reader.target)), code)
      expect(record.action).toBe('registerAgent')
    })

    test('under an id that another key has is refused', async () => {
      const principal = await context().newPrincipal()
      const other = new TestPrincipal(principal.target)
      const answer = await other.register({ as: principal.id }, { principal: principal.id })
      await expectRefusal(principal, answer, 'key-mismatch')
    })
  })

  test('what is not there, or not so, is told and audited', async () => {
    const principal = await context().newPrincipal()
    const notThere = await expectRefusal(principal, await principal.raw('GET', '/api/v1/nothing', noBody), 'not-found')
    expect(notThere).toMatchObject({ action: 'unknown-route', principal: null })
    await expectRefusal(principal, await principal.raw('PUT', routes.postBatch.path, noBody), 'method-unsupported')
    const unknownAgent = `${routes.getAgent.path.replace(':id', 'nobody')}?audience=${principal.target.backendId}`
    await expectRefusal(principal, await principal.raw('GET', unknownAgent, noBody), 'not-found')
  })

  test('reading needs a signature that names the backend, or a session', async () => {
    const { target } = context()
    const principal = await context().newPrincipal()
    await expectRefusal(principal, await send(target, 'GET', routes.getSummary.path, {}), 'signature-missing')
    await expectRefusal(principal, await principal.raw('GET', routes.getSummary.path, noBody), 'audience-mismatch')
    const headers = { authorization: 'Bearer nobody' }
    await expectRefusal(principal, await send(target, 'GET', routes.getSummary.path, headers), 'session-invalid')
  })

  test('a query that fails its schema names the field', async () => {
    const principal = await context().newPrincipal()
    const answer = await principal.raw('GET', `${routes.listDetections.path}?audience=${principal.target.backendId}&limit=0`, noBody)
    await expectRefusal(principal, answer, 'request-invalid')
    expect(JSON.stringify(answer.body)).toContain('limit')
    const cursor = await principal.raw('GET', `${routes.listEvents.path}?audience=${principal.target.backendId}&cursor=x`, noBody)
    await expectRefusal(principal, cursor, 'request-invalid')
  })
}
