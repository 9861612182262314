import type { ModuleState, SupervisorStatus } from '@reeve/protocol/editor'
import { ReeveError } from '@reeve/protocol/errors'
import type { SecretStorage } from 'vscode'
import { describe, expect, test } from 'vitest'
import { healthOf } from '../src/health.ts'
import { failureOf } from '../src/supervisor/failure.ts'
import { loadOrCreateKey } from '../src/supervisor/key.ts'
import { RestartLimit } from '../src/supervisor/restart-limit.ts'
import { supervisorRows } from '../src/supervisor-view/supervisor-rows.ts'

const module = (name: string, state: ModuleState = 'running', reason: string | null = null) => ({
  name,
  purpose: 'Does something.',
  optional: false,
  dependencies: ['core'],
  state,
  reason,
  metrics: { queuedEvents: 3 },
})

const status = (part: Partial<SupervisorStatus['backend']> = {}, modules = [module('core'), module('uplink')]): SupervisorStatus => ({
  version: '0.1.0',
  modules,
  backend: { state: 'connected', url: 'https://127.0.0.1:7443', principal: 'p'.repeat(32), queuedEvents: 0, droppedEvents: 0, ...part },
  following: [],
})

const running = { kind: 'running' } as const

describe('health', () => {
  test.each([
    ['the backend is there', running, status(), true, 'healthy'],
    ['it is starting', { kind: 'starting' } as const, undefined, true, 'healthy'],
    ['the backend is being started', running, status({ state: 'stopped', url: null }), true, 'healthy'],
    ['the workspace is not trusted', running, status({ state: 'stopped', principal: null }), false, 'healthy'],
    ['the backend cannot be reached', running, status({ state: 'degraded' }), true, 'degraded'],
    ['the uplink was stopped', running, status({ state: 'stopped' }, [module('uplink', 'stopped')]), true, 'degraded'],
    ['a module failed', running, status({}, [module('detection', 'error', 'no memory')]), true, 'degraded'],
    ['there is no key', running, status({ state: 'stopped', principal: null }), true, 'degraded'],
    ['it comes back', { kind: 'restarting' } as const, undefined, true, 'degraded'],
    ['it does not come back', { kind: 'stopped', failure: undefined } as const, undefined, true, 'stopped'],
    ['it is of another version', { kind: 'outdated' } as const, undefined, true, 'stopped'],
  ])('when %s', (_, state, given, trusted, expected) => {
    const health = healthOf(state, given, trusted)
    expect(health.state).toBe(expected)
    expect(health.reason).not.toBe('')
  })
})

describe('the Supervisor view', () => {
  const facts = {
    health: { state: 'healthy', reason: 'Fine.' },
    status: status(),
    keyCreatedAt: 0,
    home: '/home/dev',
    remote: undefined,
  } as const

  test('says how things are even when nothing runs', () => {
    const rows = supervisorRows({ ...facts, status: undefined, health: { state: 'stopped', reason: 'It ended.' } })
    expect(rows.map(({ label, description }) => `${label}: ${description}`)).toEqual(['Stopped: It ended.', 'Home: /home/dev'])
  })

  test('shows backend, queue, key, home and modules', () => {
    const rows = supervisorRows({ ...facts, remote: 'ssh-remote', status: status({ queuedEvents: 1, droppedEvents: 2 }) })
    expect(rows.map(({ label, description }) => `${label}: ${description}`)).toEqual([
      'Healthy: Fine.',
      'Backend: connected · https://127.0.0.1:7443',
      'Queue: 1 event waits · 2 events lost',
      expect.stringMatching(/^Key: in secret storage · made \d+ d ago$/),
      'Home: /home/dev · ssh-remote',
      'Modules: 2 of 2 running',
    ])
  })

  test.each([
    ['running', 'core', 'module up core'],
    ['running', 'uplink', 'module up'],
    ['stopped', 'uplink', 'module down'],
    ['error', 'uplink', 'module down'],
  ] as const)('a module that is %s offers what fits', (state, name, context) => {
    const rows = supervisorRows({ ...facts, status: status({}, [module(name, state)]) })
    expect(rows.at(-1)?.children?.[0]).toMatchObject({ context, module: name, children: [{ label: 'queued events', description: '3' }] })
  })

  test('names the folders that another window reports', () => {
    const rows = supervisorRows({ ...facts, status: { ...status(), following: ['/a', '/b'] } })
    expect(rows.find(({ id }) => id === 'following')).toMatchObject({ description: '2 folders', tooltip: '/a\n/b' })
  })
})

test('a process that ends by itself comes back four times within three minutes', () => {
  let now = 0
  const limit = new RestartLimit(() => now)
  expect([1, 2, 3, 4, 5].map(() => limit.allows())).toEqual([true, true, true, true, false])
  limit.reset()
  expect(limit.allows()).toBe(true)
  now += 3 * 60_000
  expect([1, 2, 3, 4].every(() => limit.allows())).toBe(true)
})

describe('the key', () => {
  const storage = (kept?: string) => {
    const secrets = new Map<string, string>(kept === undefined ? [] : [['reeve.supervisorKey', kept]])
    return {
      secrets,
      get: async (name: string) => secrets.get(name),
      store: async (name: string, value: string) => void secrets.set(name, value),
    } as unknown as SecretStorage & { secrets: Map<string, string> }
  }

  test('is made once, and is the same afterwards', async () => {
    const secrets = storage()
    const made = await loadOrCreateKey(secrets, () => 7)
    expect(Buffer.from(made.seed, 'base64').length).toBe(32)
    expect(await loadOrCreateKey(secrets, () => 8)).toEqual(made)
  })

  test.each(['', '{', 'null', '{"seed":"AAAA","createdAt":1}', '{"seed":5,"createdAt":1}'])(
    'that cannot be read is never replaced: %j',
    async (kept) => {
      const secrets = storage(kept)
      await expect(loadOrCreateKey(secrets)).rejects.toThrow('cannot be read')
      expect([...secrets.secrets.values()]).toEqual([kept])
    },
  )

  test('that is not kept is told', async () => {
    const secrets = { get: async () => undefined, store: async () => undefined } as unknown as SecretStorage
    await expect(loadOrCreateKey(secrets)).rejects.toThrow('does not keep')
  })
})

describe('a failure', () => {
  const unreachable = new ReeveError('backend-unreachable', { url: 'https://x', reason: '[a](command:b)' })

  test.each([
    ['of the catalogue', unreachable],
    ['that crossed the boundary', Object.assign(new Error('x'), { data: unreachable.toBody() })],
  ])('%s says what to do', (_, error) => {
    const failure = failureOf(error)
    expect(failure.code).toBe('backend-unreachable')
    expect(failure.action).toContain('reeve doctor')
    expect(failure.message).not.toContain('](')
  })

  test('of any other kind is told by its message', () => {
    expect(failureOf(new Error('no such thing'))).toMatchObject({ code: null, message: 'no such thing' })
    expect(failureOf('text')).toMatchObject({ message: 'text' })
  })
})
