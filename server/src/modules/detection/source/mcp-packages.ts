import type { Ecosystem } from './package-index.ts'

/** Packages that are MCP servers by the way such packages are named. Libraries to build servers with are not among them. */
const serverPatterns: Readonly<Record<Ecosystem, readonly RegExp[]>> = {
  npm: [/^@modelcontextprotocol\/server-[\w.-]+$/, /^(@[\w.-]+\/)?([\w.-]+-)?mcp-server(-[\w.-]+)?$/, /^(@[\w.-]+\/)?server-mcp-[\w.-]+$/],
  pypi: [/^([\w-]+-)?mcp-server(-[\w-]+)?$/],
}

/** Servers that are named otherwise. */
const knownServers: Readonly<Record<Ecosystem, ReadonlySet<string>>> = {
  npm: new Set(
    '@playwright/mcp @upstash/context7-mcp @browsermcp/mcp @stripe/mcp @azure/mcp @cloudflare/mcp firecrawl-mcp tavily-mcp figma-developer-mcp chrome-devtools-mcp @wonderwhy-er/desktop-commander @agentdeskai/browser-tools-mcp @eslint/mcp @angular/mcp n8n-mcp task-master-ai mcp-obsidian @shopify/dev-mcp @coinbase/payments-mcp @perplexity-ai/mcp shadcn-mcp @railway/mcp linear-mcp'.split(
      ' ',
    ),
  ),
  pypi: new Set(
    'markitdown-mcp mcp-atlassian blender-mcp postgres-mcp mcp-obsidian basic-memory duckdb-mcp excel-mcp serena-agent mcp-neo4j-cypher zen-mcp'.split(
      ' ',
    ),
  ),
}

/** Packages whose names look like a server's, and which are libraries or tools. */
const libraries: ReadonlySet<string> = new Set(['create-mcp-server', 'mcp-server-builder', 'mcp-server-sdk', 'create-mcp-server-app'])

/** Whether a package is an MCP server, by its name alone. */
export function isServerPackage(ecosystem: Ecosystem, name: string): boolean {
  const spelled = ecosystem === 'npm' ? name : name.toLowerCase().replace(/[-_.]+/g, '-')
  if (libraries.has(spelled)) return false
  return knownServers[ecosystem].has(spelled) || serverPatterns[ecosystem].some((pattern) => pattern.test(spelled))
}
