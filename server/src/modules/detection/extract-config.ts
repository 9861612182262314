import type { ScanError } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import type { ClientPlace } from './clients.ts'
import type { ConfigNode } from './config/config-node.ts'
import { formatNames, parseConfig } from './config/parse-config.ts'
import { emptyExtract, type FileExtract, type FoundFile } from './extract.ts'
import { fileError, unreadable } from './file-error.ts'
import { findingsOf } from './rules/server-rules.ts'
import { maxServers, type ServerDefinition, serversAt } from './servers.ts'

/** What the text of a client's configuration file says, for all rows of the table that the file belongs to. Never throws. */
export function extractConfig(file: FoundFile, places: readonly ClientPlace[], text: string): FileExtract {
  const errors: ScanError[] = []
  const found: ServerDefinition[] = []
  for (const [format, rows] of Map.groupBy(places, (place) => place.format)) {
    const { root, problems } = parseConfig(text, format)
    const [problem] = problems
    if (problem)
      errors.push(fileError('file-malformed', file.path, { format: formatNames[format], reason: problem.reason, line: problem.line }))
    if (root) found.push(...serversOf(rows, file, root))
  }
  if (found.length > maxServers) errors.push(unreadable(file.path, `it declares more than ${maxServers} servers, and the rest is left out`))
  const servers = found.slice(0, maxServers)
  if (servers.length === 0) return { ...emptyExtract, errors }
  return {
    ...emptyExtract,
    servers: servers.map(({ entry, definitionHash }) => ({ entry, definitionHash })),
    protocols: [
      {
        name: 'mcp',
        evidence: servers
          .slice(0, limits.evidence)
          .map(({ entry }) => ({ file: file.path, line: entry.line, method: 'config', detail: entry.name })),
      },
    ],
    findings: servers.flatMap(findingsOf),
    errors,
  }
}

/** The servers of all rows; a place in the file that two rows lead to counts once. */
function serversOf(rows: readonly ClientPlace[], file: FoundFile, root: ConfigNode): ServerDefinition[] {
  const byPlace = new Map<string, ServerDefinition>()
  for (const server of rows.flatMap((row) => serversAt(row, file, root))) {
    const key = `${server.entry.client}:${server.keySpan.line}:${server.keySpan.column}`
    if (!byPlace.has(key)) byPlace.set(key, server)
  }
  return [...byPlace.values()]
}
