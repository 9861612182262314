import { type CapabilityName, capabilityNames } from '@reeve/protocol/capabilities'
import { type PackageRow, packageTable } from './capability-table.ts'
import { called, type Reference } from './facts.ts'

/** A row of the table with its names looked up by hash. */
interface IndexedPackage {
  readonly imports: readonly CapabilityName[]
  readonly calls: ReadonlyMap<string, readonly CapabilityName[]>
  readonly sql: ReadonlySet<string>
  readonly opens: ReadonlySet<string>
  readonly givesValues: boolean
}

export type Ecosystem = 'npm' | 'pypi'

export const words = (text: string | undefined): string[] => (text ? text.split(' ').filter(Boolean) : [])

function indexRow(row: PackageRow): IndexedPackage {
  const calls = new Map<string, CapabilityName[]>()
  for (const name of capabilityNames) {
    for (const call of words(row.calls?.[name])) calls.set(call, [...(calls.get(call) ?? []), name])
  }
  return {
    imports: row.imports,
    calls,
    sql: new Set(words(row.sql)),
    opens: new Set(words(row.opens)),
    givesValues: row.givesValues ?? false,
  }
}

const index: Record<Ecosystem, Map<string, IndexedPackage>> = { npm: new Map(), pypi: new Map() }
for (const row of packageTable) {
  const indexed = indexRow(row)
  for (const ecosystem of ['npm', 'pypi'] as const) {
    for (const name of words(row[ecosystem])) if (!index[ecosystem].has(name)) index[ecosystem].set(name, indexed)
  }
}

export const knownPackages = (ecosystem: Ecosystem): readonly string[] => [...index[ecosystem].keys()]

/** The package that a module specifier of JavaScript belongs to: `@a/b/c` is of `@a/b`. */
export function npmPackageOf(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

/** What the table knows of an installed package or module by its name alone. */
export function packageNamed(ecosystem: Ecosystem, name: string): IndexedPackage | undefined {
  const packages = index[ecosystem]
  if (ecosystem === 'npm') return packages.get(name) ?? packages.get(`${name.split('/', 1)[0]}/*`)
  return packages.get(name)
}

/** The package that a reference begins in, and the names on the way from it, without the calls. */
export function packageOf(ecosystem: Ecosystem, reference: Reference): { found: IndexedPackage; names: string[] } | undefined {
  if (ecosystem === 'npm') {
    const found = packageNamed('npm', npmPackageOf(reference.module))
    return found && { found, names: withoutCalls(reference.members) }
  }
  // The longest known dotted name wins: `google.cloud.bigquery` before `google.cloud`.
  const path = [reference.module, ...reference.members]
  for (let length = Math.min(path.length, 4); length > 0; length--) {
    const found = packageNamed('pypi', path.slice(0, length).join('.'))
    if (found) return { found, names: withoutCalls(path.slice(length)) }
  }
  return undefined
}

const withoutCalls = (members: readonly string[]): string[] => members.filter((member) => member !== called)

/** The value under the longest end of a dotted name: `a.b.c`, then `b.c`, then `c`. */
export function byLongestEnd<Value>(names: readonly string[], get: (name: string) => Value | undefined): Value | undefined {
  for (let length = Math.min(names.length, 3); length > 0; length--) {
    const found = get(names.slice(-length).join('.'))
    if (found !== undefined) return found
  }
  return undefined
}
