/** MCP clients by the names that the inventory gives them, as their makers write them. */
const clientNames: Readonly<Record<string, string>> = {
  vscode: 'VS Code',
  cursor: 'Cursor',
  'claude-code': 'Claude Code',
  'claude-desktop': 'Claude Desktop',
}

/** A client's name as its makers write it; one that is not known stays as it is. */
export const clientName = (client: string): string => (Object.hasOwn(clientNames, client) ? (clientNames[client] ?? client) : client)
