import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { type ClientPlace, clientPlaces } from './clients.ts'
import type { FoundFile } from './extract.ts'
import { isForeignFolder } from './ignore-rules.ts'
import { absolutePath, compileStep, type HomeOptions, stepMatches } from './places.ts'

/** A file outside of the workspace and the rows of the table that it belongs to. */
export interface UserFile extends FoundFile {
  readonly places: readonly ClientPlace[]
}

/** A user or system row with its absolute path on this platform, `*` left in it, and the path's steps. */
interface UserPlace {
  readonly place: ClientPlace
  readonly path: string
  readonly steps: readonly (string | RegExp)[]
}

const placesOfHomes = new WeakMap<HomeOptions, readonly UserPlace[]>()

function userPlaces(options: HomeOptions): readonly UserPlace[] {
  const known = placesOfHomes.get(options)
  if (known) return known
  const places = clientPlaces.flatMap((place) => {
    const path = place.scope === 'project' ? undefined : absolutePath(place, options)
    return path === undefined ? [] : [{ place, path, steps: path.split('/').map(compileStep) }]
  })
  placesOfHomes.set(options, places)
  return places
}

/** A place of another platform may have no path on this machine, such as `C:/Program Files` on Linux. */
const placesHere = (options: HomeOptions): string[] => [...new Set(userPlaces(options).map(({ path }) => path))].filter(isAbsolute)

/** How a path outside of the workspace is reported: with `~` for the home. */
export function reportedPath(path: string, home: string): string {
  const forward = path.replaceAll('\\', '/')
  const folder = home.replaceAll('\\', '/').replace(/\/$/, '')
  return forward.startsWith(`${folder}/`) ? `~${forward.slice(folder.length)}` : forward
}

/** The files of the user and of the system that are there, in the order of the table. */
export async function findUserFiles(options: HomeOptions): Promise<UserFile[]> {
  const found = await Promise.all(placesHere(options).map(async (path) => ((await isThere(path)) ? [path] : expand(path))))
  return [...new Set(found.flat())].flatMap((path) => userFileAt(path, options) ?? [])
}

/** The user or system file at an absolute path; undefined when no row names it. It need not exist. */
export function userFileAt(path: string, options: HomeOptions): UserFile | undefined {
  const names = path.replaceAll('\\', '/').toLowerCase().split('/')
  const places = userPlaces(options)
    .filter(({ steps }) => stepsMatch(steps, names))
    .map(({ place }) => place)
  const [first] = places
  return first && { path: reportedPath(path, options.home), absolute: path, scope: first.scope, places }
}

const isAnyFolders = (step: string | RegExp | undefined): boolean => step instanceof RegExp && step.source === anyFolders.source
const anyFolders = compileStep('**') as RegExp

/** A step `**` stands for any number of folders, none too; a path holds at most one. */
function stepsMatch(steps: readonly (string | RegExp)[], names: readonly string[]): boolean {
  const at = steps.findIndex(isAnyFolders)
  const each = (some: readonly (string | RegExp)[], of: readonly string[]): boolean =>
    some.every((step, index) => stepMatches(step, of[index] ?? '\u0000'))
  if (at < 0) return steps.length === names.length && each(steps, names)
  const tail = steps.slice(at + 1)
  return names.length >= at + tail.length && each(steps.slice(0, at), names) && each(tail, names.slice(names.length - tail.length))
}

/** Bounds of what a step `**` is looked for in: levels of folders, and folders of all levels together. */
const treeLimits = { depth: 8, folders: 2000 } as const

/** A folder and those below it, itself first. Folders of tools, and links, are left out. */
function foldersBelow(folder: string, limits: { readonly depth: number; readonly folders: number }): string[] {
  const found = [folder]
  const depths = new Map([[folder, 0]])
  for (const next of found) {
    const depth = depths.get(next) ?? 0
    if (depth >= limits.depth) continue
    for (const entry of entriesOf(next)) {
      if (!entry.isDirectory() || isForeignFolder(entry.name) || found.length >= limits.folders) continue
      const path = `${next}/${entry.name}`
      depths.set(path, depth + 1)
      found.push(path)
    }
  }
  return found
}

/** Replaces the first step that holds a `*` by the names that match it. */
async function expand(pattern: string): Promise<string[]> {
  const steps = pattern.split('/')
  const at = steps.findIndex((step) => step.includes('*'))
  if (at < 0) return []
  const folder = steps.slice(0, at).join('/')
  const rest = steps.slice(at + 1)
  const paths =
    steps[at] === '**'
      ? foldersBelow(folder, treeLimits).map((below) => [below, ...rest].join('/'))
      : (await matchingNames(folder, steps[at] ?? '')).map((name) => [folder, name, ...rest].join('/'))
  const there = await Promise.all(paths.map(async (path) => ((await isThere(path)) ? [path] : expand(path))))
  return there.flat()
}

async function matchingNames(folder: string, step: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const compiled = compileStep(step)
  return names.filter((name) => stepMatches(compiled, name.toLowerCase()))
}

/** A file that is there and cannot be read counts, so that it is told. */
async function isThere(path: string): Promise<boolean> {
  return (
    !path.includes('*') &&
    (await stat(path).then(
      () => true,
      (error: unknown) => !isMissing(error),
    ))
  )
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** The folders to watch for changes of user and system files; of one that does not exist, the nearest one above that does. */
export function userFolders(options: HomeOptions): string[] {
  const folders = placesHere(options).flatMap((path) => foldersOf(dirname(path)))
  return [...new Set(folders)].filter((folder) => dirname(folder) !== folder).sort()
}

/** Each watched folder costs something, so fewer are watched than are read. */
const watchLimits = { depth: 4, folders: 100 } as const

/** The folders that a path with at most one `*` or `**` means, and the one that holds them, so that a new one is noticed. */
function foldersOf(pattern: string): string[] {
  const steps = pattern.split('/')
  const at = steps.findIndex((step) => step.includes('*'))
  const named = at < 0 ? pattern : steps.slice(0, at).join('/')
  const parent = nearestFolder(named)
  if (at < 0 || parent !== named) return [parent]
  if (steps[at] === '**') return foldersBelow(parent, watchLimits)
  const step = compileStep(steps[at] ?? '')
  const folders = entriesOf(parent)
    .filter(({ name }) => stepMatches(step, name.toLowerCase()))
    .map(({ name }) => [parent, name, ...steps.slice(at + 1)].join('/'))
  return [parent, ...folders.filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory())]
}

/** Nothing for a folder that cannot be read. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function nearestFolder(path: string): string {
  let folder = path
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}
