import { emptyInventory, type Inventory } from '@reeve/protocol/inventory'
import { reasonOf } from '../../log.ts'
import type { HealthReport, ModuleContext, ModuleMessage, SupervisorModule } from '../../module.ts'
import type { Workspace } from '../../workspace.ts'
import { type ReportedItem, reportedItems } from './items.ts'
import { Scanner } from './scanner.ts'
import { SourceAnalyzer } from './source/analyzer.ts'
import { Watcher } from './watcher.ts'

export interface DetectionOptions {
  /** The home whose user-level files are read. */
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly userFiles: boolean
  /** Who tells that files changed: our own watcher, an editor by `changed`, or nobody. */
  readonly watch: 'own' | 'editor' | 'none'
}

interface Folder {
  readonly workspace: Workspace
  readonly scanner: Scanner
  readonly abort: AbortController
  watcher: Watcher | undefined
  complete: boolean
  /** The end of the last piece of work, so that scans of one folder follow each other. */
  work: Promise<void>
}

/** Finds what the workspaces hold, and keeps it true while files change. */
export class DetectionModule implements SupervisorModule {
  readonly info = {
    name: 'detection',
    purpose: 'Finds servers, agents and capabilities, and reads again what changes.',
    dependencies: ['core'],
    optional: false,
    defaultState: 'running',
  } as const
  readonly #options: DetectionOptions
  /** What is to be watched while the module runs. */
  readonly #workspaces = new Map<string, Workspace>()
  readonly #folders = new Map<string, Folder>()
  #analyzer: SourceAnalyzer | undefined
  #context: ModuleContext | undefined
  #scans = 0
  #rereads = 0

  constructor(options: DetectionOptions) {
    this.#options = options
  }

  async initialize(context: ModuleContext): Promise<void> {
    this.#context = context
  }

  async start(): Promise<void> {
    this.#analyzer = new SourceAnalyzer()
    for (const workspace of this.#workspaces.values()) void this.#openFolder(workspace, this.#analyzer)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#folders.values()].map((folder) => this.#close(folder)))
    this.#folders.clear()
    await this.#analyzer?.close()
    this.#analyzer = undefined
  }

  async cleanup(): Promise<void> {
    this.#workspaces.clear()
  }

  /** `rescan` reads every folder anew. */
  async handleMessage(message: ModuleMessage): Promise<undefined> {
    if (message.type === 'rescan') await Promise.all([...this.#folders.values()].map((folder) => this.#scan(folder)))
    return undefined
  }

  async healthCheck(): Promise<HealthReport> {
    return { healthy: true, reason: null }
  }

  metrics(): Record<string, number> {
    return { folders: this.#folders.size, scans: this.#scans, rereads: this.#rereads }
  }

  async configure(): Promise<void> {}

  /** Scans a folder and goes on watching it, whenever the module runs. Resolves when the first scan is over. */
  async open(workspace: Workspace): Promise<void> {
    if (this.#workspaces.has(workspace.id)) return
    this.#workspaces.set(workspace.id, workspace)
    if (this.#analyzer) await this.#openFolder(workspace, this.#analyzer)
  }

  async #openFolder(workspace: Workspace, analyzer: SourceAnalyzer): Promise<void> {
    const { home, platform, userFiles } = this.#options
    const scanner = new Scanner({ root: workspace.root, home, platform, userFiles, analyzer })
    const folder: Folder = {
      workspace,
      scanner,
      abort: new AbortController(),
      watcher: undefined,
      complete: false,
      work: Promise.resolve(),
    }
    this.#folders.set(workspace.id, folder)
    // Watching begins before the scan, so that nothing that changes meanwhile is missed.
    const watching = this.#watch(folder)
    await this.#scan(folder)
    await watching
  }

  async close(workspace: Workspace): Promise<void> {
    const folder = this.#folders.get(workspace.id)
    this.#workspaces.delete(workspace.id)
    this.#folders.delete(workspace.id)
    if (folder) await this.#close(folder)
  }

  /** Takes the absolute paths of files that an editor saw change. Resolves when they were read again. */
  async changed(paths: Iterable<string>): Promise<void> {
    const list = [...paths]
    await Promise.all([...this.#folders.values()].map((folder) => this.#reread(folder, list)))
  }

  inventoryOf(workspace: Workspace): { inventory: Inventory; complete: boolean } {
    const folder = this.#folders.get(workspace.id)
    return folder ? { inventory: folder.scanner.inventory, complete: folder.complete } : { inventory: emptyInventory(), complete: false }
  }

  /** What is reported of the workspace now, by subject. */
  itemsOf(workspace: Workspace): ReadonlyMap<string, ReportedItem> {
    const folder = this.#folders.get(workspace.id)
    if (!folder) return new Map()
    return reportedItems(workspace, this.#options.platform, folder.scanner.inventory, (server) => folder.scanner.definitionHashOf(server))
  }

  async #close(folder: Folder): Promise<void> {
    folder.abort.abort()
    await folder.watcher?.close()
    await folder.work
  }

  async #watch(folder: Folder): Promise<void> {
    const { watch } = this.#options
    if (watch === 'none') return
    folder.watcher = new Watcher({
      trees: watch === 'own' ? [folder.workspace.root] : [],
      folders: folder.scanner.userFolders(),
      onChange: (paths) => void this.#reread(folder, [...paths]),
      onError: (error) => this.#running().log.warn('a folder cannot be watched', { reason: reasonOf(error) }),
    })
    await folder.watcher.start()
  }

  #scan(folder: Folder): Promise<void> {
    return this.#enqueue(folder, async () => {
      this.#scans += 1
      // The first scan is news whatever it finds, since it says that the inventory is complete.
      const before = folder.complete ? JSON.stringify(folder.scanner.inventory) : undefined
      await folder.scanner.scan(folder.abort.signal)
      folder.complete = true
      return JSON.stringify(folder.scanner.inventory) !== before
    })
  }

  #reread(folder: Folder, paths: readonly string[]): Promise<void> {
    return this.#enqueue(folder, async () => {
      const changed = await folder.scanner.reread(paths, folder.abort.signal)
      if (changed) this.#rereads += 1
      return changed
    })
  }

  #enqueue(folder: Folder, work: () => Promise<boolean>): Promise<void> {
    folder.work = folder.work.then(async () => {
      if (folder.abort.signal.aborted) return
      try {
        if (!(await work())) return
      } catch (error) {
        if (!folder.abort.signal.aborted) this.#running().log.error('a scan failed', { reason: reasonOf(error) })
        return
      }
      const { workspace, complete, scanner } = folder
      this.#running().bus.emit('inventory.changed', { workspace, complete, inventory: scanner.inventory })
    })
    return folder.work
  }

  #running(): ModuleContext {
    if (!this.#context) throw new Error('detection is not initialized')
    return this.#context
  }
}
