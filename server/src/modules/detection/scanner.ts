import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Inventory, ScanError, ScanReport, ServerEntry } from '@reeve/protocol/inventory'
import { contentHash } from '@reeve/protocol/digest'
import type { ClientPlace } from './clients.ts'
import { emptyExtract, type FileExtract, type FoundFile } from './extract.ts'
import { extractConfig } from './extract-config.ts'
import { IgnoreRules, isForeignFolder } from './ignore-rules.ts'
import { type Merged, merge } from './merge.ts'
import { type HomeOptions, placesOf } from './places.ts'
import { readText, sizeLimits } from './read.ts'
import { isManifestPath, isSourcePath } from './source/languages.ts'
import { extractManifest } from './source/manifests.ts'
import { findUserFiles, userFileAt, userFolders } from './user-files.ts'
import { walk } from './walk.ts'

/** What reads source: it takes the files together, since it works in a thread of its own. */
export interface SourceReader {
  analyze(files: readonly { path: string; absolute: string }[], signal?: AbortSignal): Promise<ReadonlyMap<string, FileExtract>>
}

export interface ScanProgress {
  /** `configuration` is over when the servers are all known; `source` follows. */
  readonly stage: 'configuration' | 'source'
  readonly done: number
  readonly total: number
}

export interface ScannerOptions {
  /** The absolute path of the workspace folder. */
  readonly root: string
  readonly home: string
  readonly platform: NodeJS.Platform
  /** Whether files of the user and of the system are read too. */
  readonly userFiles: boolean
  /** Null when source is not to be read. */
  readonly analyzer: SourceReader | null
  readonly onProgress?: (progress: ScanProgress) => void
}

/** Files that are read at the same time. */
const readsAtOnce = 16

/**
 * Knows what a workspace holds. It keeps what each file says, so that a changed file means reading that file alone.
 * Calls must not overlap: the caller lets one finish before the next.
 */
export class Scanner {
  readonly #options: ScannerOptions
  readonly #home: HomeOptions
  #extracts = new Map<string, FileExtract>()
  #walkErrors: readonly ScanError[] = []
  #ignoreRules = new IgnoreRules()
  #merged: Merged | undefined

  constructor(options: ScannerOptions) {
    this.#options = options
    const platform = options.platform === 'win32' || options.platform === 'darwin' ? options.platform : 'linux'
    const isOwnHome = resolve(options.home) === resolve(homedir())
    this.#home = { home: options.home, platform, environment: isOwnHome ? process.env : {} }
  }

  /** What the workspace holds as of the last scan or reread. */
  get inventory(): Inventory {
    return this.#merge().inventory
  }

  /** The definition hash of a server of the present inventory. */
  definitionHashOf(server: ServerEntry): string {
    return this.#merge().definitionHashes.get(server) ?? contentHash(server)
  }

  /** Absolute paths of the folders that hold files of the user and of the system, or would. Empty when those are not read. */
  userFolders(): string[] {
    return this.#options.userFiles ? userFolders(this.#home) : []
  }

  /** Reads everything anew. Throws only when the signal is aborted; what was known before then stands. */
  async scan(signal?: AbortSignal): Promise<void> {
    const ignoreRules = new IgnoreRules()
    const [found, userFiles] = await Promise.all([
      walk({ root: this.#options.root, ignoreRules, ...(signal ? { signal } : {}) }),
      this.#options.userFiles ? findUserFiles(this.#home) : [],
    ])
    const extracts = new Map<string, FileExtract>()
    const configs = [
      ...found.configs.map((file) => ({ file, places: placesOf(file.path) })),
      ...userFiles.map((file) => ({ file, places: file.places })),
    ]
    await this.#forEach('configuration', configs, signal, async ({ file, places }) =>
      put(extracts, file.path, await readConfig(file, places)),
    )
    await this.#forEach('configuration', found.manifests, signal, async (file) => put(extracts, file.path, await readManifest(file)))
    await this.#analyze(found.sources, extracts, signal)
    signal?.throwIfAborted()
    this.#extracts = extracts
    this.#walkErrors = found.errors
    this.#ignoreRules = ignoreRules
    this.#merged = undefined
  }

  /** Reads one file of the workspace alone and forgets all else. A file that no client reads gives an empty inventory. */
  async scanFile(path: string, signal?: AbortSignal): Promise<void> {
    this.#extracts.clear()
    this.#walkErrors = []
    this.#merged = undefined
    const relativePath = this.#relative(path)
    if (relativePath !== undefined) await this.#readProjectFile(relativePath, signal)
  }

  /**
   * Reads these files again, and these alone; the paths are absolute or relative to the workspace folder. What vanished is
   * forgotten, what lies in a folder that appeared is read. Resolves to whether anything was of interest.
   */
  async reread(paths: readonly string[], signal?: AbortSignal): Promise<boolean> {
    if (paths.some((path) => /(?:^|[\\/])\.gitignore$/.test(path) && this.#relative(path) !== undefined)) {
      await this.scan(signal)
      return true
    }
    const before = this.#merge().inventory
    for (const path of new Set(paths)) {
      signal?.throwIfAborted()
      const relativePath = this.#relative(path)
      if (relativePath === undefined) await this.#rereadUserFile(path)
      else await this.#rereadProject(relativePath, signal)
    }
    return JSON.stringify(before) !== JSON.stringify(this.#merge().inventory)
  }

  #merge(): Merged {
    this.#merged ??= merge(this.#extracts, this.#walkErrors)
    return this.#merged
  }

  /** The path within the workspace, with forward slashes; undefined for a path outside of it. */
  #relative(path: string): string | undefined {
    const { root } = this.#options
    const inside = isAbsolute(path) ? relative(root, path) : relative(root, join(root, path))
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined
    return inside.split(sep).join('/')
  }

  async #rereadUserFile(path: string): Promise<void> {
    const file = this.#options.userFiles ? userFileAt(path, this.#home) : undefined
    if (file) this.#replace(file.path, await readConfig(file, file.places))
  }

