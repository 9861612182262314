import { ReeveError } from '@reeve/protocol/errors'
import { describe, expect, it } from 'vitest'
import { createLogger, type LogRecord } from '../../src/log.ts'
import { Bus } from '../../src/modules/core/bus.ts'
import { CoreModule } from '../../src/modules/core/core.ts'
import { ModuleManager } from '../../src/modules/core/module-manager.ts'
import type { HealthReport, ModuleConfig, ModuleContext, ModuleInfo, ModuleMessage, SupervisorModule } from '../../src/module.ts'

/** A module whose every call is written down, and fails as it is told. */
class RecordingModule implements SupervisorModule {
  readonly info: ModuleInfo
  readonly #calls: string[]
  failures: Partial<Record<'initialize' | 'start' | 'stop' | 'cleanup' | 'handleMessage', number>> = {}
  health: HealthReport = { healthy: true, reason: null }
  context: ModuleContext | undefined
  configured: ModuleConfig | undefined
  hang: string | undefined

  constructor(calls: string[], name: string, dependencies: string[] = [], defaultState: ModuleInfo['defaultState'] = 'running') {
    this.#calls = calls
    this.info = { name, purpose: `Tests ${name}.`, dependencies, optional: true, defaultState }
  }

  async #call(what: 'initialize' | 'start' | 'stop' | 'cleanup' | 'handleMessage'): Promise<void> {
    this.#calls.push(`${what} ${this.info.name}`)
    if (this.hang === what) await new Promise(() => undefined)
    const left = this.failures[what] ?? 0
    if (left === 0) return
    this.failures[what] = left - 1
    throw new Error(`${this.info.name} cannot ${what}`)
  }

  async initialize(context: ModuleContext): Promise<void> {
    this.context = context
    await this.#call('initialize')
  }
  start = (): Promise<void> => this.#call('start')
  stop = (): Promise<void> => this.#call('stop')
  cleanup = (): Promise<void> => this.#call('cleanup')
  async handleMessage(message: ModuleMessage): Promise<unknown> {
    await this.#call('handleMessage')
    return message.payload
  }
  healthCheck = async (): Promise<HealthReport> => this.health
  metrics = (): Record<string, number> => ({ calls: this.#calls.length })
  async configure(change: ModuleConfig): Promise<void> {
    this.configured = change
  }
}

function house(options: { callTimeoutMs?: number } = {}) {
  const calls: string[] = []
  const records: LogRecord[] = []
  const log = createLogger((record) => void records.push(record))
  const bus = new Bus((_topic, error) => records.push({ level: 'error', module: 'bus', message: String(error), fields: {} }))
  const manager = new ModuleManager(bus, log, options)
  const states: string[] = []
  bus.on('module.changed', ({ name, state }) => void states.push(`${name} ${state}`))
  const add = (name: string, dependencies: string[] = [], state: ModuleInfo['defaultState'] = 'running'): RecordingModule => {
    const module = new RecordingModule(calls, name, dependencies, state)
    manager.register(module)
    return module
  }
  const reached = (name: string, state: string): Promise<void> =>
    new Promise((resolve) => {
      if (manager.status(name).state === state) return resolve()
      const end = bus.on('module.changed', (status) => {
        if (status.name !== name || status.state !== state) return
        end()
        resolve()
      })
    })
  return { manager, bus, calls, records, states, add, reached }
}

describe('the module manager', () => {
  it('starts in the order of dependency and stops in the other', async () => {
    const { manager, calls, states, add } = house()
    add('core')
    add('telemetry', ['core'])
    add('observability', ['telemetry'])
    await manager.startAll()
    await manager.stopAll()
    expect(calls).toEqual([
      'initialize core',
      'start core',
      'initialize telemetry',
      'start telemetry',
      'initialize observability',
      'start observability',
      'stop observability',
      'stop telemetry',
      'stop core',
      'cleanup observability',
      'cleanup telemetry',
      'cleanup core',
    ])
    expect(states.filter((state) => state.startsWith('core'))).toEqual(['core starting', 'core running', 'core stopping', 'core stopped'])
  })

  it('knows all seven states', async () => {
    const { manager, add } = house()
    add('runs')
    add('waits', [], 'stopped')
    add('never', [], 'disabled')
    expect(manager.statuses().map(({ state }) => state)).toEqual(['registered', 'registered', 'disabled'])
    await manager.startAll()
    expect(manager.status('runs')).toMatchObject({ state: 'running', reason: null, metrics: { calls: 2 } })
    expect(manager.status('waits').state).toBe('registered')
    await expect(manager.start('never')).rejects.toMatchObject({ code: 'module-state-refused' })
    await manager.start('waits')
    await manager.stop('waits')
    expect(manager.status('waits').state).toBe('stopped')
  })

  it('starts what a module depends on, and stops what depends on it', async () => {
    const { manager, calls, add } = house()
    add('core', [], 'stopped')
    add('analysis', ['core'], 'stopped')
    await manager.start('analysis')
    expect(manager.status('core').state).toBe('running')
    calls.length = 0
    await manager.stop('core')
    expect(calls).toEqual(['stop analysis', 'stop core'])
  })

  it('restarts a module together with those that depend on it', async () => {
    const { manager, calls, add } = house()
    add('core')
    add('telemetry', ['core'])
    await manager.startAll()
    calls.length = 0
    await manager.restart('core')
    expect(calls).toEqual(['stop telemetry', 'stop core', 'start core', 'start telemetry'])
  })

  it('keeps a failure inside the module that had it, and starts it again', async () => {
    const { manager, add, reached } = house()
    const weak = add('weak')
    add('strong')
    weak.failures.start = 1
    await manager.startAll()
    expect(manager.status('strong').state).toBe('running')
    expect(manager.status('weak')).toMatchObject({ state: 'error', reason: 'weak cannot start' })
    await reached('weak', 'running')
  })

  it('restarts a module that says it failed, and one that is not healthy', async () => {
    const { manager, calls, add, reached } = house()
    const module = add('weak')
    await manager.startAll()
    module.context?.fail(new Error('the socket broke'))
    expect(manager.status('weak')).toMatchObject({ state: 'error', reason: 'the socket broke' })
    await reached('weak', 'running')
    expect(calls.filter((call) => call === 'start weak')).toHaveLength(2)
    module.health = { healthy: false, reason: 'it is stuck' }
    await manager.checkHealth()
    expect(manager.status('weak')).toMatchObject({ state: 'error', reason: 'it is stuck' })
    module.health = { healthy: true, reason: null }
    await manager.stop('weak')
    expect(manager.status('weak').state).toBe('stopped')
  })

  it('gives up a call that hangs', async () => {
    const { manager, add } = house({ callTimeoutMs: 50 })
    add('stuck').hang = 'start'
    await expect(manager.start('stuck')).rejects.toMatchObject({ code: 'module-failed' })
    expect(manager.status('stuck').reason).toContain('did not answer start within 50 ms')
    await manager.stopAll()
  })

  it('hands messages to running modules alone', async () => {
    const { manager, add } = house()
    add('worker')
    await expect(manager.send('worker', { type: 'work' })).rejects.toMatchObject({ code: 'module-state-refused' })
    await manager.startAll()
    await expect(manager.send('worker', { type: 'work', payload: 7 })).resolves.toBe(7)
    await expect(manager.send('nobody', { type: 'work' })).rejects.toMatchObject({ code: 'module-unknown' })
  })

  it('keeps settings, and tells a running module of a change', async () => {
    const { manager, add } = house()
    const module = add('worker')
    await manager.configure('worker', { level: 1 })
    expect(module.configured).toBeUndefined()
    await manager.startAll()
    await manager.configure('worker', { depth: 2 })
    expect(module.configured).toEqual({ depth: 2 })
    expect(module.context?.config()).toEqual({ level: 1, depth: 2 })
    expect(module.context?.status()).toBe('running')
  })

  it('goes on stopping when a module fails at it', async () => {
    const { manager, calls, add } = house()
    add('core').failures.cleanup = 1
    add('weak', ['core']).failures.stop = 1
    await manager.startAll()
    await manager.stopAll()
    expect(calls).toContain('stop core')
    expect(manager.statuses().map(({ state }) => state)).toEqual(['stopped', 'stopped'])
  })

  it('refuses a second module of one name, and a dependency that is not there', () => {
    const { manager, add } = house()
    add('core')
    expect(() => add('core')).toThrow(RangeError)
    expect(() => add('late', ['later'])).toThrow(/later/)
    expect(() => manager.status('later')).toThrow(ReeveError)
  })

  it('hands on the events that modules raise', async () => {
    const { manager, bus, add } = house()
    const module = add('worker')
    await manager.startAll()
    const raised: unknown[] = []
    bus.on('event.raised', (news) => void raised.push(news))
    module.context?.sendEvent('reeve.module.failed', { module: 'worker', reason: null })
    expect(raised).toEqual([{ type: 'reeve.module.failed', data: { module: 'worker', reason: null } }])
  })
})

describe('the bus', () => {
  it('keeps a listener that throws from the others', () => {
    const { bus, records } = house()
    const heard: string[] = []
    bus.on('synchronization.requested', () => {
      throw new Error('deaf')
    })
    const end = bus.on('synchronization.requested', ({ reason }) => void heard.push(reason))
    bus.emit('synchronization.requested', { reason: 'first' })
    end()
    bus.emit('synchronization.requested', { reason: 'second' })
    expect(heard).toEqual(['first'])
    expect(records.filter(({ module }) => module === 'bus')).toHaveLength(2)
  })
})

describe('the core module', () => {
  it('is healthy and counts', async () => {
    const core = new CoreModule(async () => undefined)
    await core.start()
    expect(await core.healthCheck()).toEqual({ healthy: true, reason: null })
    expect(core.metrics().residentBytes).toBeGreaterThan(1_000_000)
    await core.stop()
  })
})
