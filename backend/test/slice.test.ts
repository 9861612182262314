import { afterAll, beforeAll, expect, test } from 'vitest'
import { pino } from 'pino'
import { type Backend, createBackend } from '../src/backend.ts'
import { keepCertificate } from '../src/transport/certificate.ts'
import { okBody, TestPrincipal } from './support/client.ts'
import { newPGlite, temporaryFolder } from './support/databases.ts'
import { findingRaised, serverDetected } from './support/events.ts'

let backend: Backend
let principal: TestPrincipal
let remove: () => Promise<void>

beforeAll(async () => {
  const folder = await temporaryFolder()
  remove = folder.remove
  const tls = await keepCertificate(folder.path)
  const database = await newPGlite()
  backend = await createBackend({ database, log: pino({ level: 'warn' }), tls })
  principal = new TestPrincipal({ url: backend.url, certificate: tls.certificate, backendId: database.backendId })
}, 60_000)
afterAll(async () => {
  await backend?.close()
  await remove?.()
})

test('a detection travels to the database and back', async () => {
  okBody('registerAgent', await principal.register())
  const source = principal.source()
  const result = okBody(
    'postBatch',
    await principal.batch([serverDetected(source, 'github'), findingRaised(source, 'f1', 'warning', 'server:github')], { gzip: true }),
  )
  expect(result).toMatchObject({ accepted: 2, duplicates: 0, rejected: 0 })
  expect(await principal.get('getSummary')).toMatchObject({
    servers: 1,
    findings: 1,
    serversByRisk: { atRisk: 0, toLookAt: 1, clean: 0 },
    clients: 1,
  })
  const again = okBody('postBatch', await principal.batch([serverDetected(source, 'github')]))
  expect(again).toMatchObject({ accepted: 0, duplicates: 1, results: [{ status: 'duplicate', reason: 'unchanged' }] })
})