  async #rereadProject(path: string, signal: AbortSignal | undefined): Promise<void> {
    if (path.split('/').some(isForeignFolder)) return
    const status = await stat(join(this.#options.root, path)).catch(() => undefined)
    if (status?.isDirectory()) return this.#rereadFolder(path, signal)
    this.#forget(path)
    if (status) await this.#readProjectFile(path, signal)
  }

  async #rereadFolder(folder: string, signal: AbortSignal | undefined): Promise<void> {
    const found = await walk({ root: this.#options.root, folder, ignoreRules: this.#ignoreRules, ...(signal ? { signal } : {}) })
    this.#forget(folder)
    this.#walkErrors = [...this.#walkErrors, ...found.errors]
    for (const file of found.configs) this.#replace(file.path, await readConfig(file, placesOf(file.path)))
    for (const file of found.manifests) this.#replace(file.path, await readManifest(file))
    await this.#analyze(found.sources, this.#extracts, signal)
    this.#merged = undefined
  }

  /** Forgets a file, or everything below a folder. */
  #forget(path: string): void {
    const isBelow = (other: string): boolean => path === '' || other === path || other.startsWith(`${path}/`)
    const isProject = (other: string): boolean => !other.startsWith('~/') && !isAbsolute(other)
    for (const known of this.#extracts.keys()) if (isProject(known) && isBelow(known)) this.#extracts.delete(known)
    this.#walkErrors = this.#walkErrors.filter(({ file }) => !isBelow(file))
    this.#merged = undefined
  }

  async #readProjectFile(path: string, signal: AbortSignal | undefined): Promise<void> {
    const file: FoundFile = { path, absolute: join(this.#options.root, path), scope: 'project' }
    const places = placesOf(path)
    if (places.length > 0) this.#replace(path, await readConfig(file, places))
    if (this.#ignoreRules.leavesOut(path)) return
    if (isManifestPath(path)) this.#replace(path, await readManifest(file))
    if (isSourcePath(path)) await this.#analyze([file], this.#extracts, signal)
  }

  /** `undefined` stands for a file that vanished. */
  #replace(path: string, extract: FileExtract | undefined): void {
    if (extract) this.#extracts.set(path, extract)
    else this.#extracts.delete(path)
    this.#merged = undefined
  }

  async #analyze(files: readonly FoundFile[], extracts: Map<string, FileExtract>, signal: AbortSignal | undefined): Promise<void> {
    const { analyzer, onProgress } = this.#options
    if (!analyzer || files.length === 0) return
    onProgress?.({ stage: 'source', done: 0, total: files.length })
    for (const [path, extract] of await analyzer.analyze(files, signal)) put(extracts, path, extract)
    this.#merged = undefined
    onProgress?.({ stage: 'source', done: files.length, total: files.length })
  }

  async #forEach<Item>(
    stage: ScanProgress['stage'],
    items: readonly Item[],
    signal: AbortSignal | undefined,
    work: (item: Item) => Promise<void>,
  ): Promise<void> {
    for (let done = 0; done < items.length; done += readsAtOnce) {
      signal?.throwIfAborted()
      await Promise.all(items.slice(done, done + readsAtOnce).map(work))
      this.#options.onProgress?.({ stage, done: Math.min(done + readsAtOnce, items.length), total: items.length })
    }
  }
}

/** Files that say nothing are kept all the same: what others import is looked up among them. */
function put(extracts: Map<string, FileExtract>, path: string, extract: FileExtract | undefined): void {
  if (extract) extracts.set(path, extract)
}

async function readConfig(file: FoundFile, places: readonly ClientPlace[]): Promise<FileExtract | undefined> {
  return readExtract(file, (text) => extractConfig(file, places, text))
}

async function readManifest(file: FoundFile): Promise<FileExtract | undefined> {
  return readExtract(file, (text) => extractManifest(file.path, text))
}

/** What a file says, an error entry when it cannot be read, or undefined when it is gone. */
async function readExtract(file: FoundFile, extract: (text: string) => FileExtract): Promise<FileExtract | undefined> {
  const read = await readText(file, sizeLimits.config)
  if (read.kind === 'missing') return undefined
  return read.kind === 'error' ? { ...emptyExtract, errors: [read.error] } : extract(read.text)
}

/** The contract of `reeve scan --format json`. */
export function toScanReport(inventory: Inventory, workspace: string, durationMs: number): ScanReport {
  return { version: 1, workspace, durationMs: Math.round(durationMs), ...inventory }
}
