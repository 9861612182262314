import { setTimeout as sleep } from 'node:timers/promises'
import { type EventData, eventSource, type ReeveEvent } from '@reeve/protocol/events'
import { gatewayPath } from '@reeve/protocol/gateway'
import { createKeyPair, signRequest } from '@reeve/protocol/signing'
import { BackendClient } from '@reeve/sdk/backend-client'
import { createEvent } from '@reeve/sdk/events'
import { type Principal, principalOf } from '@reeve/sdk/principal'
import { Reporter } from '@reeve/sdk/reporter'
import { type ClientOptions, WebSocket } from 'ws'
import { type House, openHouse } from '../support/house.ts'
import { type Measurement, median, memoryOf, quantile } from './measure.ts'

const starts = 5
const loadMs = 20_000
const eventsPerSecond = 1000
const stateChanges = 200

/** The embedded backend as `reeve up` starts it, and one principal that reports to it at its full rate. */
export async function embeddedBackend(): Promise<Measurement[]> {
  const ready: number[] = []
  const peaks: number[] = []
  for (let count = 0; count < starts; count += 1) {
    await using house = await openHouse()
    const { pid, readyMs } = await startBackend(house)
    ready.push(readyMs)
    peaks.push(memoryOf(pid).peakMb)
  }
  await using house = await openHouse()
  const { pid, holder } = await startBackend(house)
  await sleep(3000)
  const idleMb = memoryOf(pid).residentMb
  const reporting = await report(house)
  const { peakMb } = memoryOf(pid)
  holder.child.kill('SIGINT')
  await holder.ended
  return [
    { what: 'embedded backend: first start until it answers', budget: 1000, measured: median(ready), unit: 'ms' },
    { what: 'embedded backend: peak at its start', budget: 200, measured: median(peaks), unit: 'MB' },
    { what: 'embedded backend: idle', budget: 200, measured: idleMb, unit: 'MB' },
    { what: 'embedded backend: peak under the load below', budget: 400, measured: peakMb, unit: 'MB' },
    ...reporting,
  ]
}

/** Starts it by way of `reeve up` in an empty folder, which stays so that the backend does. */
async function startBackend(house: House) {
  const startedAt = performance.now()
  const holder = house.start('up', house.workspace, '--no-user')
  const { pid, startedAt: answeredAt } = await house.discovery()
  const readyMs = performance.now() - startedAt
  await holder.said('Watching')
  return { pid, readyMs, answeredAt, holder }
}

const serverData = (index: number): EventData<'reeve.mcp-server.detected'> => ({
  id: index.toString(16).padStart(16, '0'),
  name: `server-${index}`,
  client: 'cursor',
  scope: 'project',
  file: `.cursor/part-${index % 100}/mcp.json`,
  line: 1 + (index % 50),
  transport: 'stdio',
  launcher: 'npx',
  host: null,
  package: { ecosystem: 'npm', name: `@example/server-${index}`, version: '1.0.0', pinned: true },
  disabled: false,
  confidence: 100,
  methods: ['config:cursor'],
  definitionHash: index.toString(16).padStart(64, '0'),
})

