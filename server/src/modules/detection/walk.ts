import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ScanError } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import type { FoundFile } from './extract.ts'
import { codeOf, systemError, unreadable } from './file-error.ts'
import { type IgnoreRules, isBuiltFolder, isForeignFolder } from './ignore-rules.ts'
import { instructionFormOf } from './instructions/instruction-files.ts'
import { compare } from './order.ts'
import { placesOf } from './places.ts'
import { readText } from './read.ts'
import { isManifestPath, isSourcePath } from './source/languages.ts'

/** Bounds of one walk. Real workspaces stay far below. */
const walkLimits = {
  /** Folders within folders. */
  depth: 60,
  /** Files and folders that are looked at. */
  entries: 500_000,
  /** Entries in `errors`; more of them tell nothing new. */
  errors: 1000,
  /** A `.gitignore` in octets. */
  ignoreFileBytes: 256 * 1024,
  /** Folders that are read at the same time. */
  concurrency: 16,
} as const

export interface WalkOptions {
  /** The absolute path of the workspace folder. */
  readonly root: string
  /** The folder or file to look at, relative to the root with forward slashes; the root when left out. */
  readonly path?: string
  /** Filled on the way with what is met. A walk of a part heeds what the walk of the whole has put there. */
  readonly ignoreRules: IgnoreRules
  readonly signal?: AbortSignal
  readonly limits?: Partial<Record<keyof typeof walkLimits, number>>
}

/** What a walk found, each list in the order of paths. */
export interface WalkResult {
  readonly configs: readonly FoundFile[]
  /** Files that steer agents. */
  readonly instructions: readonly FoundFile[]
  readonly manifests: readonly FoundFile[]
  readonly sources: readonly FoundFile[]
  readonly errors: readonly ScanError[]
}

const outside = 'it is a link that leads out of the workspace'

interface Folder {
  /** Relative with forward slashes, empty for the root. */
  readonly path: string
  readonly absolute: string
  readonly depth: number
  /** Source below is left out, configuration is not. */
  readonly configOnly: boolean
  /** The folder was reached through a link, so links in it are not followed. */
  readonly linked: boolean
}

/**
 * Finds configuration of clients, files that steer agents, package manifests and source in a workspace, or in a part of it as a walk of the whole
 * would find them. What cannot be read becomes an error entry and the walk goes on. Throws only when the signal is aborted.
 */
export async function walk(options: WalkOptions): Promise<WalkResult> {
  return new Walk(options).run()
}

class Walk {
  readonly #options: WalkOptions
  readonly #limits: { readonly [Name in keyof typeof walkLimits]: number }
  readonly #configs: FoundFile[] = []
  readonly #instructions: FoundFile[] = []
  readonly #manifests: FoundFile[] = []
  readonly #sources: FoundFile[] = []
  readonly #errors: ScanError[] = []
  #pending: Folder[] = []
  #entries = 0
  #realRoot = ''

  constructor(options: WalkOptions) {
    this.#options = options
    this.#limits = { ...walkLimits, ...options.limits }
  }

