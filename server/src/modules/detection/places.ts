import { type Platform, roots } from './client-roots.ts'
import { type ClientPlace, clientPlaces } from './clients.ts'

interface CompiledPlace {
  readonly place: ClientPlace
  /** The steps of the path, the last one first. */
  readonly steps: readonly (string | RegExp)[]
  readonly rank: number
}

/**
 * Steps with a `*` become expressions; all others are compared as they are, in lower case: most systems that people work on do not tell
 * case apart.
 */
export const compileStep = (step: string): string | RegExp =>
  step.includes('*')
    ? new RegExp(
        `^${step
          .split('*')
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')}$`,
        'i',
      )
    : step.toLowerCase()

/** `name` in lower case where the step holds no `*`. */
export const stepMatches = (step: string | RegExp, name: string): boolean => (typeof step === 'string' ? step === name : step.test(name))

/** How much a path tells: the number of its steps, then of the characters that are written out. */
const rankOf = (path: string): number => path.split('/').length * 1000 + path.replaceAll('*', '').length

const projectPlaces: readonly CompiledPlace[] = clientPlaces
  .filter((place) => place.scope === 'project')
  .map((place) => ({ place, steps: place.path.split('/').map(compileStep).toReversed(), rank: rankOf(place.path) }))

const namedPlaces = Map.groupBy(
  projectPlaces.filter(({ steps }) => typeof steps[0] === 'string'),
  ({ steps }) => String(steps[0]),
)

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()

/** A `*` in a file's name stands before its ending. */
const patternPlaces = Map.groupBy(
  projectPlaces.filter(({ steps }) => typeof steps[0] !== 'string'),
  ({ place }) => endingOf(place.path),
)

/**
 * The rows of the table that a file of the workspace belongs to; `path` is relative, with forward slashes. Where paths of several
 * rows fit, the one that tells most wins: `.warp/.mcp.json` is a file of Warp alone.
 */
export function placesOf(path: string): readonly ClientPlace[] {
  const lower = path.toLowerCase()
  const name = lower.slice(lower.lastIndexOf('/') + 1)
  const candidates = [...(namedPlaces.get(name) ?? []), ...(patternPlaces.get(endingOf(name)) ?? [])]
  if (candidates.length === 0) return []
  const parts = lower.split('/').toReversed()
  const fitting = candidates.filter(({ steps }) => steps.every((step, index) => stepMatches(step, parts[index] ?? '\u0000')))
  const best = Math.max(...fitting.map(({ rank }) => rank))
  return fitting.filter(({ rank }) => rank === best).map(({ place }) => place)
}

/** How much the path of a file of the workspace tells about its client; 0 when no client reads it. */
export const tellingOf = (path: string): number => Math.max(0, ...placesOf(path).map((place) => rankOf(place.path)))

export interface HomeOptions {
  /** The home folder whose user files are read. */
  readonly home: string
  readonly platform: Platform
  /** Variables that move places; empty when the home is not that of the running user. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** A user's home on a drive of Windows, as Linux within Windows sees it: what mounts the drives, and the drive. */
const mountedHome = /^(?<mounts>.*\/mnt)\/(?<drive>[a-z])\/Users\/[^/]+$/

/** The absolute path of a user or system row on a platform, `*` left in it; undefined where the row does not apply. */
export function absolutePath(place: ClientPlace, options: HomeOptions): string | undefined {
  const home = options.home.replaceAll('\\', '/').replace(/\/$/, '')
  const mounted = options.platform === 'linux' ? mountedHome.exec(home)?.groups : undefined
  const platform = mounted ? 'win32' : options.platform
  if (place.platforms && !place.platforms.includes(platform)) return undefined
  const path = unrootedPath(place.path, platform, options.environment)
  if (path === undefined) return undefined
  if (path.startsWith('~')) return home + path.slice(1)
  const forward = path.replaceAll('\\', '/')
  return mounted ? forward.replace(/^([A-Za-z]):/, (_, drive: string) => `${mounted.mounts}/${drive.toLowerCase()}`) : forward
}

function unrootedPath(path: string, platform: Platform, environment: HomeOptions['environment']): string | undefined {
  if (path.startsWith('$')) return environment[path.slice(1)] || undefined
  const name = Object.keys(roots).find((root) => path.startsWith(`${root}/`)) ?? ''
  const root = roots[name]
  if (!root) return path
  const variable = root.environment[platform]
  return ((variable && environment[variable]) || root[platform]) + path.slice(name.length)
}
