import { knownNames, knownScopes, ownNames } from './known-packages.ts'
import { glance, nameDistance } from './name-distance.ts'

const scopes = new Set(knownScopes)
const names = new Set(knownNames)

/** Longest names that are compared; registries allow no longer ones. */
const maxCharacters = 214

/** The well-known package or scope that a name imitates; undefined when it is known itself, or is like none. */
export function imitatedName(name: string): string | undefined {
  if (name.length > maxCharacters) return undefined
  const scope = /^@([^/]+)\//.exec(name)?.[1]?.toLowerCase()
  if (scope !== undefined) {
    if (scopes.has(scope) || ownNames.has(scope)) return undefined
    const imitated = knownScopes.find((known) => isLike(scope, known))
    return imitated && `@${imitated}${name.slice(scope.length + 1)}`
  }
  const lower = name.toLowerCase()
  return names.has(lower) || ownNames.has(lower) ? undefined : knownNames.find((known) => isLike(lower, known))
}

/** Short names have honest neighbours, so that only what looks the same counts for them. */
function isLike(name: string, known: string): boolean {
  if (Math.abs(name.length - known.length) > 2) return false
  if (glance(name) === glance(known)) return true
  if (known.length < 6) return false
  const parts = name.split('-')
  const knownParts = known.split('-')
  if (parts.length !== knownParts.length) return known.length >= 12 && name.replaceAll('-', '') === known.replaceAll('-', '')
  // One part alone may differ, and it has to be long enough that the likeness is no accident.
  const different = parts.flatMap((part, index) => (part === knownParts[index] ? [] : [[part, knownParts[index] ?? ''] as const]))
  const [pair] = different
  if (!pair || different.length > 1) return false
  const limit = pair[1].length >= 14 ? 2 : 1
  return pair[1].length >= 6 && nameDistance(pair[0], pair[1], limit) <= limit && !isInflected(pair[0], pair[1])
}

/** A plural, another grammatical form or a number behind the name is no imitation. */
const isInflected = (name: string, known: string): boolean =>
  name === `${known}s` || `${name}s` === known || name === `${known}y` || name.replace(/\d$/, '') === known
