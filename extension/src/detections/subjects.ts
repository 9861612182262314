import type { Evidence, Finding, Inventory, ServerEntry } from '@reeve/protocol/inventory'
import type { Severity } from '@reeve/protocol/rules'

export type SubjectKind = 'mcp-server' | 'agent' | 'capability' | 'protocol'

/** A thing that was found, whatever its kind, and what is to be said of it. */
export interface Subject {
  readonly kind: SubjectKind
  readonly id: string
  readonly name: string
  /** Of a server: every place that declares it. */
  readonly entries: readonly ServerEntry[]
  /** Of an agent. */
  readonly framework: string | null
  readonly evidence: readonly Evidence[]
  readonly findings: readonly Finding[]
  /** The gravest severity of its findings. */
  readonly severity: Severity | null
}

const gravity: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 }

/** The gravest severity; null where there is no finding. */
export const gravest = (findings: readonly Pick<Finding, 'severity'>[]): Severity | null =>
  findings.reduce<Severity | null>((worst, { severity }) => (worst && gravity[worst] >= gravity[severity] ? worst : severity), null)

const made = new WeakMap<Inventory, readonly Subject[]>()

/** Everything that an inventory holds, each thing once, by kind and name. An inventory never changes, so it is made once. */
export function subjectsOf(inventory: Inventory): readonly Subject[] {
  const known = made.get(inventory)
  if (known) return known
  const findings = Map.groupBy(inventory.findings, ({ subject }) => subject)
  const about = (id: string): readonly Finding[] => findings.get(id) ?? []
  const subject = (part: Pick<Subject, 'kind' | 'id' | 'name'> & Partial<Subject>): Subject => {
    const own = part.findings ?? about(part.id)
    return { entries: [], framework: null, evidence: [], ...part, findings: own, severity: gravest(own) }
  }
  const servers = [...Map.groupBy(inventory.servers, ({ id }) => id)].map(([id, entries]) =>
    subject({ kind: 'mcp-server', id, name: entries[0]?.name ?? id, entries, evidence: entries.map(declaration) }),
  )
  const agents = inventory.agents.map(({ id, name, framework, file, line }) =>
    subject({ kind: 'agent', id, name, framework, evidence: [{ file, line, method: 'declared', detail: framework }] }),
  )
  const capabilities = inventory.capabilities.map(({ name, evidence }) => subject({ kind: 'capability', id: name, name, evidence }))
  const protocols = inventory.protocols.map(({ name, evidence }) => subject({ kind: 'protocol', id: name, name, evidence, findings: [] }))
  const subjects = [servers, agents, capabilities, protocols].flatMap((kind) => kind.sort(byName))
  made.set(inventory, subjects)
  return subjects
}

const declaration = ({ file, line, client }: ServerEntry): Evidence => ({ file, line, method: 'config', detail: client ?? '' })

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

const byName = (a: Subject, b: Subject): number => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)

/** Findings that somebody should act on. */
export const toActOn = (inventory: Inventory): number => inventory.findings.filter(({ severity }) => severity !== 'info').length
