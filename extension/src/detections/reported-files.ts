import type { FolderInventory } from '@reeve/protocol/editor'
import type { Inventory } from '@reeve/protocol/inventory'
import type { Place } from './row.ts'

const filesOf = new WeakMap<Inventory, ReadonlySet<string>>()

/** Whether the inventory of the place's folder names the file: nothing else is opened, whoever asks. */
export function isReported(folders: readonly FolderInventory[], { folder, file }: Pick<Place, 'folder' | 'file'>): boolean {
  const inventory = folders.find((one) => one.folder === folder)?.inventory
  if (!inventory) return false
  const files = filesOf.get(inventory) ?? collectFiles(inventory)
  filesOf.set(inventory, files)
  return files.has(file)
}

const collectFiles = ({ servers, agents, capabilities, protocols, findings, errors }: Inventory): ReadonlySet<string> =>
  new Set(
    [...servers, ...agents, ...findings, ...errors, ...[...capabilities, ...protocols].flatMap(({ evidence }) => evidence)].map(
      ({ file }) => file,
    ),
  )
