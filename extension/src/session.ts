import { homedir } from 'node:os'
import { getInventory, getStatus, inventoryChanged, statusChanged, type SupervisorStatus } from '@reeve/protocol/editor'
import { type Disposable, env, EventEmitter, workspace } from 'vscode'
import { type Health, healthOf } from './health.ts'
import { InventoryStore } from './inventory-store.ts'
import type { Supervisor } from './supervisor/supervisor.ts'
import type { SupervisorFacts } from './supervisor-view/supervisor-rows.ts'

/** What this window knows of its supervisor: the inventories and the state, kept up to date. */
export class Session implements Disposable {
  readonly inventories = new InventoryStore()
  readonly #supervisor: Supervisor
  readonly #keyCreatedAt: () => number | undefined
  readonly #changed = new EventEmitter<void>()
  readonly #subscriptions: readonly Disposable[]
  #status: SupervisorStatus | undefined

  /** The state of the supervisor, its modules or its backend changed. */
  readonly onDidChange = this.#changed.event

  constructor(supervisor: Supervisor, keyCreatedAt: () => number | undefined) {
    this.#supervisor = supervisor
    this.#keyCreatedAt = keyCreatedAt
    supervisor.onNotification(inventoryChanged, (folder) => this.inventories.update(folder))
    supervisor.onNotification(statusChanged, (status) => this.#setStatus(status))
    this.#subscriptions = [
      supervisor.onDidChangeState(({ kind }) => {
        if (kind === 'running') void this.refresh()
        // What was found stays in sight while the supervisor comes back.
        if (kind === 'stopped' || kind === 'outdated') this.inventories.replace([])
        this.#setStatus(undefined)
      }),
      workspace.onDidChangeWorkspaceFolders(({ removed }) => this.inventories.remove(removed.map(({ uri }) => uri.toString()))),
    ]
  }

  get status(): SupervisorStatus | undefined {
    return this.#status
  }

  get health(): Health {
    return healthOf(this.#supervisor.state, this.#status, workspace.isTrusted)
  }

  get facts(): SupervisorFacts {
    return { health: this.health, status: this.#status, keyCreatedAt: this.#keyCreatedAt(), home: homedir(), remote: env.remoteName }
  }

  /** Asks for the whole state anew. */
  async refresh(): Promise<void> {
    try {
      const [status, folders] = await Promise.all([this.#supervisor.request(getStatus), this.#supervisor.request(getInventory)])
      this.inventories.replace(folders)
      this.#setStatus(status)
    } catch {
      // The supervisor ended meanwhile: its state tells so, and the next one is asked again.
    }
  }

  /** Asks for the state alone, which holds numbers that change without anybody telling. */
  async refreshStatus(): Promise<void> {
    try {
      this.#setStatus(await this.#supervisor.request(getStatus))
    } catch {
      // As above.
    }
  }

  #setStatus(status: SupervisorStatus | undefined): void {
    this.#status = status
    this.#changed.fire()
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
    this.#changed.dispose()
    this.inventories.dispose()
  }
}
