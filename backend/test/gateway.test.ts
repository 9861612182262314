import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredEvent } from '@reeve/protocol/api'
import { gatewayCloseCodes } from '@reeve/protocol/gateway'
import { GatewayService, toEventMessages } from '../src/gateway/service.ts'
import { startTestBackend, type TestBackend } from './support/backend.ts'
import { makeEvent } from './support/events.ts'
import { openGateway } from './support/gateway.ts'
import { eventually } from './support/eventually.ts'

let backend: TestBackend
beforeAll(async () => {
  backend = await startTestBackend({ heartbeatMs: 100 })
}, 60_000)
afterAll(() => backend.close())

test('a client that answers stays, one that is silent is closed', async () => {
  const principal = await backend.newPrincipal()
  const alive = await openGateway(principal)
  const silent = await openGateway(principal)
  await silent.next('welcome')
  silent.socket.pong = () => {}
  silent.socket.pause()
  silent.socket.removeAllListeners('ping')
  await eventually(() => backend.backend.principals()).toBe(1)
  expect(alive.closed).toBeUndefined()
  await alive.close()
  silent.socket.terminate()
})

test('connections of one principal beyond a bound close the oldest', async () => {
  const principal = await backend.newPrincipal()
  const first = await openGateway(principal)
  await first.next('welcome')
  const others = []
  for (let index = 0; index < 32; index++) {
    const socket = await openGateway(principal)
    await socket.next('welcome')
    others.push(socket)
  }
  expect(await first.end()).toBe(gatewayCloseCodes.replaced)
  await Promise.all(others.map((socket) => socket.close()))
})

/** As much of a socket as the gateway uses, with a reader that never reads. */
function stuckSocket() {
  const listeners = new Map<string, (data?: unknown) => void>()
  return {
    readyState: 1,
    bufferedAmount: 0,
    sent: 0,
    terminated: false,
    on: (name: string, listener: (data?: unknown) => void) => listeners.set(name, listener),
    say: (message: object) => listeners.get('message')?.(JSON.stringify(message)),
    send(text: string) {
      this.sent++
      this.bufferedAmount += text.length
    },
    ping() {},
    close() {},
    terminate() {
      this.terminated = true
      this.readyState = 3
    },
  }
}

const rowOf = (text: string): StoredEvent => ({
  event: makeEvent('reeve://p/w', 'reeve.module.failed', undefined, { module: 'core', reason: text }) as StoredEvent['event'],
  receipt: { sequence: 1, principal: 'p', batchId: crypto.randomUUID(), receivedAt: new Date().toISOString(), remoteAddress: '' },
})

test('a client that does not keep up is cut off, and its memory with it', () => {
  const gateway = new GatewayService({
    backendId: 'b',
    heartbeatMs: 60_000,
    log: pino({ level: 'silent' }),
    sessionEnd: () => 0,
    summarize: async () => {
      throw new Error('not asked')
    },
    onHeartbeat: () => {},
  })
  const socket = stuckSocket()
  gateway.accept(socket as unknown as Parameters<GatewayService['accept']>[0], { kind: 'principal', principalId: 'p' })
  socket.say({ type: 'subscribe', channels: ['events'] })
  const rows = [rowOf('x'.repeat(50_000))]
  for (let index = 0; index < 200 && !socket.terminated; index++) gateway.publish(rows)
  expect(socket.terminated).toBe(true)
  expect(socket.bufferedAmount).toBeLessThan(5 * 1024 * 1024)
  const sent = socket.sent
  gateway.publish(rows)
  expect(socket.sent).toBe(sent)
  gateway.close()
})

test('events are parted into messages, none is lost', () => {
  const rows = Array.from({ length: 50 }, (_, index) => rowOf(`${index}`.padEnd(20_000, 'x')))
  const messages = [...toEventMessages(rows)].map((text) => JSON.parse(text) as { rows: StoredEvent[] })
  expect(messages.length).toBeGreaterThan(5)
  expect(messages.flatMap((message) => message.rows)).toEqual(rows)
  expect([...toEventMessages([])]).toEqual([])
})
