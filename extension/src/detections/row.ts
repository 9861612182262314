import type { FolderInventory } from '@reeve/protocol/editor'
import type { DetectionReference } from '@reeve/protocol/panel'
import type { Severity } from '@reeve/protocol/rules'

/** A place in a file of a folder's inventory, as the inventory names it. Lines and columns count from 1. */
export interface Place {
  /** The folder's URI. */
  readonly folder: string
  readonly file: string
  readonly line: number
  readonly column?: number | undefined
  readonly endColumn?: number | undefined
}

export type RowKind = 'folder' | 'group' | 'file' | DetectionReference['kind'] | 'evidence' | 'unreadable' | 'more'

/** One line of the tree, with nothing of the editor's API in it. All texts are ready to be shown. */
export interface Row {
  /** The same for the same thing after a change, so that what is open stays open. */
  readonly id: string
  readonly kind: RowKind
  readonly label: string
  readonly description?: string | undefined
  readonly tooltip?: string | undefined
  /** What a screen reader says, where it is more than label and description. */
  readonly spoken?: string | undefined
  /** A codicon by its name, and a theme colour by its. */
  readonly icon?: { readonly id: string; readonly color?: string | undefined } | undefined
  /** Findings in it, and the gravest of their severities. */
  readonly findings?: { readonly count: number; readonly severity: Severity } | undefined
  readonly place?: Place | undefined
  /** What the Inspector shows when the row is selected; `workspace` is the folder's URI. */
  readonly reference?: DetectionReference | undefined
  readonly rule?: string | undefined
  /** Made only when the row is opened. Absent where nothing is below. */
  readonly children?: (() => readonly Row[]) | undefined
  readonly open?: boolean | undefined
}

/** What the tree is made of. */
export interface RowSource {
  readonly inventory: FolderInventory
  /** Lower case; only what contains it is shown. Empty shows all. */
  readonly filter: string
}
