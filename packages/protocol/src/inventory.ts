import * as z from 'zod'
import { capabilityNameSchema } from './capabilities.ts'
import { limits } from './limits.ts'
import { ruleIds, severities } from './rules.ts'

/**
 * What a workspace holds now. `ScanReport` is the contract of `reeve scan --format json`: fields are added, never changed.
 * Paths are relative to the workspace folder with forward slashes; of files of the user they begin with `~/`, of system files with `/` or a drive.
 * Lines count from 1. Confidence is 0 to 100.
 */

const name = z.string().max(limits.nameCharacters)
const path = z.string().max(limits.pathCharacters)
const line = z.int().min(1)
const confidence = z.int().min(0).max(100)

export const packageSchema = z.object({
  ecosystem: z.enum(['npm', 'pypi', 'oci', 'go', 'git', 'url', 'local']),
  name: z.string().max(limits.pathCharacters),
  version: z.string().max(limits.nameCharacters).nullable(),
  /** An exact version, a digest or a commit; never a range or a tag that moves. */
  pinned: z.boolean(),
})
export type PackageReference = z.infer<typeof packageSchema>

export const serverEntrySchema = z.object({
  /** The same for the same server wherever it is declared. */
  id: name,
  name,
  client: name.nullable(),
  scope: z.enum(['project', 'user', 'system']),
  file: path,
  line,
  transport: z.enum(['stdio', 'http', 'sse']),
  /** As written, with secrets shown as `***`. Never reported. */
  command: z.string().nullable(),
  args: z.array(z.string()),
  url: z.string().nullable(),
  package: packageSchema.nullable(),
  /** The version of an unpinned package that is installed beside the file, or that a lockfile there names; absent when none is. */
  installedVersion: name.optional(),
  disabled: z.boolean(),
  confidence,
  /** How it was found, such as `config:cursor`, `package:npm`, `import:python`. */
  methods: z.array(name),
})
export type ServerEntry = z.infer<typeof serverEntrySchema>

export const evidenceSchema = z.object({
  file: path,
  line,
  method: z.enum(['import', 'call', 'decorator', 'action', 'declared', 'package', 'tool', 'config']),
  detail: z.string().max(limits.nameCharacters),
})
export type Evidence = z.infer<typeof evidenceSchema>

export const capabilityEntrySchema = z.object({
  name: capabilityNameSchema,
  confidence,
  /** Ids of the agents whose code reaches it. */
  agents: z.array(name),
  evidence: z.array(evidenceSchema),
})
export type CapabilityEntry = z.infer<typeof capabilityEntrySchema>

export const protocolEntrySchema = z.object({ name, evidence: z.array(evidenceSchema) })
export type ProtocolEntry = z.infer<typeof protocolEntrySchema>

export const agentEntrySchema = z.object({ id: name, name, framework: name, file: path, line })
export type AgentEntry = z.infer<typeof agentEntrySchema>

export const findingSchema = z.object({
  rule: z.enum(ruleIds),
  severity: z.enum(severities),
  message: z.string().max(limits.messageCharacters),
  file: path,
  line,
  /** Columns of the place in the line, from 1; the end is exclusive. Absent where only the line is known. */
  column: z.int().min(1).optional(),
  endColumn: z.int().min(1).optional(),
  /** The id of a server, an agent or a capability. */
  subject: name.nullable(),
})
export type Finding = z.infer<typeof findingSchema>

export const scanErrorSchema = z.object({ file: path, message: z.string().max(limits.messageCharacters) })
export type ScanError = z.infer<typeof scanErrorSchema>

export const inventorySchema = z.object({
  servers: z.array(serverEntrySchema),
  capabilities: z.array(capabilityEntrySchema),
  protocols: z.array(protocolEntrySchema),
  agents: z.array(agentEntrySchema),
  findings: z.array(findingSchema),
  errors: z.array(scanErrorSchema),
})
export type Inventory = z.infer<typeof inventorySchema>

export const scanReportSchema = z.object({
  version: z.literal(1),
  /** The absolute path of the folder. */
  workspace: z.string(),
  durationMs: z.number(),
  ...inventorySchema.shape,
})
export type ScanReport = z.infer<typeof scanReportSchema>

export const emptyInventory = (): Inventory => ({
  servers: [],
  capabilities: [],
  protocols: [],
  agents: [],
  findings: [],
  errors: [],
})
