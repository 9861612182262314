import { createHash } from 'node:crypto'
import {
  type Disposable,
  EventEmitter,
  type Memento,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  commands,
  l10n,
  window,
} from 'vscode'
import { commandIds } from '../commands/command-ids.ts'
import { contextKeys, viewIds } from '../contributions.ts'
import type { InventoryStore } from '../inventory-store.ts'
import { groupingSetting } from '../settings.ts'
import { countOf, plainLine } from '../support/text.ts'
import { decorationUri } from './finding-decorations.ts'
import type { Row } from './row.ts'
import { toActOn } from './subjects.ts'

const filterKey = 'detections.filter'

/** Ids hold names of a workspace, which may be of any length; an editor keeps an id of every row. */
const longestId = 512

/** Changes that follow each other are drawn once, this long after the first. */
const settleMs = 50

/** The Detections view: draws the rows that `groupings.ts` makes of the inventories. */
export class DetectionsView implements TreeDataProvider<Row>, Disposable {
  readonly #store: InventoryStore
  readonly #memory: Memento
  readonly #changed = new EventEmitter<Row | undefined>()
  readonly #view: TreeView<Row>
  readonly #subscription: Disposable
  #timer: NodeJS.Timeout | undefined
  #filter: string
  #scanning: PromiseWithResolvers<void> | undefined

  readonly onDidChangeTreeData = this.#changed.event

  constructor(store: InventoryStore, memory: Memento) {
    this.#store = store
    this.#memory = memory
    this.#filter = memory.get(filterKey, '')
    this.#view = window.createTreeView(viewIds.detections, { treeDataProvider: this, showCollapseAll: true })
    this.#subscription = store.onDidChange(() => this.refresh())
    this.#describe()
  }

  get onDidChangeSelection(): TreeView<Row>['onDidChangeSelection'] {
    return this.#view.onDidChangeSelection
  }

  get selection(): readonly Row[] {
    return this.#view.selection
  }

  get filter(): string {
    return this.#filter
  }

  /** Shows only what contains the text; an empty one shows all. Kept for the next time. */
  setFilter(filter: string): void {
    this.#filter = filter.trim()
    void this.#memory.update(filterKey, this.#filter)
    this.refresh()
  }

  async showMore(more: Row): Promise<void> {
    const { showMore } = (await import('../on-demand.ts')).onDemand
    showMore(more)
    this.refresh()
  }

  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#describe()
      this.#changed.fire(undefined)
    }, settleMs)
  }

  /** What a person should know of the whole view, in its own words; undefined when there is nothing to say. */
  setMessage(message: string | undefined): void {
    this.#view.message = message ?? ''
  }

  /** The bar of the view moves until it is ended. */
  setScanning(scanning: boolean): void {
    if (!scanning) {
      this.#scanning?.resolve()
      this.#scanning = undefined
    } else if (!this.#scanning) {
      const ends = Promise.withResolvers<void>()
      this.#scanning = ends
      void window.withProgress({ location: { viewId: viewIds.detections } }, () => ends.promise)
    }
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row) return [...(row.children?.() ?? [])]
    if (this.#store.folders.length === 0) return []
    const { topRows } = (await import('../on-demand.ts')).onDemand
    const filter = this.#filter.toLowerCase()
    const sources = this.#store.folders.map((inventory) => ({ inventory, filter }))
    return [...topRows(sources, groupingSetting())]
  }

  getTreeItem(row: Row): TreeItem {
    const state = row.children
      ? row.open
        ? TreeItemCollapsibleState.Expanded
        : TreeItemCollapsibleState.Collapsed
      : TreeItemCollapsibleState.None
    const item = new TreeItem(row.label, state)
    item.id = row.id.length > longestId ? createHash('sha256').update(row.id).digest('hex') : row.id
    item.contextValue = contextOf(row)
    if (row.description) item.description = row.description
    if (row.tooltip) item.tooltip = row.tooltip
    if (row.spoken) item.accessibilityInformation = { label: row.spoken }
    if (row.icon) item.iconPath = new ThemeIcon(row.icon.id, row.icon.color === undefined ? undefined : new ThemeColor(row.icon.color))
    if (row.findings) item.resourceUri = decorationUri(row.id, row.findings)
    const command = clickCommand(row)
    if (command) item.command = { command, title: '', arguments: [row] }
    return item
  }

  #describe(): void {
    const folders = this.#store.folders
    const count = folders.reduce((sum, { inventory }) => sum + toActOn(inventory), 0)
    this.#view.badge =
      count === 0 ? undefined : { value: count, tooltip: countOf(count, l10n.t('finding to look at'), l10n.t('findings to look at')) }
    // An editor forgets the title of the manifest as soon as it is given a description.
    this.#view.title = l10n.t('Detections')
    this.#view.description = this.#filter === '' ? '' : l10n.t('with “{0}”', plainLine(this.#filter, 30))
    this.setScanning(folders.some(({ complete }) => !complete))
    void commands.executeCommand('setContext', contextKeys.filtered, this.#filter !== '')
    void commands.executeCommand('setContext', contextKeys.scanned, folders.length > 0 && folders.every(({ complete }) => complete))
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#scanning?.resolve()
    this.#subscription.dispose()
    this.#view.dispose()
    this.#changed.dispose()
  }
}

/** Words that the manifest's menus look for. */
const contextOf = ({ kind, place, reference }: Row): string =>
  [kind, place ? 'place' : '', reference ? 'inspectable' : ''].filter((word) => word !== '').join(' ')

/** What a click does besides selecting: the Inspector follows the selection by itself. */
function clickCommand(row: Row): string | undefined {
  if (row.kind === 'more') return commandIds.showMore
  return row.kind === 'finding' || row.kind === 'evidence' || row.kind === 'unreadable' ? commandIds.openLine : undefined
}

/** Rows are told from everything else that a command may be given. */
export const isRow = (value: unknown): value is Row =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Row).id === 'string' &&
  typeof (value as Row).kind === 'string' &&
  !(value instanceof Uri)
