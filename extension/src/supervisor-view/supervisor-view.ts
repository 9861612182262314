import {
  type Disposable,
  EventEmitter,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  window,
} from 'vscode'
import { viewIds } from '../contributions.ts'
import { type SupervisorFacts, type SupervisorRow, supervisorRows } from './supervisor-rows.ts'

/** The Supervisor view: the modules, the backend, the queue, the key. */
export class SupervisorView implements TreeDataProvider<SupervisorRow>, Disposable {
  readonly #facts: () => SupervisorFacts
  readonly #changed = new EventEmitter<void>()
  readonly #view = window.createTreeView(viewIds.supervisor, { treeDataProvider: this })

  readonly onDidChangeTreeData = this.#changed.event
  readonly onDidChangeVisibility = this.#view.onDidChangeVisibility

  constructor(facts: () => SupervisorFacts) {
    this.#facts = facts
  }

  refresh(): void {
    this.#changed.fire()
  }

  getChildren(row?: SupervisorRow): SupervisorRow[] {
    return [...(row ? (row.children ?? []) : supervisorRows(this.#facts()))]
  }

  getTreeItem(row: SupervisorRow): TreeItem {
    const hasChildren = row.children !== undefined && row.children.length > 0
    const open = row.open ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed
    const item = new TreeItem(row.label, hasChildren ? open : TreeItemCollapsibleState.None)
    item.id = row.id
    item.contextValue = row.context
    if (row.description) item.description = row.description
    if (row.tooltip) item.tooltip = row.tooltip
    item.iconPath = new ThemeIcon(row.icon.id, row.icon.color === undefined ? undefined : new ThemeColor(row.icon.color))
    return item
  }

  dispose(): void {
    this.#view.dispose()
    this.#changed.dispose()
  }
}

/** The name of the module whose row a menu was opened on. */
export function moduleOf(value: unknown): string | undefined {
  const module: unknown = typeof value === 'object' && value !== null ? (value as Partial<SupervisorRow>).module : undefined
  return typeof module === 'string' ? module : undefined
}
