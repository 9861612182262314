/** Scopes of npm under which well-known MCP servers, clients and SDKs of models are published. */
export const knownScopes: readonly string[] = (
  'modelcontextprotocol anthropic-ai openai langchain llamaindex playwright browserbasehq cloudflare github google google-cloud google-gemini microsoft azure ' +
  'aws-sdk vercel supabase notionhq sentry stripe upstash mastra ai-sdk huggingface mistralai cohere-ai pinecone-database qdrant elastic mongodb-js redis ' +
  'atlassian figma hubspot heroku netlify shopify paypal twilio browsermcp executeautomation smithery smithery-ai opentelemetry typescript-eslint apify perplexity-ai brave tavily'
).split(' ')

/** Well-known names without a scope, of npm and PyPI. */
export const knownNames: readonly string[] = (
  'mcp-remote mcp-proxy supergateway playwright-mcp chrome-devtools-mcp firecrawl-mcp tavily-mcp figma-developer-mcp context7-mcp mcp-server-fetch mcp-server-git ' +
  'mcp-server-time mcp-server-sqlite mcp-server-filesystem mcp-server-kubernetes mcp-server-postgres mcp-server-docker mcp-server-qdrant mcp-server-github ' +
  'mcp-obsidian mcp-atlassian mcp-grafana fastmcp modelcontextprotocol anthropic openai langchain langgraph llama-index crewai autogen'
).split(' ')

/** Names close to a known one that are somebody's own. */
export const ownNames: ReadonlySet<string> = new Set(
  'openapi openapis openai-api open-api elastics redish brace gibhub-actions googles vercels'.split(' '),
)
