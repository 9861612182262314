import type { CapabilityName } from '@reeve/protocol/capabilities'
import type { Evidence, ProtocolEntry } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import { type CapabilityEvidence, emptyExtract, type FileExtract } from '../extract.ts'
import { capabilitiesOfAction } from './action-names.ts'
import { agentsOf } from './agents.ts'
import { called, type CallFact, type ImportFact, type Reference, type SourceFacts } from './facts.ts'
import { importCandidates } from './import-candidates.ts'
import { speaksForAgents } from './languages.ts'
import { byLongestEnd, type Ecosystem, packageOf } from './package-index.ts'
import { protocolsOf } from './protocol-index.ts'

/** How sure a sign makes us that the program has a capability, in percent. */
const confidences = { import: 60, unclear: 60, call: 90, action: 80, decorator: 95, tool: 80 } as const

/** Names of the calls and decorators by which a program states its actions. */
const actionCalls: ReadonlySet<string> = new Set(['performAction', 'perform_action'])

/** Whether a bare name is looked at even where nobody knows where it comes from. */
export const isInterestingName = (name: string): boolean => actionCalls.has(name)

/** Draws from the facts of one source file what it shows of capabilities, protocols and agents. */
export function extractFromFacts(path: string, facts: SourceFacts): FileExtract {
  const capabilities = new CapabilityCollector(path)
  const protocols = new Map<string, Evidence[]>()
  for (const fact of facts.imports) {
    addImport(capabilities, facts.ecosystem, fact)
    for (const protocol of protocolsOf(facts.ecosystem, fact.module, fact.names)) {
      protocols.set(protocol, [
        ...(protocols.get(protocol) ?? []),
        { file: path, line: fact.line, method: 'import', detail: cut(fact.module) },
      ])
    }
  }
  for (const call of facts.calls) {
    addCall(capabilities, facts.ecosystem, call)
    addAction(capabilities, call)
    addTool(capabilities, call)
  }
  for (const { name, line } of facts.environment) {
    if (secretName.test(name)) capabilities.add(['credential:read'], confidences.call, line, 'call', name)
  }
  return {
    ...emptyExtract,
    capabilities: capabilities.all,
    protocols: [...protocols].map(([name, evidence]): ProtocolEntry => ({ name, evidence: evidence.slice(0, limits.evidence) })),
    agents: speaksForAgents(path) ? agentsOf(path, facts) : [],
    imports: importCandidates(path, facts.ecosystem, facts.relativeImports),
  }
}

const cut = (text: string): string => text.slice(0, limits.nameCharacters)

/** Names of environment variables that hold secrets. */
const secretName = /(^|_)(API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD|CREDENTIALS?|PRIVATE_KEY|ACCESS_KEY_ID)$/i

/** Collects evidence: each capability once for each line and method, and a bounded number of times for a file. */
class CapabilityCollector {
  readonly all: CapabilityEvidence[] = []
  readonly #path: string
  readonly #seen = new Set<string>()
  readonly #counts = new Map<CapabilityName, number>()

  constructor(path: string) {
    this.#path = path
  }