  async run(): Promise<WalkResult> {
    const start = await this.#start()
    if (start) this.#pending.push(start)
    while (this.#pending.length > 0) {
      this.#options.signal?.throwIfAborted()
      const batch = this.#pending.splice(-this.#limits.concurrency)
      await Promise.all(batch.map((next) => this.#enter(next)))
    }
    return this.#result()
  }

  /** The folder where the walk begins; undefined when there is none, or a single file that is then taken at once. */
  async #start(): Promise<Folder | undefined> {
    const { root, path = '', ignoreRules } = this.#options
    const absolute = join(root, path)
    try {
      this.#realRoot = await realpath(root)
      if (path !== '' && ignoreRules.isForeign(path)) return undefined
      const real = await realpath(absolute)
      const isFolder = (await stat(real)).isDirectory()
      const linked = real !== join(this.#realRoot, path)
      const folder = {
        path,
        absolute,
        depth: path === '' ? 0 : path.split('/').length,
        configOnly: linked || ignoreRules.leavesOut(path, isFolder),
        linked,
      }
      if (!isWithin(this.#realRoot, real)) {
        if (isFolder || this.#mayMatter(folder, path)) this.#fail(unreadable(path, outside))
      } else if (isFolder) return folder
      else this.#take(folder, path)
    } catch (error) {
      if (path === '' || codeOf(error) !== 'ENOENT') this.#fail(systemError(path || '.', error))
    }
    return undefined
  }

  #result(): WalkResult {
    const byPath = <T extends { path: string }>(list: readonly T[]): T[] => list.toSorted((a, b) => compare(a.path, b.path))
    const errors = this.#errors.toSorted((a, b) => compare(a.file, b.file) || compare(a.message, b.message))
    return {
      configs: byPath(this.#configs),
      instructions: byPath(this.#instructions),
      manifests: byPath(this.#manifests),
      sources: byPath(this.#sources),
      errors,
    }
  }

  #fail(error: ScanError): void {
    if (this.#errors.length < this.#limits.errors) this.#errors.push(error)
  }

  async #enter(folder: Folder): Promise<void> {
    let entries: Dirent[]
    try {
      entries = await readdir(folder.absolute, { withFileTypes: true })
    } catch (error) {
      return this.#fail(systemError(folder.path || '.', error))
    }
    // A workspace may itself be an environment; what is installed in it lies in folders that are left out anyway.
    if (folder.path !== '' && entries.some(({ name }) => name === 'pyvenv.cfg')) {
      this.#options.ignoreRules.addEnvironment(folder.path)
      return
    }
    if (!folder.configOnly && entries.some(({ name }) => name === '.gitignore')) await this.#readIgnoreFile(folder)
    for (const entry of entries) {
      if (this.#entries++ === this.#limits.entries) {
        this.#fail(unreadable(folder.path || '.', `the walk ends here, after ${this.#limits.entries} files and folders`))
        this.#pending = []
      }
      if (this.#entries > this.#limits.entries) return
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`
      if (entry.isDirectory()) this.#queue(folder, path, entry.name)
      else if (entry.isSymbolicLink()) await this.#followLink(folder, path, entry.name)
      else this.#take(folder, path)
    }
  }

  async #readIgnoreFile(folder: Folder): Promise<void> {
    const path = folder.path === '' ? '.gitignore' : `${folder.path}/.gitignore`
    const read = await readText({ path, absolute: join(folder.absolute, '.gitignore') }, this.#limits.ignoreFileBytes)
    if (read.kind === 'text') this.#options.ignoreRules.add(folder.path, read.text)
    else if (read.kind === 'error') this.#fail(read.error)
  }

  #queue(folder: Folder, path: string, name: string, linked = folder.linked): void {
    if (isForeignFolder(name)) return
    if (folder.depth >= this.#limits.depth || path.length > limits.pathCharacters) {
      this.#fail(unreadable(path, 'its folders are nested too deeply'))
      return
    }
    const configOnly = linked || folder.configOnly || isBuiltFolder(name) || this.#options.ignoreRules.ignores(path, true)
    this.#pending.push({ path, absolute: join(folder.absolute, name), depth: folder.depth + 1, configOnly, linked })
  }

  #mayMatter(folder: Folder, path: string): boolean {
    return (
      placesOf(path).length > 0 ||
      instructionFormOf(path) !== undefined ||
      (!folder.configOnly && (isManifestPath(path) || isSourcePath(path)))
    )
  }

  #take(folder: Folder, path: string): void {
    const isConfig = placesOf(path).length > 0
    // What a client reads as configuration is looked at as that.
    const isInstruction = !isConfig && instructionFormOf(path) !== undefined
    const isManifest = !folder.configOnly && isManifestPath(path)
    const isSource = !folder.configOnly && isSourcePath(path)
    if (!isConfig && !isInstruction && !isManifest && !isSource) return
    if (path.length > limits.pathCharacters) {
      this.#fail(unreadable(path, 'its path is too long'))
      return
    }
    const file: FoundFile = { path, absolute: join(this.#options.root, path), scope: 'project' }
    if (isConfig) this.#configs.push(file)
    if (isInstruction) this.#instructions.push(file)
    if (!(isManifest || isSource) || this.#options.ignoreRules.ignores(path, false)) return
    if (isManifest) this.#manifests.push(file)
    if (isSource) this.#sources.push(file)
  }

  /** Links are followed within the workspace alone, and not from one to the next, so that the walk ends. */
  async #followLink(folder: Folder, path: string, name: string): Promise<void> {
    const mayMatter = this.#mayMatter(folder, path)
    const absolute = join(folder.absolute, name)
    try {
      const [target, realFolder, status] = await Promise.all([realpath(absolute), realpath(folder.absolute), stat(absolute)])
      if (!status.isDirectory() && !mayMatter) return
      if (isForeignFolder(name)) return
      if (!isWithin(this.#realRoot, target)) return this.#fail(unreadable(path, outside))
      if (!status.isDirectory()) return this.#take(folder, path)
      if (isWithin(target, realFolder)) return this.#fail(unreadable(path, 'it is a link that leads back to a folder above it'))
      if (folder.linked) return this.#fail(unreadable(path, 'it is a link within a linked folder'))
      if (relative(this.#realRoot, target).split(sep).some(isForeignFolder)) return
      this.#queue(folder, path, name, true)
    } catch (error) {
      // A broken link matters only where its name does; one that loops is told, since a folder may have been meant.
      const told = systemError(path, error)
      if (mayMatter || told.message.includes('back to itself')) this.#fail(told)
    }
  }
}

/** Whether a path is a folder or lies below it; both absolute and real. */
function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
