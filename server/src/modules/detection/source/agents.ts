import { createHash } from 'node:crypto'
import type { AgentEntry } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import { type CallFact, called, type Reference, type SourceFacts } from './facts.ts'
import { type FrameworkRow, frameworkTable } from './framework-table.ts'
import { stemOf } from './languages.ts'
import { type Ecosystem, npmPackageOf, words } from './package-index.ts'

interface IndexedFramework {
  readonly row: FrameworkRow
  readonly packages: ReadonlySet<string>
  readonly constructions: ReadonlySet<string>
  readonly conditional: ReadonlySet<string>
  readonly submodules: ReadonlySet<string> | undefined
}

const frameworks: Record<Ecosystem, readonly IndexedFramework[]> = { npm: indexFrameworks('npm'), pypi: indexFrameworks('pypi') }

function indexFrameworks(ecosystem: Ecosystem): IndexedFramework[] {
  return frameworkTable.map((row) => ({
    row,
    packages: new Set(words(row[ecosystem])),
    constructions: new Set(words(row.constructions)),
    conditional: new Set(words(row.needs?.constructions)),
    submodules: row.submodules === undefined ? undefined : new Set(words(row.submodules)),
  }))
}

/** The agents that a file makes, each where it is constructed. */
export function agentsOf(path: string, facts: SourceFacts): AgentEntry[] {
  const agents = new Map<string, AgentEntry>()
  for (const call of facts.calls) {
    if (call.kind !== 'call' || !call.reference) continue
    const row = frameworkOf(facts.ecosystem, call, call.reference)
    if (!row) continue
    const name = nameOf(path, call, row).slice(0, limits.nameCharacters)
    const id = createHash('sha256').update(`${path}\n${name}\n${row.framework}`).digest('hex').slice(0, 16)
    if (!agents.has(id)) agents.set(id, { id, name, framework: row.framework, file: path, line: call.line })
  }
  return [...agents.values()]
}

/** The name that the code gives the agent, else the variable that holds it, else that of the file. */
function nameOf(path: string, call: CallFact, row: FrameworkRow): string {
  const first = row.isNamedFirst ? call.arguments.string(0) : undefined
  return call.arguments.named('name') || first || call.target || stemOf(path)
}

function frameworkOf(ecosystem: Ecosystem, call: CallFact, reference: Reference): FrameworkRow | undefined {
  // What is called on an agent that exists, such as `Agent().run()`, makes no new one.
  if (reference.members.includes(called)) return undefined
  return frameworks[ecosystem].find((framework) => {
    const names = membersOf(ecosystem, framework, reference)
    return names !== undefined && isConstruction(framework, names, call)
  })?.row
}

function isConstruction({ row, constructions, conditional }: IndexedFramework, names: readonly string[], call: CallFact): boolean {
  const last = names.at(-1) ?? ''
  const owner = names.at(-2) ?? ''
  // A method of a class counts only together with the class.
  if (constructions.has(/^[A-Z]/.test(owner) ? `${owner}.${last}` : last)) return true
  return row.needs !== undefined && conditional.has(last) && call.arguments.has(row.needs.argument)
}

/** The members of a reference after the framework that it begins in; undefined when it begins elsewhere. */
function membersOf(ecosystem: Ecosystem, framework: IndexedFramework, reference: Reference): readonly string[] | undefined {
  if (ecosystem === 'npm') return framework.packages.has(npmPackageOf(reference.module)) ? reference.members : undefined
  const path = [reference.module, ...reference.members]
  for (let length = 1; length <= Math.min(2, path.length); length++) {
    if (!framework.packages.has(path.slice(0, length).join('.'))) continue
    const names = path.slice(length)
    const isElsewhere = framework.submodules && /^[a-z]/.test(names[0] ?? '') && !framework.submodules.has(names[0] ?? '')
    return isElsewhere ? undefined : names
  }
  return undefined
}
