import ignore, { type Ignore } from 'ignore'

/** Never entered: what lies there was fetched or belongs to a tool. */
const foreignFolders = new Set(['node_modules', '.git', '.hg', '.svn'])

/** Built or copied from elsewhere: configuration in them counts, their source does not. */
const builtFolders = new Set([
  ...['dist', 'build', 'out', 'target', 'vendor', 'third_party', 'bower_components', 'site-packages', '__pycache__', 'coverage'],
  ...['.next', '.nuxt', '.output', '.svelte-kit', '.turbo', '.cache', '.tox', '.mypy_cache', '.pytest_cache', '.ruff_cache', '.yarn'],
])

export const isForeignFolder = (name: string): boolean => foreignFolders.has(name)

export const isBuiltFolder = (name: string): boolean => builtFolders.has(name)

/** What a walk leaves out: folders of others, and for source what `.gitignore` files name, each for its own folder and below. */
export class IgnoreRules {
  readonly #files = new Map<string, Ignore>()
  readonly #environments = new Set<string>()

  /** `folder` is relative with forward slashes, empty for the workspace itself. */
  add(folder: string, text: string): void {
    this.#files.set(folder, ignore({ allowRelativePaths: true }).add(text))
  }

  /** Notes a folder that is a virtual environment of Python. */
  addEnvironment(folder: string): void {
    this.#environments.add(folder)
  }

  /** Whether nothing at this path is looked at, configuration neither. */
  isForeign(path: string): boolean {
    const parts = path.split('/')
    return parts.some((name, index) => isForeignFolder(name) || this.#environments.has(parts.slice(0, index + 1).join('/')))
  }

  /**
   * Whether a file or folder itself is ignored, its parents aside: the nearest file that says anything decides.
   * Folders below an ignored folder are ignored whatever they say, which is for the caller to keep.
   */
  ignores(path: string, isFolder: boolean): boolean {
    if (this.#files.size === 0) return false
    for (let end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, Math.max(0, end))
      const verdict = this.#files.get(folder)?.test(path.slice(folder === '' ? 0 : folder.length + 1) + (isFolder ? '/' : ''))
      if (verdict?.ignored) return true
      if (verdict?.unignored) return false
      if (folder === '') return false
    }
  }

  /** Whether source at this path is left out: it or a folder above it is ignored, built or foreign. */
  leavesOut(path: string, isFolder: boolean): boolean {
    if (path === '') return false
    const parts = path.split('/')
    return parts.some((name, index) => {
      const isWithin = isFolder || index < parts.length - 1
      if (isWithin && (isForeignFolder(name) || isBuiltFolder(name))) return true
      return this.ignores(parts.slice(0, index + 1).join('/'), isWithin)
    })
  }
}
