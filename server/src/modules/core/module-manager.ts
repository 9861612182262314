import type { ModuleState, ModuleStatus } from '@reeve/protocol/editor'
import { ReeveError } from '@reeve/protocol/errors'
import type { EventData, EventType } from '@reeve/protocol/events'
import { type Logger, reasonOf } from '../../log.ts'
import type { ModuleConfig, ModuleMessage, SupervisorModule } from '../../module.ts'
import type { Bus } from './bus.ts'

interface Entry {
  readonly module: SupervisorModule
  state: ModuleState
  reason: string | null
  initialized: boolean
  config: ModuleConfig
  /** How often it failed without having run well for a while in between. */
  failures: number
  runningSinceMs: number
  restart: NodeJS.Timeout | undefined
  /** The end of the last change of state, so that changes of one module follow each other. */
  settled: Promise<void>
}

/** How long to wait before a failed module is started again, by how often it failed in a row; after the last it stays in `error`. */
const restartDelaysMs = [200, 1_000, 5_000, 15_000, 60_000] as const

/** A module that ran so long starts with a clean record. */
const forgivenAfterMs = 60_000

/** A module that hangs in one of its calls is given up after this. */
const callTimeoutMs = 30_000

/**
 * Starts modules in the order of their dependencies, stops them in the other, restarts one that fails,
 * and keeps every failure inside the module that had it.
 */
export class ModuleManager {
  readonly #entries = new Map<string, Entry>()
  readonly #bus: Bus
  readonly #log: Logger
  readonly #timeoutMs: number

  constructor(bus: Bus, log: Logger, options: { callTimeoutMs?: number } = {}) {
    this.#bus = bus
    this.#log = log
    this.#timeoutMs = options.callTimeoutMs ?? callTimeoutMs
  }

  /** Makes a module known. Its dependencies must be known already, so that there can be no cycle. */
  register(module: SupervisorModule, config: ModuleConfig = {}): void {
    const { name, dependencies, defaultState } = module.info
    if (this.#entries.has(name)) throw new RangeError(`the module ${name} is registered twice`)
    for (const dependency of dependencies) {
      if (!this.#entries.has(dependency)) throw new RangeError(`the module ${name} depends on ${dependency}, which is not registered`)
    }
    const state = defaultState === 'disabled' ? 'disabled' : 'registered'
    this.#entries.set(name, {
      module,
      state,
      reason: null,
      initialized: false,
      config,
      failures: 0,
      runningSinceMs: 0,
      restart: undefined,
      settled: Promise.resolve(),
    })
  }

  /** Starts what runs by default. A module that fails keeps back only those that depend on it. */
  async startAll(): Promise<void> {
    for (const [name, entry] of this.#entries) {
      if (entry.module.info.defaultState !== 'running') continue
      await this.start(name).catch((error: unknown) => this.#log.error('a module did not start', { name, reason: reasonOf(error) }))
    }
  }

  /** Stops everything, dependents first. Never throws. */
  async stopAll(): Promise<void> {
    for (const [name, entry] of [...this.#entries].reverse()) {
      clearTimeout(entry.restart)
      if (entry.state !== 'running' && entry.state !== 'starting' && entry.state !== 'error') continue
      await this.stop(name).catch((error: unknown) => this.#log.error('a module did not stop', { name, reason: reasonOf(error) }))
    }
    for (const entry of [...this.#entries.values()].reverse()) {
      if (!entry.initialized) continue
      entry.initialized = false
      await this.#call(entry, 'cleanup', () => entry.module.cleanup()).catch(() => undefined)
    }
  }

  /** Starts a module and what it depends on. Throws `module-unknown`, `module-state-refused` or `module-failed`. */
  start(name: string): Promise<void> {
    return this.#change(name, async (entry) => {
      if (entry.state === 'running') return
      if (entry.state === 'disabled') throw new ReeveError('module-state-refused', { module: name, state: entry.state, action: 'start' })
      for (const dependency of entry.module.info.dependencies) await this.start(dependency)
      await this.#run(name, entry)
    })
  }

  /** Stops a module, and before it those that depend on it. */
  stop(name: string): Promise<void> {
    return this.#change(name, async (entry) => {
      clearTimeout(entry.restart)
      entry.restart = undefined
      if (entry.state !== 'running' && entry.state !== 'error') return
      for (const [other, { module, state }] of [...this.#entries].reverse()) {
        if (module.info.dependencies.includes(name) && state === 'running') await this.stop(other)
      }
      this.#set(entry, 'stopping')
      await this.#call(entry, 'stop', () => entry.module.stop()).catch((error: unknown) =>
        this.#log.warn('a module failed while stopping', { name, reason: reasonOf(error) }),
      )
      this.#set(entry, 'stopped')
    })
  }

  async restart(name: string): Promise<void> {
    const dependents = this.#dependentsOf(name).filter((other) => this.#entry(other).state === 'running')
    await this.stop(name)
    await this.start(name)
    for (const dependent of dependents) await this.start(dependent)
  }

