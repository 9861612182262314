import { type ClientFiles, clientFiles, type PlacePath } from './client-files.ts'
import { folders, type Platform, roots } from './client-roots.ts'
import type { ConfigFormat } from './config/config-node.ts'

/** How the servers stand below their key: by name, in a list whose items have a `name`, or by name in the file's root itself. */
type ServersShape = 'map' | 'array' | 'flat-map'

/** One place where one client keeps servers. */
export interface ClientPlace {
  readonly client: string
  readonly scope: 'project' | 'user' | 'system'
  /**
   * Where the file is, with forward slashes; `*` stands for any part of one step, and a step `**` for any folders. A project
   * path counts at any depth. User and system paths begin with `~`, `/`, a root of `roots`, or `$` and the name of a variable
   * that holds the whole path.
   */
  readonly path: string
  /** Where the path exists on some platforms only; every platform when left out. */
  readonly platforms?: readonly Platform[]
  readonly format: ConfigFormat
  /** Key paths of the servers, see `nodesAt`; all that are there count. Empty for `flat-map`. */
  readonly keys: readonly (readonly string[])[]
  readonly shape: ServersShape
}

/** What a user path is called in a repository that keeps a home; undefined where the rest alone would not tell the client. */
function inRepository(path: string): string | undefined {
  if (path.startsWith('$') || path.includes('**')) return undefined
  if (path.startsWith('~/')) return path.slice(2)
  const name = Object.keys(roots).find((root) => path.startsWith(`${root}/`)) ?? ''
  const folder = roots[name]?.inRepository
  if (folder === undefined) return undefined
  return folder === '' ? path.slice(name.length + 1) : folder + path.slice(name.length)
}

const platforms: readonly Platform[] = ['linux', 'darwin', 'win32']

/** A path with each of the folders that its beginning stands for. */
function foldersOf(path: string): string[] {
  const name = Object.keys(folders).find((one) => path.startsWith(`${one}/`))
  return name === undefined ? [path] : (folders[name] ?? []).map((folder) => folder + path.slice(name.length))
}

function placesOfPath(path: PlacePath): { path: string; platforms?: readonly Platform[] }[] {
  if (typeof path === 'string') return foldersOf(path).map((one) => ({ path: one }))
  return platforms.flatMap((platform) => {
    const own = path[platform]
    return own === undefined ? [] : [{ path: own, platforms: [platform] }]
  })
}

function placesOfClient({
  client,
  format = 'json',
  keys,
  shape = 'map',
  mayBeFlat,
  project = [],
  user = [],
  system = [],
}: ClientFiles): ClientPlace[] {
  const userPaths = user.flatMap(placesOfPath)
  const homesKept = userPaths.flatMap(({ path }) => inRepository(path) ?? [])
  const paths = [
    ...[...new Set([...project, ...homesKept])].map((path) => ({ scope: 'project' as const, path })),
    ...userPaths.map((path) => ({ scope: 'user' as const, ...path })),
    ...system.flatMap(placesOfPath).map((path) => ({ scope: 'system' as const, ...path })),
  ]
  return paths.flatMap((path): ClientPlace[] => [
    { client, format, keys, shape, ...path },
    ...(mayBeFlat ? [{ client, format, keys: [], shape: 'flat-map', ...path } as const] : []),
  ])
}

/** Every place that is read. */
export const clientPlaces: readonly ClientPlace[] = clientFiles.flatMap(placesOfClient)
