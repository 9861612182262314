import type { Stats } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'

/** Folders that are not worth a watch: nothing in them belongs to the person who works here, or it changes all the time. */
const unwatched = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
])

export interface WatcherOptions {
  /** Folders that are watched with everything below. */
  readonly trees: readonly string[]
  /** Folders that are watched alone, such as those that hold configuration of the user. */
  readonly folders: readonly string[]
  /** Called with absolute paths that were made, changed or removed, at most every `settleMs`. */
  readonly onChange: (paths: ReadonlySet<string>) => void
  readonly onError: (error: unknown) => void
  /** How long changes are gathered before they are told. */
  readonly settleMs?: number
}

/**
 * Watches folders, never single files: chokidar is told to leave files out, and what its watches of folders hear
 * (its event `raw`) names the file. 10,000 files would otherwise cost a watch each.
 */
export class Watcher {
  readonly #options: Required<WatcherOptions>
  readonly #watchers: FSWatcher[] = []
  #changed = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: WatcherOptions) {
    this.#options = { settleMs: 30, ...options }
  }

  /** Resolves when all folders are watched. */
  async start(): Promise<void> {
    const { trees, folders } = this.#options
    await Promise.all([...trees.map((tree) => this.#watch(tree, undefined)), ...(folders.length > 0 ? [this.#watch([...folders], 0)] : [])])
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await Promise.all(this.#watchers.map((watcher) => watcher.close()))
  }

  #watch(target: string | string[], depth: number | undefined): Promise<void> {
    const watcher = watch(target, {
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      ...(depth === undefined ? {} : { depth }),
      ignored: (path: string, stats?: Stats) => (stats !== undefined && !stats.isDirectory()) || isUnwatched(path),
    })
    this.#watchers.push(watcher)
    watcher.on('raw', (_event: string, path: string | null, details: unknown) => this.#hear(path, details))
    watcher.on('addDir', (path: string) => this.#note(path))
    watcher.on('unlinkDir', (path: string) => this.#note(path))
    watcher.on('error', (error: unknown) => this.#options.onError(error))
    return new Promise((resolve) => watcher.on('ready', () => resolve()))
  }

  #hear(path: string | null, details: unknown): void {
    const watched = typeof details === 'object' && details !== null && 'watchedPath' in details ? String(details.watchedPath) : undefined
    if (!path) {
      if (watched) this.#note(watched)
      return
    }
    this.#note(isAbsolute(path) || !watched ? path : join(watched, path))
  }

  #note(path: string): void {
    if (this.#closed || isUnwatched(path)) return
    this.#changed.add(path)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const changed = this.#changed
      this.#changed = new Set()
      if (!this.#closed) this.#options.onChange(changed)
    }, this.#options.settleMs)
  }
}

function isUnwatched(path: string): boolean {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  return unwatched.has(name)
}
