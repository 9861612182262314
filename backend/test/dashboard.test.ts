import { mkdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dashboardLinkSchema, dashboardSessionSchema, routes, summarySchema } from '@reeve/protocol/api'
import { gatewayCloseCodes, gatewayPath } from '@reeve/protocol/gateway'
import { SessionService } from '../src/dashboard/sessions.ts'
import { startTestBackend, type TestBackend } from './support/backend.ts'
import type { Answer, TestPrincipal } from './support/client.ts'
import { temporaryFolder } from './support/databases.ts'
import { serverDetected } from './support/events.ts'
import { TestSocket } from './support/gateway.ts'

let backend: TestBackend
let principal: TestPrincipal
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
  await mkdir(join(folder.path, 'assets'))
  await writeFile(join(folder.path, 'index.html'), '<!doctype html><title>Reeve</title>')
  await writeFile(join(folder.path, 'assets', 'page.js'), 'export {}')
  await writeFile(join(folder.path, '.secret'), 'no')
  backend = await startTestBackend({ webviewDirectory: folder.path })
  principal = await backend.newPrincipal()
}, 60_000)
afterAll(async () => {
  await backend.close()
  await folder.remove()
})

/** A plain request to the dashboard's port; `host` may be another name. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(new URL(path, backend.backend.dashboardUrl), {
      method,
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    })
    asking.on('response', (response) => {
      let text = ''
      response.on('data', (part: Buffer) => {
        text += part.toString()
      })
      response.on('end', () => {
        const isJson = String(response.headers['content-type']).includes('json')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: isJson ? JSON.parse(text) : text })
      })
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

const createLink = async () => dashboardLinkSchema.parse((await principal.post(routes.createDashboardLink.path, {})).body)
const exchange = (token: string) => ask('POST', routes.createDashboardSession.path, {}, JSON.stringify({ token }))

async function openSession(): Promise<string> {
  const { url } = await createLink()
  const answer = await exchange(new URL(url).hash.replace('#token=', ''))
  return dashboardSessionSchema.parse(answer.body).sessionToken
}

const errorCodeOf = (answer: Answer): unknown => (answer.body as { error?: { code: unknown } }).error?.code

test('a link opens one session, which reads what principals read', async () => {
  const { url } = await createLink()
  expect(url.startsWith(`${backend.backend.dashboardUrl}/#token=`)).toBe(true)
  const token = new URL(url).hash.replace('#token=', '')
  const { sessionToken } = dashboardSessionSchema.parse((await exchange(token)).body)
  const again = await exchange(token)
  expect([again.status, errorCodeOf(again)]).toEqual([401, 'link-used'])
  const summary = await ask('GET', routes.getSummary.path, { authorization: `Bearer ${sessionToken}` })
  expect(summarySchema.parse(summary.body).servers).toBe(0)
  expect(backend.log.join()).not.toContain(token)
  expect(backend.log.join()).not.toContain(sessionToken)
})

test('links end after a minute, sessions after twelve hours', () => {
  const sessions = new SessionService()
  const now = Date.now()
  expect(() => sessions.openSession(sessions.createLink(now).token, now + 60_000)).toThrow(/used before/)
  const { sessionToken } = sessions.openSession(sessions.createLink(now).token, now + 59_000)
  expect(sessions.isSession(sessionToken, now + 12 * 3_600_000)).toBe(true)
  expect(sessions.isSession(sessionToken, now + 12 * 3_600_000 + 60_000)).toBe(false)
  expect(() => sessions.sessionEnd('unknown')).toThrow(/session/)
})

test.each(['GET', 'POST'])('without a session a %s is refused', async (method) => {
  const path = method === 'GET' ? routes.listEvents.path : routes.postBatch.path
  const answer = await ask(method, path)
  expect([answer.status, errorCodeOf(answer)]).toEqual(method === 'GET' ? [401, 'session-invalid'] : [404, 'not-found'])
})

test('a signature does not read on the dashboard’s port', async () => {
  const path = `${routes.getSummary.path}?audience=${principal.target.backendId}`
  const signed = await principal.sign('GET', path, Buffer.alloc(0))
  expect(errorCodeOf(await ask('GET', path, { ...signed }))).toBe('session-invalid')
})

describe('another site', () => {
  const port = () => new URL(backend.backend.dashboardUrl).port
  test.each([
    ['a name that was bound to loopback', () => ({ host: `evil.example:${port()}` })],
    ['a name without a port', () => ({ host: 'localhost' })],
    ['another port of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['an opaque origin', () => ({ origin: 'null' })],
  ])('%s is refused', async (_name, headers) => {
    for (const path of ['/', routes.getHealth.path]) {
      const answer = await ask('GET', path, headers())
      expect([answer.status, errorCodeOf(answer)]).toEqual([403, 'origin-refused'])
    }
  })

  test('the dashboard under its own names is served', async () => {
    for (const host of [`localhost:${port()}`, `127.0.0.1:${port()}`]) {
      expect((await ask('GET', '/', { host, origin: `http://${host}` })).status).toBe(200)
    }
  })

  test('a socket of another origin is refused', async () => {
    const socket = new TestSocket(`${backend.backend.dashboardUrl.replace('http', 'ws')}${gatewayPath}`, { origin: 'http://evil.example' })
    expect(await socket.end()).toBe(403)
  })
})

test('pages are served with a policy that lets nothing else in', async () => {
  const page = await ask('GET', '/')
  expect(page.body).toContain('<title>Reeve</title>')
  expect(page.headers['content-security-policy']).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://${new URL(backend.backend.dashboardUrl).host}; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  expect(page.headers['access-control-allow-origin']).toBeUndefined()
  expect((await ask('GET', '/assets/page.js')).headers['content-type']).toContain('javascript')
})

test.each(['/.secret', '/../package.json', '/%2e%2e/package.json', '/nothing.js'])('%s is not served', async (path) => {
  const answer = await ask('GET', path)
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.body).not.toContain('private')
})

describe('the gateway', () => {
  const open = () => new TestSocket(`${backend.backend.dashboardUrl.replace('http', 'ws')}${gatewayPath}`)
  const opened = async () => {
    const socket = open()
    await new Promise((resolve) => socket.socket.once('open', resolve))
    return socket
  }

  test('welcomes a session, and tells it what is stored', async () => {
    const socket = await opened()
    socket.send({ type: 'authenticate', sessionToken: await openSession() })
    await socket.next('welcome')
    socket.send({ type: 'subscribe', channels: ['events'] })
    socket.send({ type: 'heartbeat', at: new Date().toISOString(), state: 'healthy', queuedEvents: 0, droppedEvents: 0 })
    await socket.next('heartbeat')
    const event = serverDetected(principal.source(), 'live')
    await principal.batch([event])
    const { rows } = await socket.next('events')
    expect(rows.map((row) => row.event.id)).toEqual([event.id])
    expect(socket.messages.some((message) => message.type === 'synchronize')).toBe(false)
    await socket.close()
  })

  test.each([
    ['an unknown session', { type: 'authenticate', sessionToken: 'unknown' }],
    ['another message first', { type: 'subscribe', channels: ['events'] }],
  ])('%s is turned away', async (_name, message) => {
    const socket = await opened()
    socket.send(message)
    expect(await socket.next('error')).toMatchObject({ code: 'session-invalid' })
    expect(await socket.end()).toBe(gatewayCloseCodes.unauthenticated)
  })

  test('strangers beyond a bound are closed, the oldest first', async () => {
    const sockets: TestSocket[] = []
    for (let index = 0; index < 65; index++) sockets.push(await opened())
    expect(await sockets[0]?.end()).toBe(gatewayCloseCodes.replaced)
    await Promise.all(sockets.slice(1).map((socket) => socket.close()))
  })
})
