import type { CapabilityName } from '@reeve/protocol/capabilities'
import type { AgentEntry, Evidence, Finding, ProtocolEntry, ScanError, ServerEntry } from '@reeve/protocol/inventory'
import type { Located } from './servers.ts'

/**
 * What one file says. The inventory is the merge of all extracts, so that a changed file means reading that file alone.
 */
export interface FileExtract {
  readonly servers: readonly DeclaredServer[]
  readonly capabilities: readonly CapabilityEvidence[]
  readonly protocols: readonly ProtocolEntry[]
  readonly agents: readonly AgentEntry[]
  readonly findings: readonly Finding[]
  readonly errors: readonly ScanError[]
  /** Files of the workspace that this one imports, as relative paths without certainty that they exist. */
  readonly imports: readonly string[]
}

/** A server as its file declares it, and what is reported of it but not shown. */
export interface DeclaredServer {
  readonly entry: ServerEntry
  /** See `ReportedServer.definitionHash`. */
  readonly definitionHash: string
  /** The script of the workspace that it starts, where that is certain. */
  readonly script?: Located
}

/** One sign of a capability. An import alone is weak (60), a call is strong (90), a declaration is certain (100). */
export interface CapabilityEvidence {
  readonly name: CapabilityName
  readonly confidence: number
  readonly evidence: Evidence
}

/** A file as the walk found it. `path` is as it is reported; `absolute` is where it is read. */
export interface FoundFile {
  readonly path: string
  readonly absolute: string
  readonly scope: 'project' | 'user' | 'system'
}

export const emptyExtract: FileExtract = {
  servers: [],
  capabilities: [],
  protocols: [],
  agents: [],
  findings: [],
  errors: [],
  imports: [],
}
