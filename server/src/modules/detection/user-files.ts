import { existsSync, readdirSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { type ClientPlace, clientPlaces } from './clients.ts'
import type { FoundFile } from './extract.ts'
import { absolutePath, compileStep, type HomeOptions, stepMatches } from './places.ts'

/** A file outside of the workspace and the rows of the table that it belongs to. */
export interface UserFile extends FoundFile {
  readonly places: readonly ClientPlace[]
}

/** A user or system row with its absolute path on this platform, `*` left in it. */
interface UserPlace {
  readonly place: ClientPlace
  readonly path: string
}

const userPlaces = (options: HomeOptions): UserPlace[] =>
  clientPlaces.flatMap((place) => {
    const path = place.scope === 'project' ? undefined : absolutePath(place, options)
    return path === undefined ? [] : [{ place, path }]
  })

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
  const forward = path.replaceAll('\\', '/')
  const places = userPlaces(options)
    .filter((row) => matches(row.path, forward))
    .map((row) => row.place)
  const [first] = places
  return first && { path: reportedPath(path, options.home), absolute: path, scope: first.scope, places }
}

function matches(pattern: string, path: string): boolean {
  const steps = pattern.split('/')
  const names = path.split('/')
  return steps.length === names.length && steps.every((step, index) => stepMatches(compileStep(step), names[index] ?? ''))
}

/** Replaces the first step that holds a `*` by the names that match it. */
async function expand(pattern: string): Promise<string[]> {
  const steps = pattern.split('/')
  const at = steps.findIndex((step) => step.includes('*'))
  if (at < 0) return []
  const folder = steps.slice(0, at).join('/')
  const names = await readdir(folder).catch((): string[] => [])
  const step = compileStep(steps[at] ?? '')
  const paths = names.filter((name) => stepMatches(step, name)).map((name) => [folder, name, ...steps.slice(at + 1)].join('/'))
  const there = await Promise.all(paths.map(async (path) => ((await isThere(path)) ? [path] : expand(path))))
  return there.flat()
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

/** The folders that a path with at most one `*` means, and the one that holds them, so that a new one is noticed. */
function foldersOf(pattern: string): string[] {
  const steps = pattern.split('/')
  const at = steps.findIndex((step) => step.includes('*'))
  const parent = nearestFolder(at < 0 ? pattern : steps.slice(0, at).join('/'))
  if (at < 0) return [parent]
  const step = compileStep(steps[at] ?? '')
  const folders = namesIn(parent)
    .filter((name) => stepMatches(step, name))
    .map((name) => [parent, name, ...steps.slice(at + 1)].join('/'))
  return [parent, ...folders.filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory())]
}

/** Nothing for a folder that cannot be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function nearestFolder(path: string): string {
  let folder = path
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}
