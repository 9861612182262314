/** A folder with real clients' configurations, agents' source and things to find in both. */
export const sampleFiles: Readonly<Record<string, unknown>> = {
  '.cursor/mcp.json': {
    mcpServers: {
      github: {
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-github'],
        env: { GITHUB_PERSONAL_ACCESS_TOKEN: ['ghp', 'R8mZ2xVq7LdTn4KsWc1YbHf6JuPe3AoGt9Qi'].join('_') },
      },
      filesystem: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem@2026.9.25', `\${workspaceFolder}`] },
      metrics: { type: 'sse', url: 'http://metrics.internal:8080/sse' },
    },
  },
  '.vscode/mcp.json': {
    servers: {
      postgres: { command: 'uvx', args: ['postgres-mcp==1.4.1'], env: { DATABASE_URL: `\${input:database-url}` } },
      linear: { type: 'http', url: 'https://mcp.linear.app/mcp' },
      fetch: { command: 'uvx', args: ['mcp-server-fetch'] },
    },
  },
  'src/triage.py': [
    'import subprocess',
    'from langgraph.graph import StateGraph',
    'import requests',
    '',
    'graph = StateGraph(dict)',
    '',
    'def look_up(issue):',
    '    return requests.get("https://api.example.com/issues/" + issue).json()',
    '',
    'def run_checks():',
    '    return subprocess.run(["make", "check"])',
    '',
    'agent = graph.compile()',
    '',
  ].join('\n'),
  'README.md': '# A shop\n',
}