  /** Hands a message to a running module. */
  async send(name: string, message: ModuleMessage): Promise<unknown> {
    const entry = this.#entry(name)
    if (entry.state !== 'running') throw new ReeveError('module-state-refused', { module: name, state: entry.state, action: message.type })
    return this.#call(entry, message.type, () => entry.module.handleMessage(message))
  }

  /** Changes settings of a module, running or not. */
  async configure(name: string, change: ModuleConfig): Promise<void> {
    const entry = this.#entry(name)
    entry.config = { ...entry.config, ...change }
    if (entry.state === 'running') await this.#call(entry, 'configure', () => entry.module.configure(change))
  }

  /** Asks every running module how it is; one that is not healthy is restarted. */
  async checkHealth(): Promise<void> {
    for (const [name, entry] of this.#entries) {
      if (entry.state !== 'running') continue
      const report = await this.#call(entry, 'healthCheck', () => entry.module.healthCheck()).catch((error: unknown) => ({
        healthy: false,
        reason: reasonOf(error),
      }))
      if (!report.healthy) this.#fail(name, entry, new Error(report.reason ?? 'not healthy'))
    }
  }

  statuses(): ModuleStatus[] {
    return [...this.#entries.values()].map((entry) => this.#statusOf(entry))
  }

  status(name: string): ModuleStatus {
    return this.#statusOf(this.#entry(name))
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name)
    if (!entry) throw new ReeveError('module-unknown', { module: name })
    return entry
  }

  #dependentsOf(name: string): string[] {
    const direct = [...this.#entries].filter(([, { module }]) => module.info.dependencies.includes(name)).map(([other]) => other)
    return [...new Set(direct.flatMap((other) => [other, ...this.#dependentsOf(other)]))]
  }

  /** Runs changes of one module one after the other. */
  async #change(name: string, work: (entry: Entry) => Promise<void>): Promise<void> {
    const entry = this.#entry(name)
    const done = entry.settled.then(() => work(entry))
    entry.settled = done.catch(() => undefined)
    await done
  }

  async #run(name: string, entry: Entry): Promise<void> {
    clearTimeout(entry.restart)
    entry.restart = undefined
    this.#set(entry, 'starting')
    try {
      if (!entry.initialized) {
        await this.#call(entry, 'initialize', () => entry.module.initialize(this.#contextFor(name, entry)))
        entry.initialized = true
      }
      await this.#call(entry, 'start', () => entry.module.start())
    } catch (error) {
      this.#fail(name, entry, error)
      throw new ReeveError('module-failed', { module: name, reason: reasonOf(error) }, { cause: error })
    }
    entry.runningSinceMs = Date.now()
    this.#set(entry, 'running')
  }

  #contextFor(name: string, entry: Entry) {
    return {
      log: this.#log.child(name),
      bus: this.#bus,
      status: () => entry.state,
      config: () => entry.config,
      sendEvent: <T extends EventType>(type: T, data: EventData<T>) => this.#bus.emit('event.raised', { type, data }),
      fail: (error: unknown) => this.#fail(name, entry, error),
    }
  }

  #fail(name: string, entry: Entry, error: unknown): void {
    if (entry.state === 'stopping' || entry.state === 'stopped') return
    const reason = reasonOf(error)
    if (entry.state === 'running' && Date.now() - entry.runningSinceMs > forgivenAfterMs) entry.failures = 0
    const delayMs = restartDelaysMs[entry.failures]
    entry.failures += 1
    this.#set(entry, 'error', reason)
    this.#log.error('a module failed', { name, reason, restartInMs: delayMs ?? -1 })
    if (delayMs === undefined) return
    entry.restart = setTimeout(() => {
      void this.#change(name, async () => {
        if (entry.state !== 'error') return
        await this.#call(entry, 'stop', () => entry.module.stop()).catch(() => undefined)
        await this.#run(name, entry)
      }).catch(() => undefined)
    }, delayMs)
    entry.restart.unref()
  }

  /** Calls a module, and gives up waiting when it hangs. */
  async #call<T>(entry: Entry, what: string, work: () => Promise<T>): Promise<T> {
    const timer = Promise.withResolvers<never>()
    const handle = setTimeout(
      () => timer.reject(new Error(`${entry.module.info.name} did not answer ${what} within ${this.#timeoutMs} ms`)),
      this.#timeoutMs,
    )
    try {
      return await Promise.race([work(), timer.promise])
    } finally {
      clearTimeout(handle)
    }
  }

  #set(entry: Entry, state: ModuleState, reason: string | null = null): void {
    if (entry.state === state && entry.reason === reason) return
    entry.state = state
    entry.reason = reason
    this.#bus.emit('module.changed', this.#statusOf(entry))
  }

  #statusOf(entry: Entry): ModuleStatus {
    const { name, purpose, optional, dependencies } = entry.module.info
    const metrics = entry.state === 'running' ? entry.module.metrics() : {}
    return { name, purpose, optional, dependencies, state: entry.state, reason: entry.reason, metrics }
  }
}
