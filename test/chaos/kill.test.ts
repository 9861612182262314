import { setTimeout as sleep } from 'node:timers/promises'
import { eventSource } from '@reeve/protocol/events'
import { createKeyPair } from '@reeve/protocol/signing'
import { BackendClient } from '@reeve/sdk/backend-client'
import { createEvent } from '@reeve/sdk/events'
import { principalOf } from '@reeve/sdk/principal'
import { Reporter } from '@reeve/sdk/reporter'
import { expect, it } from 'vitest'
import { type House, kill, openHouse, type RunningCommand } from '../support/house.ts'
import { seededRandom } from '../support/random.ts'

const rounds = 50
/** What must be true again within this time of both being up. */
const trueAgainMs = 2000

const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'] as const

/** Another principal of the same backend: it writes down what was acknowledged, and looks at what is stored. */
async function openWitness(house: House) {
  const principal = principalOf(createKeyPair())
  const endpoint = async () => {
    const { url, certificate, backendId, registrationToken } = await house.discovery()
    return { url, certificate, audience: backendId, registrationToken }
  }
  const client = new BackendClient({ endpoint, principal, connectTimeoutMs: 1000, requestTimeoutMs: 5000 })
  await client.register('witness', 'agent')
  const acknowledged = new Set<string>()
  const source = eventSource(principal.id, 'witness')
  const reporter = new Reporter({
    client,
    registration: { name: 'witness', kind: 'agent' },
    source: () => source,
    backoffMs: [50, 100, 200],
    onBatch: ({ results }) => {
      for (const { id, status, reason } of results) if (id && (status === 'accepted' || reason === 'retry')) acknowledged.add(id)
    },
  })
  return {
    reporter,
    acknowledged,
    tell: () => void reporter.enqueue(createEvent('reeve.module.failed', source, { module: 'witness', reason: null })),
    stored: async (): Promise<Set<string>> => {
      const ids = new Set<string>()
      for (let cursor: string | undefined; ; ) {
        const page = await client.request('listEvents', { query: { source, limit: 500, ...(cursor ? { cursor } : {}) } })
        for (const { event } of page.rows) ids.add(event.id)
        cursor = page.nextCursor
        if (!cursor) return ids
      }
    },
    /** The servers that the backend holds of the other principal; undefined while it does not answer. */
    servers: async (): Promise<string | undefined> => {
      try {
        const page = await client.request('listDetections', { query: { kind: 'mcp-server', limit: 500 } })
        return page.rows
          .map(({ name }) => name)
          .sort()
          .join(' ')
      } catch {
        return undefined
      }
    },
    close: async () => {
      await reporter.close({ timeoutMs: 0 })
      await client.close()
    },
  }
}

it(`survives ${rounds} kills of the backend or the supervisor at any moment`, { timeout: 600_000 }, async () => {
  const random = seededRandom()
  console.info(`REEVE_TEST_SEED=${random.seed}`)
  await using house = await openHouse()
  let expected = ''
  const edit = async (): Promise<void> => {
    const kept = names.filter(() => random.next() < 0.5)
    expected = [...kept].sort().join(' ')
    await house.write('.cursor/mcp.json', {
      mcpServers: Object.fromEntries(kept.map((name) => [name, { command: 'npx', args: [`${name}@1.0.0`] }])),
    })
  }
  const startSupervisor = async (): Promise<RunningCommand> => {
    const command = house.start('up', house.workspace, '--no-user')
    await command.said('Watching')
    return command
  }
  await edit()
  let supervisor = await startSupervisor()
  const witness = await openWitness(house)
  for (let round = 0; round < rounds; round += 1) {
    const victims = random.pick(['backend', 'supervisor', 'both'])
    const context = `round ${round}, ${victims}, REEVE_TEST_SEED=${random.seed}`
    for (let count = random.below(20); count > 0; count -= 1) witness.tell()
    if (random.next() < 0.8) await edit()
    await sleep(random.below(300))
    if (victims !== 'supervisor') kill((await house.discovery()).pid, 'SIGKILL')
    if (victims !== 'backend') {
      supervisor.child.kill('SIGKILL')
      await supervisor.ended
      if (random.next() < 0.5) await edit()
      supervisor = await startSupervisor()
    }
    let upAt: number | undefined
    const deadline = performance.now() + 30_000
    for (let held = await witness.servers(); held !== expected; held = await witness.servers()) {
      if (held !== undefined) upAt ??= performance.now()
      expect(performance.now(), `${context}: ${held} is held, and ${expected} is there`).toBeLessThan(
        upAt === undefined ? deadline : upAt + trueAgainMs,
      )
      await sleep(20)
    }
  }
  const flushed = await witness.reporter.flush({ timeoutMs: 20_000 })
  expect(flushed.complete).toBe(true)
  const stored = await witness.stored()
  expect([...witness.acknowledged].filter((id) => !stored.has(id))).toEqual([])
  expect(witness.acknowledged.size).toBeGreaterThan(rounds)
  await witness.close()
  supervisor.child.kill('SIGINT')
  expect(await supervisor.ended).toBe(0)
})
