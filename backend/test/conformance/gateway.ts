import { expect, test } from 'vitest'
import { errorCatalogue } from '@reeve/protocol/errors'
import { gatewayCloseCodes } from '@reeve/protocol/gateway'
import { limits } from '@reeve/protocol/limits'
import type { TestBackend } from '../support/backend.ts'
import { TestPrincipal } from '../support/client.ts'
import { serverDetected } from '../support/events.ts'
import { openGateway } from '../support/gateway.ts'
import { eventually } from '../support/eventually.ts'

export function gateway(context: () => TestBackend): void {
  test('a supervisor is welcomed, asked to resynchronise, and answered', async () => {
    const principal = await context().newPrincipal()
    const socket = await openGateway(principal)
    expect(await socket.next('welcome')).toMatchObject({ backendId: principal.target.backendId, protocolVersion: 1 })
    await socket.next('synchronize')
    expect(socket.messages.map((message) => message.type)).toEqual(['welcome', 'synchronize'])
    socket.send({ type: 'heartbeat', at: new Date().toISOString(), state: 'healthy', queuedEvents: 0, droppedEvents: 0 })
    await socket.next('heartbeat')
    expect(await principal.get('getAgent', {}, principal.id)).toMatchObject({ connected: true })
    await socket.close()
    await eventually(async () => (await principal.get('getAgent', {}, principal.id)).connected).toBe(false)
  })

  test('a subscriber gets events as they are stored, and the summary after them', async () => {
    const principal = await context().newPrincipal()
    const socket = await openGateway(principal)
    await socket.next('welcome')
    socket.send({ type: 'subscribe', channels: ['events', 'summary'] })
    await socket.next('summary')
    const event = serverDetected(principal.source(), 'live')
    await principal.batch([event])
    const { rows } = await socket.next('events', (message) => message.rows.some((row) => row.event.id === event.id))
    const stored = (await principal.get('listEvents', { source: principal.source() })).rows
    expect(rows).toEqual(stored)
    await socket.next('summary', ({ summary }) => summary.workspaces.some((workspace) => workspace.source === principal.source()))
    await socket.close()
  })

  test('many events come in messages within the limit, in order', async () => {
    const principal = await context().newPrincipal()
    const socket = await openGateway(principal)
    await socket.next('welcome')
    socket.send({ type: 'subscribe', channels: ['events'] })
    socket.send({ type: 'heartbeat', at: new Date().toISOString(), state: 'healthy', queuedEvents: 0, droppedEvents: 0 })
    await socket.next('heartbeat')
    const events = Array.from({ length: 400 }, (_, index) => serverDetected(principal.source(), `server-${index}`))
    let largest = 0
    socket.socket.on('message', (data) => {
      largest = Math.max(largest, (data as Buffer).length)
    })
    await principal.batch(events)
    await socket.next('events', (message) => message.rows.some((row) => row.event.id === events.at(-1)?.id))
    const ids = socket.messages.flatMap((message) => (message.type === 'events' ? message.rows.map((row) => row.event.id) : []))
    expect(ids.filter((id) => events.some((event) => event.id === id))).toEqual(events.map((event) => event.id))
    expect(largest).toBeLessThanOrEqual(limits.gatewayMessageBytes)
    await socket.close()
  })

  test('an upgrade that is not signed well is refused and audited', async () => {
    const principal = await context().newPrincipal()
    const cases = [
      { open: openGateway(principal, { headers: { 'x-signature': `${'A'.repeat(86)}==` } }), code: 'signature-invalid' },
      { open: openGateway(principal, { audience: 'other' }), code: 'audience-mismatch' },
      { open: openGateway(principal, { now: 0 }), code: 'clock-skewed' },
      { open: openGateway(new TestPrincipal(principal.target)), code: 'principal-unknown' },
    ] as const
    for (const { open, code } of cases) expect(await (await open).end()).toBe(errorCatalogue[code].status)
    const { rows } = await principal.get('listAudit', { limit: '100' })
    const codes = rows.filter((row) => row.action === 'openGateway').map((row) => row.errorCode)
    for (const { code } of cases) expect(codes).toContain(code)
  })

  test.each([
    ['no JSON', '{'],
    ['an unknown message', '{"type":"events","rows":[]}'],
  ])('%s closes the connection', async (_name, text) => {
    const socket = await openGateway(await context().newPrincipal())
    await socket.next('welcome')
    socket.send(text)
    await socket.next('error')
    expect(await socket.end()).toBe(gatewayCloseCodes.malformed)
  })

  test('a message over the limit closes the connection', async () => {
    const socket = await openGateway(await context().newPrincipal())
    await socket.next('welcome')
    socket.send('x'.repeat(limits.gatewayMessageBytes + 1))
    expect(await socket.end()).toBe(1009)
  })
}
