import type { ServerRule } from './rule.ts'

export const deprecatedTransport: ServerRule = {
  id: 'deprecated-transport',
  check({ entry, url, keySpan }) {
    if (entry.transport !== 'sse') return []
    const message = `The server "${entry.name}" is reached by the SSE transport, which the protocol dropped in 2025. Use its streamable HTTP address, usually the one that ends in /mcp.`
    return [{ message, span: url?.span ?? keySpan }]
  },
}
