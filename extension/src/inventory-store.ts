import type { FolderInventory } from '@reeve/protocol/editor'
import { type Disposable, EventEmitter } from 'vscode'

/** What is known of each folder now. Views read it here and hear of every change. */
export class InventoryStore implements Disposable {
  readonly #changed = new EventEmitter<void>()
  #folders: ReadonlyMap<string, FolderInventory> = new Map()

  readonly onDidChange = this.#changed.event

  /** In the order in which the folders were opened. */
  get folders(): readonly FolderInventory[] {
    return [...this.#folders.values()]
  }

  replace(folders: readonly FolderInventory[]): void {
    this.#folders = new Map(folders.map((folder) => [folder.folder, folder]))
    this.#changed.fire()
  }

  update(folder: FolderInventory): void {
    this.#folders = new Map(this.#folders).set(folder.folder, folder)
    this.#changed.fire()
  }

  remove(folders: readonly string[]): void {
    this.#folders = new Map([...this.#folders].filter(([folder]) => !folders.includes(folder)))
    this.#changed.fire()
  }

  dispose(): void {
    this.#changed.dispose()
  }
}
