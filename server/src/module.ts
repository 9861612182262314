import type { ModuleState } from '@reeve/protocol/editor'
import type { EventData, EventType } from '@reeve/protocol/events'
import type { Bus } from './modules/core/bus.ts'
import type { Logger } from './log.ts'

/** The face that every module of the supervisor shows to the manager. Its plain logic lives in files beside it. */
export interface SupervisorModule {
  readonly info: ModuleInfo
  initialize(context: ModuleContext): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  cleanup(): Promise<void>
  handleMessage(message: ModuleMessage): Promise<unknown>
  healthCheck(): Promise<HealthReport>
  metrics(): Record<string, number>
  /** Takes a change of settings while running. */
  configure(change: ModuleConfig): Promise<void>
}

export interface ModuleInfo {
  readonly name: string
  /** What it does, in one sentence that a person reads. */
  readonly purpose: string
  /** Names of modules that must run before it. */
  readonly dependencies: readonly string[]
  /** The supervisor works without it. */
  readonly optional: boolean
  /** The state that it is brought to when the supervisor starts. */
  readonly defaultState: 'running' | 'stopped' | 'disabled'
}

export type ModuleConfig = Readonly<Record<string, unknown>>

export interface ModuleMessage {
  readonly type: string
  readonly payload?: unknown
}

export interface HealthReport {
  readonly healthy: boolean
  /** Why not, where it is not. */
  readonly reason: string | null
}

/** What the manager gives a module. */
export interface ModuleContext {
  readonly log: Logger
  readonly bus: Bus
  readonly status: () => ModuleState
  readonly config: () => ModuleConfig
  /** Tells something that happened in the module, of every workspace it concerns. */
  sendEvent<T extends EventType>(type: T, data: EventData<T>): void
  /** Reports a failure that happened outside a call of the manager; the module is restarted. */
  fail(error: unknown): void
}
