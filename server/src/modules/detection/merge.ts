import type { CapabilityName } from '@reeve/protocol/capabilities'
import type { AgentEntry, CapabilityEntry, Evidence, Inventory, ProtocolEntry, ScanError, ServerEntry } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import type { CapabilityEvidence, DeclaredServer, FileExtract } from './extract.ts'
import { compare } from './order.ts'
import { inventoryFindings } from './rules/inventory-rules.ts'
import { scriptExtensions } from './source/languages.ts'

/** What signs of several methods together add to the confidence of the best one. */
const bonusOfMethods = [0, 0, 10, 20] as const

/** Only a sign that is certain by itself makes the whole certain. */
const highestUncertain = 99

/**
 * The confidence in a thing for which there are several signs: that of the best, more when signs of different methods agree.
 */
export function combinedConfidence(signs: readonly { readonly confidence: number; readonly method: string }[]): number {
  const best = Math.max(0, ...signs.map(({ confidence }) => confidence))
  if (best >= 100) return 100
  const methods = new Set(signs.map(({ method }) => method)).size
  return Math.min(highestUncertain, best + (bonusOfMethods[Math.min(methods, bonusOfMethods.length - 1)] ?? 0))
}

export interface Merged {
  readonly inventory: Inventory
  /** See `ReportedServer.definitionHash`, by the entry as it stands in the inventory. */
  readonly definitionHashes: ReadonlyMap<ServerEntry, string>
}

/** One inventory out of what all files say, the same for the same files in whatever order. `errors` are those of the walk. */
export function merge(extracts: ReadonlyMap<string, FileExtract>, errors: readonly ScanError[]): Merged {
  const all = [...extracts].sort(([a], [b]) => compare(a, b)).map(([, extract]) => extract)
  const servers = mergeServers(all.flatMap((extract) => extract.servers))
  const agents = mergeAgents(all.flatMap((extract) => extract.agents))
  return {
    inventory: {
      servers: servers.map(({ entry }) => entry),
      capabilities: mergeCapabilities(
        all.flatMap((extract) => extract.capabilities),
        reachOf(agents, extracts),
      ),
      protocols: mergeProtocols(all.flatMap((extract) => extract.protocols)),
      agents,
      findings: [...all.flatMap((extract) => extract.findings), ...inventoryFindings(servers)].sort(byPlace),
      errors: [...errors, ...all.flatMap((extract) => extract.errors)].sort(
        (a, b) => compare(a.file, b.file) || compare(a.message, b.message),
      ),
    },
    definitionHashes: new Map(servers.map(({ entry, definitionHash }) => [entry, definitionHash])),
  }
}

function byPlace(
  a: { readonly file: string; readonly line: number; readonly column?: number | undefined },
  b: { readonly file: string; readonly line: number; readonly column?: number | undefined },
): number {
  return compare(a.file, b.file) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0)
}

/** The same server found in several ways at one place is one entry. */
function mergeServers(servers: readonly DeclaredServer[]): DeclaredServer[] {
  const groups = Map.groupBy(servers, ({ entry }) => JSON.stringify([entry.file, entry.line, entry.id, entry.client, entry.name]))
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group
      if (!first) return []
      const methods = [...new Set(group.flatMap(({ entry }) => entry.methods))].sort(compare)
      const confidence = combinedConfidence(
        group.flatMap(({ entry }) => entry.methods.map((method) => ({ confidence: entry.confidence, method }))),
      )
      return [{ ...first, entry: { ...first.entry, methods, confidence } }]
    })
    .sort((a, b) => byPlace(a.entry, b.entry) || compare(a.entry.name, b.entry.name))
}

/** The first place in the order of paths stands for an agent that several places declare. */
function mergeAgents(agents: readonly AgentEntry[]): AgentEntry[] {
  const sorted = agents.toSorted((a, b) => byPlace(a, b) || compare(a.id, b.id))
  return [...new Map(sorted.toReversed().map((agent) => [agent.id, agent])).values()].sort((a, b) => byPlace(a, b) || compare(a.id, b.id))
}

/** For each file, the agents whose code reaches it through imports. */
function reachOf(agents: readonly AgentEntry[], extracts: ReadonlyMap<string, FileExtract>): ReadonlyMap<string, ReadonlySet<string>> {
  const reach = new Map<string, Set<string>>()
  for (const agent of agents) {
    const seen = new Set([agent.file])
    const pending = [agent.file]
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      const ids = reach.get(file) ?? new Set()
      reach.set(file, ids.add(agent.id))
      for (const imported of extracts.get(file)?.imports ?? []) {
        const target = resolveImport(imported, extracts)
        if (target === undefined || seen.has(target)) continue
        seen.add(target)
        pending.push(target)
      }
    }
  }
  return reach
}

const scriptEndings = scriptExtensions.flatMap((extension) => [`.${extension}`, `/index.${extension}`])
const endings = [...scriptEndings, '.py', '/__init__.py']

/** The file that an import names, which may be written without its extension, as a folder, or with the extension of its compiled form. */
function resolveImport(path: string, extracts: ReadonlyMap<string, FileExtract>): string | undefined {
  const stem = path.replace(/\.[mc]?jsx?$/, '')
  const candidates = [
    path,
    ...(stem === path ? [] : scriptExtensions.map((extension) => `${stem}.${extension}`)),
    ...endings.map((ending) => path + ending),
  ]
  return candidates.find((candidate) => extracts.has(candidate))
}

function mergeCapabilities(signs: readonly CapabilityEvidence[], reach: ReadonlyMap<string, ReadonlySet<string>>): CapabilityEntry[] {
  const groups: ReadonlyMap<CapabilityName, CapabilityEvidence[]> = Map.groupBy(signs, ({ name }) => name)
  return [...groups]
    .map(([name, group]): CapabilityEntry => {
      const sorted = group.toSorted((a, b) => b.confidence - a.confidence || byEvidence(a.evidence, b.evidence))
      return {
        name,
        confidence: combinedConfidence(group.map(({ confidence, evidence }) => ({ confidence, method: evidence.method }))),
        agents: [...new Set(group.flatMap(({ evidence }) => [...(reach.get(evidence.file) ?? [])]))].sort(compare),
        evidence: firstOnes(sorted.map(({ evidence }) => evidence)),
      }
    })
    .sort((a, b) => compare(a.name, b.name))
}

function mergeProtocols(protocols: readonly ProtocolEntry[]): ProtocolEntry[] {
  return [...Map.groupBy(protocols, ({ name }) => name)]
    .map(([name, group]) => ({ name, evidence: firstOnes(group.flatMap(({ evidence }) => evidence).sort(byEvidence)) }))
    .sort((a, b) => compare(a.name, b.name))
}

const byEvidence = (a: Evidence, b: Evidence): number => byPlace(a, b) || compare(a.method, b.method) || compare(a.detail, b.detail)

/** Evidence without repetitions, as much of it as is kept. */
function firstOnes(evidence: readonly Evidence[]): Evidence[] {
  const distinct = new Map(evidence.map((item) => [JSON.stringify([item.file, item.line, item.method, item.detail]), item]))
  return [...distinct.values()].slice(0, limits.evidence)
}
