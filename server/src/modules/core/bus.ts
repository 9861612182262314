import type { StoredEvent, Summary } from '@reeve/protocol/api'
import type { EventData, EventType } from '@reeve/protocol/events'
import type { FolderInventory, ModuleStatus } from '@reeve/protocol/editor'
import type { Workspace } from '../../workspace.ts'

/** What modules tell each other. A topic is news of something that is over; whoever wants an answer calls the module. */
export interface BusTopics {
  /** A workspace's inventory changed; `complete` once its first scan is over. */
  'inventory.changed': { readonly workspace: Workspace } & Pick<FolderInventory, 'complete' | 'inventory'>
  /** A workspace became, or is no longer, this supervisor's to report. */
  'lease.changed': { readonly workspace: Workspace; readonly held: boolean }
  /** A module of the supervisor changed its state. */
  'module.changed': ModuleStatus
  /** The connection to the backend changed. */
  'backend.changed': { readonly state: 'connected' | 'degraded' | 'stopped' }
  /** Something happened in a module that is reported for every workspace. */
  'event.raised': { readonly type: EventType; readonly data: EventData<EventType> }
  /** The backend stored events, of any supervisor; told while the uplink listens. */
  'events.stored': { readonly rows: readonly StoredEvent[] }
  /** The backend's counts changed; told while the uplink listens. */
  'summary.changed': Summary
  /** The backend asks for the whole present state. */
  'synchronization.requested': { readonly reason: string }
}

export type BusTopic = keyof BusTopics
type Listener<T extends BusTopic> = (news: BusTopics[T]) => void

/** Hands news on in the order of subscription. A listener that throws is told to `onError` and keeps nobody else from hearing. */
export class Bus {
  readonly #listeners = new Map<BusTopic, Set<Listener<never>>>()
  readonly #onError: (topic: BusTopic, error: unknown) => void

  constructor(onError: (topic: BusTopic, error: unknown) => void) {
    this.#onError = onError
  }

  /** Returns what ends the subscription. */
  on<T extends BusTopic>(topic: T, listener: Listener<T>): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners)
    listeners.add(listener as Listener<never>)
    return () => listeners.delete(listener as Listener<never>)
  }

  emit<T extends BusTopic>(topic: T, news: BusTopics[T]): void {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) {
      try {
        ;(listener as Listener<T>)(news)
      } catch (error) {
        this.#onError(topic, error)
      }
    }
  }
}