  add(names: readonly CapabilityName[], confidence: number, line: number, method: Evidence['method'], detail: string): void {
    for (const name of names) {
      const key = `${name} ${line} ${method}`
      const count = this.#counts.get(name) ?? 0
      if (this.#seen.has(key) || count >= limits.evidence) continue
      this.#seen.add(key)
      this.#counts.set(name, count + 1)
      this.all.push({ name, confidence, evidence: { file: this.#path, line, method, detail: cut(detail) } })
    }
  }
}

function addImport(into: CapabilityCollector, ecosystem: Ecosystem, fact: ImportFact): void {
  const names = fact.names.length > 0 ? fact.names : [undefined]
  for (const name of names) {
    const found = packageOf(ecosystem, importReference(ecosystem, fact.module, name))
    if (!found) continue
    // An imported function says more than its package: `import { unlink } from 'fs'` is about deleting.
    const own = name === undefined ? undefined : found.found.calls.get(name)
    into.add(
      own ?? found.found.imports,
      confidences.import,
      fact.line,
      'import',
      name === undefined ? fact.module : `${fact.module}: ${name}`,
    )
  }
}

function importReference(ecosystem: Ecosystem, module: string, name: string | undefined): Reference {
  const own = name === undefined ? [] : [name]
  if (ecosystem === 'npm') return { module, members: own }
  const [first = module, ...rest] = module.split('.')
  return { module: first, members: [...rest, ...own] }
}

function addCall(into: CapabilityCollector, ecosystem: Ecosystem, call: CallFact): void {
  const { reference } = call
  const found = reference && packageOf(ecosystem, reference)
  if (!found) return
  const { names } = found
  const { calls, opens, sql, imports, givesValues } = found.found
  const calledBefore = reference.members.filter((member) => member === called).length
  if (givesValues && calledBefore > 0) return
  const detail = describe(ecosystem, reference)
  if (reference.members.at(-1) === called) {
    // What a call gives back is called in turn, which a few packages are made for: `postgres()` gives the tag of SQL templates.
    if (sql.has(called)) addSql(into, call, detail)
    return
  }
  // Any call counts for some packages, of the package itself, `axios()`, or of what it makes, `axios.create().get()`.
  const known =
    byLongestEnd(names.length > 0 ? names : ['default'], (name) => calls.get(name)) ?? (calledBefore <= 1 ? calls.get('*') : undefined)
  if (known) into.add(known, confidences.call, call.line, 'call', detail)
  if (byLongestEnd(names, (name) => opens.has(name) || undefined)) {
    into.add(capabilitiesOfMode(names, call), confidences.call, call.line, 'call', detail)
  }
  // A prepared statement was told when it was prepared: `db.prepare(text).run()`.
  const isPrepared = names.slice(0, -1).some((name) => sql.has(name))
  if (!isPrepared && byLongestEnd(names, (name) => sql.has(name) || undefined)) addSql(into, call, detail)
  if (isWebhookRoute(call) && imports.includes('network:listen')) {
    into.add(['api:webhook'], confidences.call, call.line, call.kind === 'decorator' ? 'decorator' : 'call', detail)
  }
}

const isWebhookRoute = (call: CallFact): boolean =>
  /^(post|all|route|put)$/.test(call.name) && /hook/i.test(call.arguments.stringStart(0) ?? '')

/** `open(path)` reads, `open(path, 'w')` writes, `open(path, 'r+')` does both; a mode that is computed may be either. */
function capabilitiesOfMode(names: readonly string[], call: CallFact): CapabilityName[] {
  // The path of `Path(…).open` stands before the call, so that the mode is its first argument.
  const index = names.includes('Path') ? 0 : 1
  const mode = call.arguments.string(index) ?? call.arguments.named('mode') ?? 'r'
  if (mode.includes('+')) return ['file:read', 'file:write']
  return /[wax]/.test(mode) ? ['file:write'] : ['file:read']
}

const sqlReads = /^\W*(select|with|show|describe|explain|pragma|values)\b/i
const sqlWrites = /^\W*(insert|update|delete|replace|merge|upsert|copy|truncate)\b/i
const sqlAdministers = /^\W*(create|drop|alter|grant|revoke|vacuum|reindex|attach)\b/i

function addSql(into: CapabilityCollector, call: CallFact, detail: string): void {
  const text = call.arguments.stringStart(0)
  if (text === undefined) {
    // SQL that is put together elsewhere may do either.
    into.add(['db:read', 'db:write'], confidences.unclear, call.line, 'call', detail)
  } else if (sqlAdministers.test(text)) into.add(['db:admin'], confidences.call, call.line, 'call', detail)
  else if (sqlWrites.test(text)) into.add(['db:write'], confidences.call, call.line, 'call', detail)
  else if (sqlReads.test(text)) into.add(['db:read'], confidences.call, call.line, 'call', detail)
}

/** The origin of a call in words that a reader of the code knows. */
function describe(ecosystem: Ecosystem, reference: Reference): string {
  const start =
    ecosystem === 'npm'
      ? reference.module === 'globalThis'
        ? []
        : [reference.module]
      : reference.module === 'builtins'
        ? []
        : [reference.module]
  return [...start, ...reference.members].join('.').replaceAll(`.${called}`, called)
}

function addAction(into: CapabilityCollector, call: CallFact): void {
  if (!actionCalls.has(call.name)) return
  const action = call.arguments.string(0) ?? call.arguments.named('action') ?? (call.kind === 'decorator' ? call.target : undefined)
  if (!action) return
  const isDecorator = call.kind === 'decorator'
  into.add(
    capabilitiesOfAction(action),
    isDecorator ? confidences.decorator : confidences.action,
    call.line,
    isDecorator ? 'decorator' : 'action',
    action,
  )
}

const toolMethods: ReadonlySet<string> = new Set(['tool', 'registerTool', 'addTool', 'add_tool', 'Tool'])

/** The tools that a file offers over MCP. */
function addTool(into: CapabilityCollector, call: CallFact): void {
  if (!call.reference || !toolMethods.has(call.name) || !/^(@modelcontextprotocol\/|mcp\b|fastmcp\b|mcp-)/.test(call.reference.module))
    return
  const name = call.arguments.named('name') ?? call.arguments.string(0) ?? (call.kind === 'decorator' ? call.target : undefined)
  if (name) into.add(capabilitiesOfAction(name), confidences.tool, call.line, 'tool', name)
}
