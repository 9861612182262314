import { setTimeout as sleep } from 'node:timers/promises'
import type { SupervisorStatus } from '@reeve/protocol/editor'
import type { DashboardLink } from '@reeve/protocol/api'
import type { Inventory } from '@reeve/protocol/inventory'
import { version } from '@reeve/protocol/version'
import type { BackendClient } from '@reeve/sdk/backend-client'
import type { Principal } from '@reeve/sdk/principal'
import type { Reporter } from '@reeve/sdk/reporter'
import { controlAddress } from './control-server.ts'
import { Lease } from './lease.ts'
import { type LogSink, createLogger, type Logger, reasonOf } from './log.ts'
import { Bus } from './modules/core/bus.ts'
import { CoreModule } from './modules/core/core.ts'
import { ModuleManager } from './modules/core/module-manager.ts'
import { DetectionModule, type DetectionOptions } from './modules/detection/detection.ts'
import { TelemetryModule } from './modules/telemetry/telemetry.ts'
import { type UplinkEndpoint, UplinkModule } from './modules/uplink/uplink.ts'
import type { Workspace } from './workspace.ts'

/** The way to the backend: who reports, and by what. Absent where nothing may leave the machine. */
export interface Reporting {
  readonly principal: Principal
  readonly client: BackendClient
  readonly reporter: Reporter
  readonly endpoint: () => Promise<UplinkEndpoint>
  readonly register: () => Promise<void>
  /** Makes a link that opens the dashboard once. Throws what the backend refuses with. */
  readonly dashboardLink: () => Promise<DashboardLink>
}

export interface SupervisorOptions {
  /** Reeve's own folder of this user. */
  readonly home: string
  readonly detection: DetectionOptions
  readonly reporting?: Reporting | undefined
  readonly sink: LogSink
}

/** How long a stop waits for what was not answered yet. */
const shutdownTimeoutMs = 30_000

/** The supervisor without a face: an editor or a command line puts one on. */
export class Supervisor {
  readonly bus: Bus
  readonly log: Logger
  readonly modules: ModuleManager
  readonly detection: DetectionModule
  readonly telemetry: TelemetryModule | undefined
  readonly uplink: UplinkModule | undefined
  readonly #options: SupervisorOptions
  readonly #workspaces = new Map<string, { readonly workspace: Workspace; readonly lease: Lease | undefined }>()
  #backendState: SupervisorStatus['backend']['state'] = 'stopped'
  #backendUrl: string | null = null

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.log = createLogger(options.sink)
    this.bus = new Bus((topic, error) => this.log.error('a listener failed', { topic, reason: reasonOf(error) }))
    this.modules = new ModuleManager(this.bus, this.log)
    this.detection = new DetectionModule(options.detection)
    this.modules.register(new CoreModule(() => this.modules.checkHealth()))
    this.modules.register(this.detection)
    const { reporting } = options
    if (reporting) {
      this.telemetry = this.#telemetry(reporting)
      this.uplink = this.#uplink(reporting)
      this.modules.register(this.telemetry)
      this.modules.register(this.uplink)
    }
    this.bus.on('backend.changed', ({ state }) => {
      this.#backendState = state
    })
  }

  async start(): Promise<void> {
    await this.modules.startAll()
  }

  /** Opens a folder. Resolves when its first scan is over. */
  async open(workspace: Workspace): Promise<void> {
    if (this.#workspaces.has(workspace.id)) return
    const lease = this.#options.reporting ? await this.#lease(workspace) : undefined
    this.#workspaces.set(workspace.id, { workspace, lease })
    await Promise.all([this.detection.open(workspace), lease?.start()])
  }

  async close(workspace: Workspace): Promise<void> {
    await this.#workspaces.get(workspace.id)?.lease?.close()
    await this.detection.close(workspace)
    this.#workspaces.delete(workspace.id)
  }

  get workspaces(): readonly Workspace[] {
    return [...this.#workspaces.values()].map(({ workspace }) => workspace)
  }

  inventoryOf(workspace: Workspace): { inventory: Inventory; complete: boolean } {
    return this.detection.inventoryOf(workspace)
  }

  /** Whether this supervisor is the one that reports the workspace. */
  reports(workspace: Workspace): boolean {
    return this.#workspaces.get(workspace.id)?.lease?.held ?? false
  }

  status(): SupervisorStatus {
    const { reporting } = this.#options
    return {
      version,
      modules: this.modules.statuses(),
      backend: {
        state: this.#backendState,
        url: this.#backendUrl,
        principal: reporting?.principal.id ?? null,
        queuedEvents: reporting?.reporter.buffer.keptEvents ?? 0,
        droppedEvents: reporting?.reporter.totals.dropped ?? 0,
      },
      following: [...this.#workspaces.values()].filter(({ lease }) => lease && !lease.held).map(({ workspace }) => workspace.root),
    }
  }

  /** Sends what is left, for at most `timeoutMs`, and ends everything. Resolves to whether all was answered. */
  async stop(timeoutMs: number = shutdownTimeoutMs): Promise<boolean> {
    const { reporting } = this.#options
    const deadline = performance.now() + timeoutMs
    // What telemetry still works at comes first: it is on its way to the reporter.
    await Promise.race([this.telemetry?.settle(), sleep(timeoutMs, undefined, { ref: false })])
    if (this.telemetry) await this.modules.stop(this.telemetry.info.name)
    const leftMs = Math.max(0, deadline - performance.now())
    const flushed = reporting ? await reporting.reporter.close({ timeoutMs: leftMs }) : { complete: true }
    await reporting?.client.close()
    await this.modules.stopAll()
    await Promise.all([...this.#workspaces.values()].map(({ lease }) => lease?.close()))
    return flushed.complete && (this.telemetry?.isSettled ?? true)
  }

  async #lease(workspace: Workspace): Promise<Lease> {
    return new Lease({
      address: await controlAddress(this.#options.home, workspace.id),
      log: this.log.child('lease'),
      status: () => this.status(),
      onChange: (held) => this.bus.emit('lease.changed', { workspace, held }),
    })
  }

  #telemetry({ principal, reporter, client }: Reporting): TelemetryModule {
    return new TelemetryModule({
      principal,
      reporter,
      holds: (workspace) => this.reports(workspace),
      itemsOf: (workspace) => this.detection.itemsOf(workspace),
      sync: (body) => client.request('syncInventory', { body }),
    })
  }

  #uplink({ principal, reporter, endpoint, register }: Reporting): UplinkModule {
    return new UplinkModule({
      principal,
      register,
      endpoint: async () => {
        const found = await endpoint()
        this.#backendUrl = found.url
        return found
      },
      reporterState: () => ({
        state: reporter.state,
        queuedEvents: reporter.buffer.keptEvents,
        droppedEvents: reporter.totals.dropped,
      }),
    })
  }
}
