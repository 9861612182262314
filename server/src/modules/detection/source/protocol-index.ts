import { type Ecosystem, npmPackageOf, words } from './package-index.ts'
import { protocolTable } from './protocol-table.ts'

const index: Record<Ecosystem, Map<string, string>> = { npm: new Map(), pypi: new Map() }
for (const row of protocolTable) {
  for (const ecosystem of ['npm', 'pypi'] as const) for (const name of words(row[ecosystem])) index[ecosystem].set(name, row.protocol)
}

export const protocolPackages = (ecosystem: Ecosystem): readonly string[] => [...index[ecosystem].keys()]

/** The protocol that a package stands for, by its name alone. */
export const protocolOfPackage = (ecosystem: Ecosystem, name: string): string | undefined => index[ecosystem].get(name)

/** Parts of packages that speak a protocol while the package as a whole does not. */
const protocolOfPart: readonly { readonly pattern: RegExp; readonly protocol: string }[] = [
  { pattern: /^@modelcontextprotocol\/sdk\/(client|server)\/auth/, protocol: 'oauth' },
  { pattern: /^fastapi\.security.*OAuth2/, protocol: 'oauth' },
  { pattern: /^(fastapi|starlette)(\.websockets)?:.*\bWebSocket\b/, protocol: 'websocket' },
  {
    pattern:
      /^(pydantic_ai|smolagents|crewai_tools|agents|google\.adk|autogen_ext)\..*mcp|^(smolagents|crewai_tools|agents|strands):.*\bMCP/,
    protocol: 'mcp',
  },
]

/** The protocols that an import shows. */
export function protocolsOf(ecosystem: Ecosystem, module: string, names: readonly string[]): string[] {
  const name = ecosystem === 'npm' ? npmPackageOf(module) : (module.split('.', 1)[0] ?? module)
  const whole = index[ecosystem].get(name)
  const text = `${module}:${names.join(',')}`
  const parts = protocolOfPart.filter((row) => row.pattern.test(text)).map((row) => row.protocol)
  return [...new Set(whole ? [whole, ...parts] : parts)]
}
