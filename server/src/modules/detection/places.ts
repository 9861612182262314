import { type ClientPlace, clientPlaces, type Platform, roots } from './clients.ts'

interface CompiledPlace {
  readonly place: ClientPlace
  /** The steps of the path, the last one first. */
  readonly steps: readonly (string | RegExp)[]
}

/** Steps with a `*` become expressions; all others are compared as they are. */
export const compileStep = (step: string): string | RegExp =>
  step.includes('*')
    ? new RegExp(
        `^${step
          .split('*')
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')}$`,
      )
    : step

export const stepMatches = (step: string | RegExp, name: string): boolean => (typeof step === 'string' ? step === name : step.test(name))

const projectPlaces: readonly CompiledPlace[] = clientPlaces
  .filter((place) => place.scope === 'project')
  .map((place) => ({ place, steps: place.path.split('/').map(compileStep).toReversed() }))

const namedPlaces = Map.groupBy(
  projectPlaces.filter(({ steps }) => typeof steps[0] === 'string'),
  ({ steps }) => String(steps[0]),
)

const patternPlaces = projectPlaces.filter(({ steps }) => typeof steps[0] !== 'string')

/** The rows of the table that a file of the workspace belongs to; `path` is relative, with forward slashes. */
export function placesOf(path: string): readonly ClientPlace[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const candidates = [...(namedPlaces.get(name) ?? []), ...patternPlaces.filter(({ steps }) => steps[0] && stepMatches(steps[0], name))]
  if (candidates.length === 0) return []
  const parts = path.split('/').toReversed()
  return candidates
    .filter(({ steps }) => steps.every((step, index) => stepMatches(step, parts[index] ?? '\u0000')))
    .map(({ place }) => place)
}

export interface HomeOptions {
  /** The home folder whose user files are read. */
  readonly home: string
  readonly platform: Platform
  /** Variables that move places; empty when the home is not that of the running user. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The absolute path of a user or system row on a platform, `*` left in it; undefined where the row does not apply. */
export function absolutePath(place: ClientPlace, options: HomeOptions): string | undefined {
  if (place.platforms && !place.platforms.includes(options.platform)) return undefined
  const name = Object.keys(roots).find((root) => place.path.startsWith(`${root}/`)) ?? ''
  const root = roots[name]
  const variable = root?.environment[options.platform]
  const moved = variable === undefined ? undefined : options.environment[variable]
  const path = root ? (moved || root[options.platform]) + place.path.slice(name.length) : place.path
  const home = options.home.replaceAll('\\', '/').replace(/\/$/, '')
  return path.startsWith('~') ? home + path.slice(1) : path.replaceAll('\\', '/')
}
