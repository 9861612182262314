import type { PackageReference } from '@reeve/protocol/inventory'
import { type ConfigNode, memberOf, nodesAt, textOf } from '../config/config-node.ts'
import { npmReference, pypiReference } from '../packages/package-spec.ts'
import type { Ecosystem } from './package-index.ts'

/** A package that a manifest asks for. */
export interface Dependency {
  readonly ecosystem: Ecosystem
  readonly name: string
  /** Name and version as they resolve; null for one that is taken from a folder. */
  readonly reference: PackageReference | null
  readonly line: number
  /** Whether it serves building and testing alone. */
  readonly isDevelopment: boolean
}

/** Dependencies that are read from one manifest. */
const maximumDependencies = 5000
/** A longer name or requirement is none that a registry knows. */
const maximumCharacters = 1000
/** Lines that one requirement may go over, each with a hash. */
const maximumContinuations = 500

const npmSections = [
  { key: 'dependencies', isDevelopment: false },
  { key: 'optionalDependencies', isDevelopment: false },
  { key: 'peerDependencies', isDevelopment: false },
  { key: 'devDependencies', isDevelopment: true },
] as const

export function packageJsonDependencies(root: ConfigNode): Dependency[] {
  const dependencies: Dependency[] = []
  for (const { key, isDevelopment } of npmSections) {
    const section = memberOf(root, key)?.value
    if (section?.kind !== 'object') continue
    for (const { key: name, keySpan, value } of section.members) {
      if (dependencies.length >= maximumDependencies) return dependencies
      if (name === '' || name.length > maximumCharacters) continue
      const reference = npmReference(`${name}@${(textOf(value) ?? '').slice(0, maximumCharacters)}`)
      dependencies.push({ ecosystem: 'npm', name: aliased(name, reference), reference, line: keySpan.line, isDevelopment })
    }
  }
  return dependencies
}

/** `"x": "npm:real@1"` installs `real`. */
const aliased = (name: string, reference: PackageReference | null): string => (reference?.ecosystem === 'npm' ? reference.name : name)

/** Tables and arrays of `pyproject.toml` that hold dependencies: PEP 621, PEP 735, Poetry, uv, PDM and Hatch. */
const pyprojectSections = [
  { path: ['project', 'dependencies'], isDevelopment: false },
  { path: ['project', 'optional-dependencies', '*'], isDevelopment: false },
  { path: ['dependency-groups', '*'], isDevelopment: true },
  { path: ['tool', 'uv', 'dev-dependencies'], isDevelopment: true },
  { path: ['tool', 'pdm', 'dev-dependencies', '*'], isDevelopment: true },
  { path: ['tool', 'hatch', 'envs', '*', 'dependencies'], isDevelopment: true },
  { path: ['tool', 'poetry', 'dependencies'], isDevelopment: false },
  { path: ['tool', 'poetry', 'dev-dependencies'], isDevelopment: true },
  { path: ['tool', 'poetry', 'group', '*', 'dependencies'], isDevelopment: true },
] as const

export function pyprojectDependencies(root: ConfigNode, text: string): Dependency[] {
  const lines = text.split(/\r\n|\r|\n/)
  return pyprojectSections
    .flatMap(({ path, isDevelopment }) => nodesAt(root, path).flatMap((node) => pyprojectSection(node, lines, isDevelopment)))
    .slice(0, maximumDependencies)
}

function pyprojectSection(node: ConfigNode, lines: readonly string[], isDevelopment: boolean): Dependency[] {
  if (node.kind === 'object')
    return node.members.flatMap(({ key, keySpan, value }) => poetryDependency(key, value, keySpan.line, isDevelopment))
  if (node.kind !== 'array') return []
  // Items of an array have the place of the array; each is looked up from the one before.
  let from = node.span.line
  return node.items.flatMap((item) => {
    const spec = textOf(item)
    if (spec === undefined) return []
    from = lineOf(lines, spec, from)
    return pythonDependency(spec, from, isDevelopment)
  })
}

/** The first line, from 1, that holds a text, from a line on; that line itself when none does. */
function lineOf(lines: readonly string[], text: string, from: number): number {
  for (let line = from; line <= lines.length; line++) if (lines[line - 1]?.includes(text)) return line
  return from
}

/** `name = "^1.0"` or `name = { version = "1.0", … }`. Poetry means a range by a bare version, as Cargo does. */
function poetryDependency(name: string, value: ConfigNode, line: number, isDevelopment: boolean): Dependency[] {
  if (name.toLowerCase() === 'python') return []
  const version = textOf(value) ?? textOf(memberOf(value, 'version')?.value) ?? null
  const exact = version?.startsWith('==') ? pypiReference(`${name}${version}`) : null
  return [{ ecosystem: 'pypi', name, reference: exact ?? { ecosystem: 'pypi', name, version, pinned: false }, line, isDevelopment }]
}

const requirementName = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[|[<>=!~;@,(]|$)/

function pythonDependency(spec: string, line: number, isDevelopment: boolean): Dependency[] {
  if (spec.length > maximumCharacters) return []
  const name = requirementName.exec(spec)?.[1] ?? /#egg=([\w.-]+)/.exec(spec)?.[1]
  if (name === undefined) return []
  // The environment marker after the semicolon says where the package is wanted, not which.
  const withoutMarker = spec.replace(spec.includes('://') ? /\s;.*$/ : /;.*$/, '').trim()
  return [{ ecosystem: 'pypi', name, reference: pypiReference(withoutMarker), line, isDevelopment }]
}

/** The requirements of a `requirements.txt`, without its options, hashes and comments. */
export function requirementsDependencies(text: string): Dependency[] {
  const dependencies: Dependency[] = []
  const lines = text.split(/\r\n|\r|\n/)
  for (let index = 0; index < lines.length && dependencies.length < maximumDependencies; index++) {
    const line = index + 1
    const parts = [lines[index] ?? '']
    while (parts.at(-1)?.endsWith('\\') && parts.length < maximumContinuations) parts.push(lines[++index] ?? '')
    const spec = parts
      .map((part) => part.replace(/\\$/, ''))
      .join(' ')
      .slice(0, maximumCharacters)
      .replace(/(^|\s)#.*$/, '')
      .replace(/^\s*(-e|--editable)[\s=]+/, '')
      .replace(/\s--(hash|global-option|config-settings)\b.*$/, '')
      .trim()
    if (spec !== '' && !spec.startsWith('-')) dependencies.push(...pythonDependency(spec, line, false))
  }
  return dependencies
}