async function report(house: House): Promise<Measurement[]> {
  const { url, certificate, backendId, registrationToken } = await house.discovery()
  const principal = principalOf(createKeyPair())
  const client = new BackendClient({ url, certificate, audience: backendId, registrationToken, principal })
  await client.register('bench', 'supervisor')
  const reporter = new Reporter({ client, registration: { name: 'bench', kind: 'supervisor' }, source: () => source })
  const source = eventSource(principal.id, 'bench')
  const news = (index: number): ReeveEvent => createEvent('reeve.module.started', source, { module: `module-${index}`, reason: null })

  const enqueued: number[] = []
  const startedAt = performance.now()
  for (let sent = 0; performance.now() - startedAt < loadMs; ) {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * eventsPerSecond)
    for (; sent < due; sent += 1) {
      const event = news(sent)
      const before = performance.now()
      reporter.enqueue(event)
      enqueued.push((performance.now() - before) * 1000)
    }
    await sleep(5)
  }
  await reporter.flush()
  const seconds = (performance.now() - startedAt) / 1000
  const { accepted, dropped } = reporter.totals
  const latency = await stateLatency(principal, reporter, { url, certificate, backendId }, source)
  const full = await fullBuffer(principal)
  const ratio = await octetsSaved(client, source)
  await reporter.close()
  await client.close()
  return [
    {
      what: 'reporter: one principal, events stored',
      budget: eventsPerSecond * 0.99,
      atLeast: true,
      measured: accepted / seconds,
      unit: '/s',
    },
    { what: 'reporter: events lost of those', budget: 0.01, measured: (100 * dropped) / Math.max(1, accepted + dropped), unit: '%' },
    { what: 'reporter: an event enqueued, p99', budget: 50, measured: quantile(enqueued, 0.99), unit: 'µs' },
    { what: 'reporter: a change of state to a subscriber, median', budget: 200, measured: median(latency), unit: 'ms' },
    { what: 'reporter: a change of state to a subscriber, p99', budget: 1000, measured: quantile(latency, 0.99), unit: 'ms' },
    { what: 'reporter: memory of a full buffer', budget: 50, measured: full, unit: 'MB' },
    { what: 'reporter: octets cut by compression', budget: 75, atLeast: true, measured: ratio, unit: '%' },
  ]
}

/** From the call that enqueues a change to the message that a subscriber of the gateway gets. */
async function stateLatency(
  principal: Principal,
  reporter: Reporter,
  { url, certificate, backendId }: { url: string; certificate: string; backendId: string },
  source: string,
): Promise<number[]> {
  const path = `${gatewayPath}?audience=${backendId}`
  const headers = await signRequest({ method: 'GET', path, body: new Uint8Array() }, principal.id, principal.sign)
  const options: ClientOptions & { servername: string } = { ca: certificate, servername: 'localhost', headers: { ...headers } }
  const socket = new WebSocket(`${url.replace('https', 'wss')}${path}`, options)
  const waiting = new Map<string, () => void>()
  socket.on('message', (octets) => {
    const message = JSON.parse(String(octets)) as { type: string; rows?: { event: { id: string } }[] }
    for (const { event } of message.rows ?? []) waiting.get(event.id)?.()
  })
  await new Promise((resolve) => socket.once('message', resolve))
  socket.send(JSON.stringify({ type: 'subscribe', channels: ['events'] }))
  const samples: number[] = []
  for (let index = 0; index < stateChanges; index += 1) {
    const event = createEvent('reeve.mcp-server.detected', source, serverData(index), { subject: `mcp-server/${index}` })
    const heard = new Promise<void>((resolve) => waiting.set(event.id, resolve))
    const startedAt = performance.now()
    reporter.enqueue(event)
    await heard
    samples.push(performance.now() - startedAt)
    await sleep(10)
  }
  socket.close()
  return samples
}

/** What a buffer costs that is full of the largest events that fit, in MB. */
async function fullBuffer(principal: Principal): Promise<number> {
  const client = new BackendClient({ url: 'https://127.0.0.1:9', principal })
  const source = eventSource(principal.id, 'full')
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  const reporter = new Reporter({ client, registration: { name: 'full', kind: 'agent' }, source: () => source, backoffMs: [60_000] })
  for (let index = 0; index < 3000; index += 1) {
    const reason = `${index} `.padEnd(1000, 'x')
    reporter.enqueue(createEvent('reeve.module.failed', source, { module: 'full', reason }))
  }
  const cost = (process.memoryUsage.rss() - before) / 1024 / 1024
  await reporter.close({ timeoutMs: 0 })
  await client.close()
  return Math.max(cost, 0)
}

async function octetsSaved(client: BackendClient, source: string): Promise<number> {
  const { gzipSync } = await import('node:zlib')
  const events = Array.from({ length: 100 }, (_, index) =>
    createEvent('reeve.mcp-server.detected', source, serverData(index), { subject: `mcp-server/${index}` }),
  )
  const text = JSON.stringify({ audience: await client.audience(), principal: client.principal?.id, batchId: '', sentAt: '', events })
  return 100 * (1 - gzipSync(text).length / text.length)
}
