import type { Finding, ScanError } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import type { ClientPlace } from './clients.ts'
import type { ConfigNode } from './config/config-node.ts'
import { formatNames, parseConfig } from './config/parse-config.ts'
import { type DeclaredServer, emptyExtract, type FileExtract, type FoundFile } from './extract.ts'
import { fileError, unreadable } from './file-error.ts'
import { fileFindings } from './rules/config-rules.ts'
import { scriptOf } from './rules/dead-entry.ts'
import { findingsOf } from './rules/server-rules.ts'
import { fullBudget, isOverdrawn, maxServers, type ServerBudget, type ServerDefinition, serversAt } from './servers.ts'

/** What the text of a client's configuration file says, for all rows of the table that the file belongs to. Never throws. */
export function extractConfig(file: FoundFile, places: readonly ClientPlace[], text: string): FileExtract {
  const errors: ScanError[] = []
  const servers: ServerDefinition[] = []
  const budget = fullBudget()
  const findings: Finding[] = []
  for (const [format, rows] of Map.groupBy(places, (place) => place.format)) {
    const { root, problems } = parseConfig(text, format)
    const [problem] = problems
    if (problem)
      errors.push(fileError('file-malformed', file.path, { format: formatNames[format], reason: problem.reason, line: problem.line }))
    if (!root) continue
    const declared = serversOf(rows, file, root, budget)
    servers.push(...declared)
    findings.push(...fileFindings(file, rows, root, declared))
  }
  if (isOverdrawn(budget))
    errors.push(unreadable(file.path, `it declares more than ${maxServers} servers or very long ones, and the rest is left out`))
  if (servers.length === 0) return { ...emptyExtract, findings, errors }
  return {
    ...emptyExtract,
    servers: servers.map(declaredServer),
    protocols: [
      {
        name: 'mcp',
        evidence: servers
          .slice(0, limits.evidence)
          .map(({ entry }) => ({ file: file.path, line: entry.line, method: 'config', detail: entry.name })),
      },
    ],
    findings: [...servers.flatMap(findingsOf), ...findings],
    errors,
  }
}

function declaredServer(server: ServerDefinition): DeclaredServer {
  const { entry, definitionHash } = server
  const script = scriptOf(server)
  return script ? { entry, definitionHash, script } : { entry, definitionHash }
}

/** The servers of all rows; a place in the file that two rows lead to counts once. */
function serversOf(rows: readonly ClientPlace[], file: FoundFile, root: ConfigNode, budget: ServerBudget): ServerDefinition[] {
  const byPlace = new Map<string, ServerDefinition>()
  for (const server of rows.flatMap((row) => serversAt(row, file, root, budget))) {
    const key = `${server.entry.client}:${server.keySpan.line}:${server.keySpan.column}`
    if (!byPlace.has(key)) byPlace.set(key, server)
  }
  return [...byPlace.values()]
}
