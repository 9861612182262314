import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { healthSchema, routes } from '@reeve/protocol/api'
import { startTestBackend, type TestBackend } from './support/backend.ts'
import { send } from './support/client.ts'

let backend: TestBackend
beforeAll(async () => {
  backend = await startTestBackend()
}, 60_000)
afterAll(() => backend.close())

const portOf = ({ target }: TestBackend): number => Number(new URL(target.url).port)

test('HTTP/2 and HTTP/1.1 are spoken on one port', async () => {
  const session = connectHttp2(backend.target.url, { ca: backend.target.certificate, servername: 'localhost' })
  const stream = session.request({ ':path': routes.getHealth.path })
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  let text = ''
  for await (const part of stream.setEncoding('utf8')) text += part
  session.close()
  expect(headers[':status']).toBe(200)
  const answer = await send(backend.target, 'GET', routes.getHealth.path, {})
  expect(healthSchema.parse(JSON.parse(text)).backendId).toBe(healthSchema.parse(answer.body).backendId)
})

test('TLS 1.3 is the least that is spoken', async () => {
  const options = { host: '127.0.0.1', port: portOf(backend), ca: backend.target.certificate, servername: 'localhost' }
  const modern = connectTls(options)
  await once(modern, 'secureConnect')
  expect(modern.getProtocol()).toBe('TLSv1.3')
  modern.destroy()
  const dated = connectTls({ ...options, maxVersion: 'TLSv1.2' })
  const [error] = (await once(dated, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toMatch(/TLS|SSL|ECONNRESET/)
})

test('every answer bears its request’s id, and an error that was not foreseen tells no more than that', async () => {
  const principal = await backend.newPrincipal()
  const database = backend.database.db
  await database.schema.alterTable('trust_score_history').renameTo('gone').execute()
  const path = `${routes.getTrustScore.path.replace(':id', principal.id)}?audience=${principal.target.backendId}`
  const answer = await principal.raw('GET', path, Buffer.alloc(0))
  await database.schema.alterTable('gone').renameTo('trust_score_history').execute()
  const requestId = String(answer.headers['x-request-id'])
  expect(answer).toMatchObject({ status: 500, body: { error: { code: 'backend-internal', details: { requestId } } } })
  expect(JSON.stringify(answer.body)).not.toContain('trust_score_history')
  expect(backend.log.some((line) => line.includes(requestId) && line.includes('trust_score_history'))).toBe(true)
})

test('a client that stays connected does not keep the backend from ending', async () => {
  const ending = await startTestBackend()
  const session = connectHttp2(ending.target.url, { ca: ending.target.certificate, servername: 'localhost' })
  await once(session, 'connect')
  const idle = connectTls({ host: '127.0.0.1', port: portOf(ending), ca: ending.target.certificate, servername: 'localhost' })
  await once(idle, 'secureConnect')
  const left = Promise.all([once(session, 'close'), once(idle, 'close')])
  await ending.close()
  await left
})
