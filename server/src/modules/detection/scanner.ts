import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { contentHash } from '@reeve/protocol/digest'
import type { Inventory, ScanError, ScanReport, ServerEntry } from '@reeve/protocol/inventory'
import type { FileExtract } from './extract.ts'
import { readConfig, readInstructions, readManifest } from './extract-file.ts'
import { IgnoreRules } from './ignore-rules.ts'
import { type Merged, merge } from './merge.ts'
import { type HomeOptions, placesOf } from './places.ts'
import { findUserFiles, type UserFile, userFileAt, userFolders } from './user-files.ts'
import { type WalkResult, walk } from './walk.ts'

/** What reads source: it takes the files together, since it works in a thread of its own. */
interface SourceReader {
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
  /** Whether the reread that goes on has found anything new. */
  #changed = false

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

  /**
   * Reads everything anew. Throws only when the signal is aborted; what was known before then stands.
   * In the first scan the inventory holds the servers as soon as the stage `configuration` is over.
   */
  async scan(signal?: AbortSignal): Promise<void> {
    const ignoreRules = new IgnoreRules()
    const userFiles = this.#options.userFiles ? findUserFiles(this.#home) : []
    const found = await walk({ root: this.#options.root, ignoreRules, ...(signal ? { signal } : {}) })
    const extracts = await this.#readConfiguration(found, await userFiles, signal)
    if (this.#extracts.size === 0) this.#extracts = extracts
    this.#merged = undefined
    await this.#readSource(found, extracts, signal)
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
    const inside = this.#relative(path)
    if (inside === undefined) return
    await (this.#isUserFile(path) ? this.#rereadUserFile(path) : this.#rereadProject(inside, signal))
  }

  /**
   * Reads these files again, and these alone; the paths are absolute or relative to the workspace folder. What vanished is
   * forgotten, what lies in a folder that appeared is read. Resolves to whether any file says something else than before.
   */
  async reread(paths: readonly string[], signal?: AbortSignal): Promise<boolean> {
    if (paths.some((path) => /(?:^|[\\/])\.gitignore$/.test(path) && this.#relative(path) !== undefined)) {
      await this.scan(signal)
      return true
    }
    this.#changed = false
    for (const path of new Set(paths)) {
      signal?.throwIfAborted()
      const relativePath = this.#relative(path)
      if (relativePath === undefined || this.#isUserFile(join(this.#options.root, relativePath))) await this.#rereadUserFile(path)
      else await this.#rereadProject(relativePath, signal)
    }
    return this.#changed
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

  /** A file of the user is one of the user even where the workspace holds the home. */
  #isUserFile(absolute: string): boolean {
    return this.#options.userFiles && userFileAt(absolute, this.#home) !== undefined
  }

  async #rereadUserFile(path: string): Promise<void> {
    const absolute = isAbsolute(path) ? path : join(this.#options.root, path)
    const file = this.#options.userFiles ? userFileAt(absolute, this.#home) : undefined
    if (file) this.#replace(file.path, await readConfig(file, file.places))
  }

  /** Reads a file, or everything below a folder, and forgets what is no longer there. */
  async #rereadProject(path: string, signal: AbortSignal | undefined): Promise<void> {
    const found = await walk({ root: this.#options.root, path, ignoreRules: this.#ignoreRules, ...(signal ? { signal } : {}) })
    const fresh = await this.#readConfiguration(found, [], signal)
    await this.#readSource(found, fresh, signal)
    const isBelow = (other: string): boolean => other === path || other.startsWith(`${path}/`) || (path === '' && isOfWorkspace(other))
    for (const known of [...this.#extracts.keys()]) if (isBelow(known) && !fresh.has(known)) this.#replace(known, undefined)
    for (const [file, extract] of fresh) this.#replace(file, extract)
    const errors = [...this.#walkErrors.filter(({ file }) => !isBelow(file)), ...found.errors]
    if (JSON.stringify(errors) !== JSON.stringify(this.#walkErrors)) this.#changed = true
    this.#walkErrors = errors
    this.#merged = undefined
  }

  /** `undefined` stands for a file that vanished. */
  #replace(path: string, extract: FileExtract | undefined): void {
    if (JSON.stringify(this.#extracts.get(path)) === JSON.stringify(extract)) return
    if (extract) this.#extracts.set(path, extract)
    else this.#extracts.delete(path)
    this.#changed = true
    this.#merged = undefined
  }

  /** What the files that clients, agents and package managers read say, by their paths. Files that are gone meanwhile are left out. */
  async #readConfiguration(
    found: WalkResult,
    userFiles: readonly UserFile[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, FileExtract>> {
    const work = [
      ...found.configs
        .filter(({ absolute }) => !this.#isUserFile(absolute))
        .map((file) => ({ file, read: () => readConfig(file, placesOf(file.path)) })),
      ...userFiles.map((file) => ({ file, read: () => readConfig(file, file.places) })),
      ...found.instructions.map((file) => ({ file, read: () => readInstructions(file) })),
      ...found.manifests.map((file) => ({ file, read: () => readManifest(file) })),
    ]
    const extracts = new Map<string, FileExtract>()
    for (let done = 0; done < work.length; done += readsAtOnce) {
      signal?.throwIfAborted()
      const batch = work.slice(done, done + readsAtOnce)
      for (const [path, extract] of await Promise.all(batch.map(async ({ file, read }) => [file.path, await read()] as const))) {
        if (extract) extracts.set(path, extract)
      }
      this.#options.onProgress?.({ stage: 'configuration', done: done + batch.length, total: work.length })
    }
    return extracts
  }

  /** Adds what the source files say. Those that say nothing are kept all the same: what others import is looked up among them. */
  async #readSource({ sources }: WalkResult, extracts: Map<string, FileExtract>, signal: AbortSignal | undefined): Promise<void> {
    const { analyzer, onProgress } = this.#options
    if (!analyzer || sources.length === 0) return
    onProgress?.({ stage: 'source', done: 0, total: sources.length })
    const found = await analyzer.analyze(sources, signal)
    signal?.throwIfAborted()
    for (const [path, extract] of found) extracts.set(path, extract)
    onProgress?.({ stage: 'source', done: sources.length, total: sources.length })
  }
}

/** Whether a reported path is one of the workspace rather than of the user or the system. */
const isOfWorkspace = (path: string): boolean => !path.startsWith('~/') && !isAbsolute(path)

/** The contract of `reeve scan --format json`. */
export function toScanReport(inventory: Inventory, workspace: string, durationMs: number): ScanReport {
  return { version: 1, workspace, durationMs: Math.round(durationMs), ...inventory }
}
