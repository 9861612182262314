import type { Finding, ScanReport, ServerEntry } from '@reeve/protocol/inventory'
import { severities } from '@reeve/protocol/rules'
import { type Column, plain, table } from './table.ts'

/** A number with its noun. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

const runs = (server: ServerEntry): string => {
  if (server.package) return `${server.package.name}${server.package.version ? `@${server.package.version}` : ''}`
  return server.url ?? [server.command, ...server.args].filter(Boolean).join(' ')
}

const serverColumns: readonly Column<ServerEntry>[] = [
  { title: 'SERVER', value: (row) => `${row.name}${row.disabled ? ' (disabled)' : ''}`, cutOrder: 3 },
  { title: 'CLIENT', value: (row) => row.client ?? row.methods[0] ?? '' },
  { title: 'BY', value: (row) => row.transport },
  { title: 'RUNS', value: runs, cutOrder: 1 },
  { title: 'WHERE', value: (row) => `${row.file}:${row.line}`, cutOrder: 2 },
]

const findingColumns: readonly Column<Finding>[] = [
  { title: 'SEVERITY', value: (row) => row.severity },
  { title: 'RULE', value: (row) => row.rule },
  { title: 'WHERE', value: (row) => `${row.file}:${row.line}`, cutOrder: 2 },
  { title: 'WHAT', value: (row) => row.message, cutOrder: 1 },
]

/** What a scan found, for a person at a terminal. `width` in characters. */
export function reportText(report: ScanReport, width: number): string {
  const { servers, agents, capabilities, protocols, findings, errors } = report
  const parts = [
    `${plain(report.workspace)}: ${counted(servers.length, 'server')}, ${counted(agents.length, 'agent')}, ${counted(capabilities.length, 'capability', 'capabilities')}, ${counted(findings.length, 'finding')} in ${Math.round(report.durationMs)} ms`,
  ]
  if (servers.length > 0) parts.push(table(servers, serverColumns, width))
  if (agents.length > 0) {
    const columns = [
      { title: 'AGENT', value: (row: (typeof agents)[number]) => row.name, cutOrder: 1 },
      { title: 'FRAMEWORK', value: (row: (typeof agents)[number]) => row.framework },
      {
        title: 'CAPABILITIES',
        value: (row: (typeof agents)[number]) =>
          capabilities
            .filter((entry) => entry.agents.includes(row.id))
            .map(({ name }) => name)
            .join(' '),
        cutOrder: 2,
      },
      { title: 'WHERE', value: (row: (typeof agents)[number]) => `${row.file}:${row.line}`, cutOrder: 3 },
    ]
    parts.push(table(agents, columns, width))
  }
  if (capabilities.length > 0) parts.push(`Capabilities: ${capabilities.map(({ name }) => name).join(', ')}`)
  if (protocols.length > 0) parts.push(`Protocols: ${protocols.map(({ name }) => plain(name)).join(', ')}`)
  if (findings.length > 0) parts.push(table([...findings].sort(bySeverity), findingColumns, width))
  if (errors.length > 0) parts.push(['Could not be read:', ...errors.map((error) => `  ${plain(error.message)}`)].join('\n'))
  if (servers.length + agents.length + capabilities.length === 0) {
    parts.push('Reeve looks for the configuration of MCP clients, for agents and for what their code can do. Nothing of that is here.')
  }
  return `${parts.join('\n\n')}\n`
}

const bySeverity = (a: Finding, b: Finding): number => severities.indexOf(a.severity) - severities.indexOf(b.severity)
