import { createServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { once } from 'node:events'
import { errorCatalogue, ReeveError } from '@reeve/protocol/errors'
import { createKeyPair } from '@reeve/protocol/signing'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { BackendClient } from '../src/backend-client.ts'
import { originOf } from '../src/endpoint.ts'
import { type Principal, principalOf } from '../src/principal.ts'
import { retryAfterMs } from '../src/request-failure.ts'
import { type Certificate, createCertificate, type Fault, startTestBackend, type TestBackend } from './test-backend.ts'

let certificate: Certificate
let backend: TestBackend
let principal: Principal
const clients: BackendClient[] = []

const clientOf = (options: ConstructorParameters<typeof BackendClient>[0]): BackendClient => {
  const client = new BackendClient(options)
  clients.push(client)
  return client
}
const defaultClient = (more: object = {}): BackendClient =>
  clientOf({ url: backend.url, certificate: backend.certificate, principal, ...more })

const failureOf = async (promise: Promise<unknown>): Promise<ReeveError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ReeveError)
  return error as ReeveError
}

beforeAll(async () => {
  certificate = await createCertificate()
})
beforeEach(async () => {
  backend = await startTestBackend({ certificate })
  principal = principalOf(createKeyPair())
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
  await backend.close()
})

describe('a request', () => {
  test('is sent over HTTP/2 and TLS 1.3 to the pinned certificate', async () => {
    const health = await defaultClient().request('getHealth')
    expect(health.backendId).toBe(backend.backendId)
    expect(backend.requests[0]).toMatchObject({ httpVersion: '2.0', tlsVersion: 'TLSv1.3' })
    expect(backend.requests[0]?.headers['x-signature']).toBeUndefined()
  })

  test('is signed, and names its audience in the query when it has no body', async () => {
    const client = defaultClient()
    await client.register('test', 'supervisor')
    await client.request('listDetections', { query: { kind: 'agent', search: 'a b&c' } })
    const sent = backend.requests.at(-1)
    expect(sent?.path).toBe(`/api/v1/detections?kind=agent&search=a+b%26c&audience=${backend.backendId}`)
    expect(sent?.headers['x-agent-id']).toBe(principal.id)
  })

  test('puts parameters into the path, escaped', async () => {
    const client = defaultClient()
    await client.register('test', 'supervisor')
    expect((await client.request('getAgent', { params: { id: 'a/b' } })).id).toBe('a/b')
  })

  test('names audience and principal in its body', async () => {
    const registered = await defaultClient().register('test', 'supervisor')
    expect(registered.id).toBe(principal.id)
    const body = JSON.parse(backend.requests.at(-1)?.body.toString() ?? '')
    expect(body).toMatchObject({ audience: backend.backendId, principal: principal.id, name: 'test', kind: 'supervisor' })
  })

  test('learns the audience once', async () => {
    const client = defaultClient()
    await Promise.all([client.register('test', 'supervisor'), client.audience()])
    await client.audience()
    expect(backend.requests.filter(({ path }) => path === '/api/v1/health')).toHaveLength(1)
  })

  test('compresses a body over a kilobyte, and signs the octets that travel', async () => {
    const client = defaultClient()
    await client.register('test', 'supervisor')
    const body = { batchId: crypto.randomUUID(), sentAt: new Date().toISOString(), events: [{ filler: 'x'.repeat(4000) }] }
    const result = await client.request('postBatch', { body })
    expect(result).toMatchObject({ batchId: body.batchId, rejected: 1 })
    expect(backend.requests.at(-1)?.headers['content-encoding']).toBe('gzip')
    expect(backend.requests.at(-1)?.body.length).toBeLessThan(500)
  })

  test('that must be signed is refused by a client without a principal', async () => {
    const client = clientOf({ url: backend.url, certificate: backend.certificate, audience: 'known' })
    expect((await failureOf(client.register('test', 'agent'))).code).toBe('signature-missing')
  })

  test('shares five connections at most with all others', async () => {
    const client = defaultClient()
    await Promise.all(Array.from({ length: 40 }, () => client.request('getHealth')))
    expect(backend.requests).toHaveLength(40)
    expect(backend.openConnections).toBeLessThanOrEqual(5)
  })

  test('falls back to HTTP/1.1 where HTTP/2 is not spoken', async () => {
    const versions: string[] = []
    const server = createHttpsServer({ ...certificate }, (request, response) => {
      versions.push(request.httpVersion)
      response.end(JSON.stringify({ rows: [] }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = clientOf({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certificate: certificate.cert })
    expect(await client.request('listAgents')).toEqual({ rows: [] })
    expect(versions).toEqual(['1.1'])
    await client.close()
    server.close()
  })
})

describe('an endpoint', () => {
  test.each([
    ['http://127.0.0.1:1', 'https://'],
    ['no url', 'https://'],
    ['https://user:hunter2@host', 'host and a port'],
    ['https://host/?token=hunter2', 'host and a port'],
    ['https://host/path', 'host and a port'],
  ])('%s is refused, and not repeated', (url, words) => {
    expect(() => new BackendClient({ url })).toThrow(words)
    expect(() => originOf(url)).not.toThrow('hunter2')
  })

  test('with another certificate than the pinned one is not believed', async () => {
    const other = await createCertificate()
    const error = await failureOf(defaultClient({ certificate: other.cert }).request('getHealth'))
    expect(error).toMatchObject({ code: 'backend-unreachable', details: { url: backend.url } })
    expect(error.details.reason).toBe('its certificate is not the one that is trusted')
    expect(backend.requests).toHaveLength(0)
  })

  test('with the pinned certificate under another name is not believed', async () => {
    const other = await createCertificate('elsewhere.example')
    const server = await startTestBackend({ certificate: other })
    const error = await failureOf(clientOf({ url: server.url, certificate: other.cert }).request('getHealth'))
    expect(error.details.reason).toBe('its certificate is for another name')
    await server.close()
  })

  test('that moved is found again within one request, with its new certificate', async () => {
    let current = backend
    let asked = 0
    const client = clientOf({
      principal,
      endpoint: async () => {
        asked++
        return { url: current.url, certificate: current.certificate }
      },
    })
    await client.request('getHealth')
    current = await startTestBackend({ backendId: 'moved' })
    await backend.close()
    expect((await client.request('getHealth')).backendId).toBe('moved')
    await client.request('getHealth')
    expect(asked).toBe(2)
    await current.close()
    expect((await failureOf(client.request('getHealth'))).code).toBe('backend-unreachable')
    backend = await startTestBackend({ certificate, backendId: 'again' })
    current = backend
    expect((await client.request('getHealth')).backendId).toBe('again')
  })

  test('that cannot be told is told as the error it gave', async () => {
    const failed = clientOf({ endpoint: () => Promise.reject(new ReeveError('backend-start-failed', { reason: 'r', log: 'l' })) })
    expect((await failureOf(failed.request('getHealth'))).code).toBe('backend-start-failed')
    const broken = clientOf({
      endpoint: () => {
        throw new Error('hunter2')
      },
    })
    const error = await failureOf(broken.request('getHealth'))
    expect(error.code).toBe('backend-unreachable')
    expect(error.message).not.toContain('hunter2')
  })
})

describe('a failure', () => {
  const unreachable = (words: string) => ({ code: 'backend-unreachable', words })
  const table: [string, Fault[], { code: string; words: string; retryAfterMs?: number }][] = [
    ['a connection that is cut', [{ kind: 'cut' }], unreachable('cut')],
    ['an answer that is cut', [{ kind: 'cut-body' }], unreachable('cut')],
    ['silence', [{ kind: 'stall' }], unreachable('too long to answer')],
    ['garbage', [{ kind: 'raw', status: 200, body: '<html>' }], unreachable('not what the protocol says')],
    ['an answer of 9 MB', [{ kind: 'raw', status: 200, body: ' '.repeat(9_000_000) }], unreachable('longer than 8388608')],
    ['a proxy’s 502', [{ kind: 'raw', status: 502, body: 'bad gateway' }], unreachable('status 502')],
    ['a redirect', [{ kind: 'raw', status: 302, body: '', headers: { location: 'https://x' } }], unreachable('status 302')],
    ['a proxy’s 403', [{ kind: 'raw', status: 403, body: 'no' }], { code: 'request-invalid', words: 'status 403' }],
    ['a proxy’s 404', [{ kind: 'raw', status: 404, body: 'no' }], { code: 'not-found', words: '/api/v1/health' }],
    ['a proxy’s 405', [{ kind: 'raw', status: 405, body: 'no' }], { code: 'method-unsupported', words: 'GET' }],
    ['a proxy’s 413', [{ kind: 'raw', status: 413, body: 'no' }], { code: 'body-too-large', words: 'larger' }],
    [
      'a proxy’s 429',
      [{ kind: 'raw', status: 429, body: 'no', headers: { 'retry-after': '7' } }],
      { code: 'rate-limited', words: 'requests', retryAfterMs: 7000 },
    ],
    [
      'the backend’s 429',
      [{ kind: 'error', error: new ReeveError('rate-limited', { limit: 1000, seconds: 3 }) }],
      { code: 'rate-limited', words: '1000', retryAfterMs: 3000 },
    ],
    [
      'the backend’s 503 with a date far away',
      [{ kind: 'error', error: new ReeveError('backend-stopping'), retryAfter: 'Fri, 31 Dec 2100 23:59:59 GMT' }],
      { code: 'backend-stopping', words: 'stopping', retryAfterMs: 60_000 },
    ],
    [
      'the backend’s 500',
      [{ kind: 'error', error: new ReeveError('backend-internal', { requestId: 'r1' }) }],
      { code: 'backend-internal', words: 'failed' },
    ],
  ]
  test.each(table)('%s is told in words', async (_, faults, expected) => {
    backend.failNext('/health', ...faults)
    const error = await failureOf(defaultClient({ requestTimeoutMs: 1500 }).request('getHealth'))
    expect(error.code).toBe(expected.code)
    expect(error.message).toContain(expected.words)
    expect(errorCatalogue[error.code].action).toBeTruthy()
    expect(retryAfterMs(error)).toBe(expected.retryAfterMs ?? 0)
  })

  test('leaves the client usable', async () => {
    const client = defaultClient()
    backend.failNext('/health', { kind: 'cut' })
    await failureOf(client.request('getHealth'))
    expect((await client.request('getHealth')).status).toBe('healthy')
  })

  test('of connecting says so', async () => {
    await backend.close()
    const refused = await failureOf(defaultClient().request('getHealth'))
    expect(refused.details.reason).toBe('nothing listens there')
    backend = await startTestBackend({ certificate })
  })

  test('of a port that speaks no TLS says so', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = clientOf({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` })
    expect((await failureOf(client.request('getHealth'))).details.reason).toBe('it does not speak TLS')
    server.close()
  })

  test('of a server that speaks no more than TLS 1.2 says so', async () => {
    const server = createHttpsServer({ ...certificate, maxVersion: 'TLSv1.2' })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = clientOf({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, certificate: certificate.cert })
    expect((await failureOf(client.request('getHealth'))).details.reason).toBe('it does not speak TLS 1.3')
    server.close()
  })

  test('of a port that takes connections and says nothing ends at the connect timeout', async () => {
    const server = createTcpServer((socket) => void socket.on('error', () => {}))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = clientOf({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, connectTimeoutMs: 200 })
    expect((await failureOf(client.request('getHealth'))).details.reason).toBe('it took too long to connect')
    await client.close()
    server.close()
  })

  test('by the caller’s own signal rejects with its reason', async () => {
    const controller = new AbortController()
    backend.failNext('/health', { kind: 'stall' })
    const asked = defaultClient().request('getHealth', { signal: controller.signal })
    await backend.seen('/health', 1)
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })

  test('by closing ends what is under way, and all that comes after', async () => {
    const client = defaultClient()
    backend.failNext('/health', { kind: 'stall' })
    const failed = failureOf(client.request('getHealth'))
    await backend.seen('/health', 1)
    await client.close()
    expect((await failed).details.reason).toBe('the client was closed')
    expect((await failureOf(client.request('getHealth'))).details.reason).toBe('the client was closed')
  })
})

test('closing ends a request that still waits to learn where the backend is', async () => {
  const client = clientOf({ endpoint: () => new Promise(() => {}) })
  const failed = failureOf(client.request('getHealth'))
  await client.close()
  expect((await failed).message).toContain('an unknown address')
})

test('a learnt audience can be forgotten, a given one stays', async () => {
  const learnt = defaultClient()
  await learnt.audience()
  backend.backendId = 'new'
  expect(await learnt.audience()).not.toBe('new')
  expect(learnt.forgetAudience()).toBe(true)
  expect(await learnt.audience()).toBe('new')
  const given = defaultClient({ audience: 'fixed' })
  expect(await given.audience()).toBe('fixed')
  expect(given.forgetAudience()).toBe(false)
})
