import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { PackageReference } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import type { DeclaredServer, FileExtract, FoundFile } from '../extract.ts'
import { readText } from '../read.ts'

/** Largest lockfile that is read, in octets. */
const maxLockBytes = 8 * 1024 * 1024

/** Characters of lockfiles that are looked through for one file's packages, so that nobody can make a scan wait. */
const maxLookedThrough = 32 * 1024 * 1024

/** Folders above a file that are looked at, its own too. */
const maxLevels = 12

/** Files are opened by these names, which come from a configuration file. */
const plainName = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/i

interface LockFile {
  readonly ecosystem: PackageReference['ecosystem']
  readonly file: string
  /** Finds the version, in the first group, of a package whose name is given as an expression. */
  readonly version: (name: string) => RegExp
}

const pythonLock = (file: string): LockFile => ({
  ecosystem: 'pypi',
  file,
  version: (name) => new RegExp(`^name = "${name}"\\r?\\nversion = "([^"]{1,100})"`, 'im'),
})

const lockFiles: readonly LockFile[] = [
  {
    ecosystem: 'npm',
    file: 'package-lock.json',
    version: (name) => new RegExp(`"node_modules/${name}": \\{\\s{1,20}"version": "([^"]{1,100})"`),
  },
  { ecosystem: 'npm', file: 'pnpm-lock.yaml', version: (name) => new RegExp(`^ {2}'?/?${name}@(\\d[^('":\\s]{0,100})`, 'm') },
  {
    ecosystem: 'npm',
    file: 'yarn.lock',
    version: (name) => new RegExp(`^"?${name}@[^\\n]{0,500}:\\r?\\n {2}version:? "?([^"\\s]{1,100})`, 'm'),
  },
  { ecosystem: 'npm', file: 'bun.lock', version: (name) => new RegExp(`^ +"${name}": \\["${name}@([^"]{1,100})"`, 'm') },
  pythonLock('uv.lock'),
  pythonLock('poetry.lock'),
  pythonLock('pdm.lock'),
]

/** Adds to servers that run a package of no fixed version the version that is there. */
export async function withInstalledVersions(extract: FileExtract, file: FoundFile): Promise<FileExtract> {
  if (file.scope !== 'project' || !extract.servers.some(({ entry }) => isOpen(entry.package))) return extract
  const search = new VersionSearch(foldersAbove(file))
  const servers: DeclaredServer[] = []
  for (const server of extract.servers) {
    const version = isOpen(server.entry.package) ? await search.versionOf(server.entry.package) : undefined
    servers.push(version === undefined ? server : { ...server, entry: { ...server.entry, installedVersion: version } })
  }
  return { ...extract, servers }
}

const isOpen = (reference: PackageReference | null): reference is PackageReference =>
  reference !== null &&
  !reference.pinned &&
  (reference.ecosystem === 'npm' || reference.ecosystem === 'pypi') &&
  plainName.test(reference.name)

/** The folder of a file and those above it, up to the workspace's. */
function foldersAbove({ path, absolute }: FoundFile): string[] {
  const folders: string[] = []
  let folder = dirname(absolute)
  for (let left = Math.min(path.split('/').length, maxLevels); left > 0; left--) {
    folders.push(folder)
    folder = dirname(folder)
  }
  return folders
}

/** Looks for packages in folders, the nearest first, and reads each lockfile once. */
class VersionSearch {
  readonly #folders: readonly string[]
  readonly #versions = new Map<string, string | undefined>()
  readonly #locks = new Map<string, string | undefined>()
  #left = maxLookedThrough

  constructor(folders: readonly string[]) {
    this.#folders = folders
  }

  async versionOf(reference: PackageReference): Promise<string | undefined> {
    const key = `${reference.ecosystem}:${reference.name}`
    if (!this.#versions.has(key)) this.#versions.set(key, (await this.#find(reference))?.slice(0, limits.nameCharacters))
    return this.#versions.get(key)
  }

  /** What is installed tells more than what is locked, and the nearest folder more than one above it. */
  async #find({ ecosystem, name }: PackageReference): Promise<string | undefined> {
    const installed = ecosystem === 'npm' ? fromModules : fromEnvironment
    for (const folder of this.#folders) {
      const found = (await installed(folder, name)) ?? (await this.#fromLocks(folder, ecosystem, name))
      if (found !== undefined) return found
    }
    return undefined
  }

  async #fromLocks(folder: string, ecosystem: string, name: string): Promise<string | undefined> {
    const pattern = ecosystem === 'pypi' ? normalized(name).replaceAll('-', '[-_.]+') : name.replaceAll('.', '\\.')
    for (const lock of lockFiles.filter((row) => row.ecosystem === ecosystem)) {
      const path = `${folder}/${lock.file}`
      if (this.#left > 0 && !this.#locks.has(path)) this.#locks.set(path, await textOf(path))
      const text = this.#left > 0 ? this.#locks.get(path) : undefined
      if (text === undefined) continue
      this.#left -= text.length
      const version = lock.version(pattern).exec(text)?.[1]
      if (version !== undefined) return version
    }
    return undefined
  }
}

async function textOf(path: string): Promise<string | undefined> {
  const read = await readText({ path, absolute: path }, maxLockBytes)
  return read.kind === 'text' ? read.text : undefined
}

async function fromModules(folder: string, name: string): Promise<string | undefined> {
  const manifest = await textOf(`${folder}/node_modules/${name}/package.json`)
  return manifest === undefined ? undefined : /"version"\s*:\s*"([^"]{1,100})"/.exec(manifest)?.[1]
}

/** Names of distributions are compared without regard to case and to which of `-`, `_` and `.` parts their words. */
const normalized = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

async function fromEnvironment(folder: string, name: string): Promise<string | undefined> {
  for (const environment of ['.venv', 'venv']) {
    const libraries = await namesIn(`${folder}/${environment}/lib`)
    const packages = [...libraries.map((library) => `${environment}/lib/${library}/site-packages`), `${environment}/Lib/site-packages`]
    for (const place of packages) {
      for (const entry of await namesIn(`${folder}/${place}`)) {
        const [, distribution = '', version] = /^(.+)-([^-]+)\.dist-info$/.exec(entry) ?? []
        if (normalized(distribution) === normalized(name)) return version
      }
    }
  }
  return undefined
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch((): string[] => [])
