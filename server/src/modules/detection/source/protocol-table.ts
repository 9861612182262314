/** Packages whose import or presence shows that a program speaks a protocol. */
export const protocolTable: readonly { readonly protocol: string; readonly npm?: string; readonly pypi?: string }[] = [
  {
    protocol: 'mcp',
    npm: '@modelcontextprotocol/sdk @modelcontextprotocol/client @modelcontextprotocol/server @ai-sdk/mcp @langchain/mcp-adapters fastmcp mcp-use @mastra/mcp mcp-framework mcp-handler',
    pypi: 'mcp fastmcp langchain_mcp_adapters mcp_use',
  },
  { protocol: 'a2a', npm: '@a2a-js/sdk @google/a2a-sdk', pypi: 'a2a python_a2a fasta2a' },
  { protocol: 'acp', npm: '@agentclientprotocol/sdk @zed-industries/agent-client-protocol acp-sdk', pypi: 'acp acp_sdk' },
  {
    protocol: 'ag-ui',
    npm: '@ag-ui/core @ag-ui/client @ag-ui/encoder @ag-ui/proto @copilotkit/react-core @copilotkit/runtime',
    pypi: 'ag_ui copilotkit',
  },
  {
    protocol: 'x402',
    npm: 'x402 @x402/core @x402/fetch @x402/express x402-express x402-fetch x402-axios x402-hono x402-next',
    pypi: 'x402',
  },
  {
    protocol: 'oauth',
    npm: 'oauth4webapi openid-client oauth simple-oauth2 passport-oauth2 @azure/msal-node @azure/msal-browser oidc-provider next-auth @auth/core client-oauth2',
    pypi: 'authlib oauthlib requests_oauthlib msal oauth2client google_auth_oauthlib',
  },
  {
    protocol: 'openapi',
    npm: 'openapi-typescript openapi-fetch openapi-client-axios swagger-client swagger-ui-express swagger-jsdoc @apidevtools/swagger-parser @nestjs/swagger @fastify/swagger express-openapi-validator',
    pypi: 'openapi_core openapi_spec_validator openapi_python_client connexion prance drf_spectacular',
  },
  { protocol: 'grpc', npm: '@grpc/grpc-js @grpc/proto-loader grpc nice-grpc @connectrpc/connect', pypi: 'grpc grpclib grpc_tools' },
  {
    protocol: 'graphql',
    npm: 'graphql @apollo/client @apollo/server apollo-server apollo-client graphql-request graphql-yoga urql mercurius type-graphql @octokit/graphql graphql-ws',
    pypi: 'graphql gql graphene strawberry ariadne sgqlc',
  },
  {
    protocol: 'websocket',
    npm: 'ws isomorphic-ws socket.io socket.io-client @fastify/websocket websocket sockjs reconnecting-websocket uWebSockets.js',
    pypi: 'websockets websocket socketio wsproto',
  },
]

/** Distributions whose modules have another name. */
export const protocolDistributions: Readonly<Record<string, string>> = {
  'a2a-sdk': 'a2a',
  'agent-client-protocol': 'acp',
  'ag-ui-protocol': 'ag_ui',
  grpcio: 'grpc',
  'grpcio-tools': 'grpc_tools',
  'graphql-core': 'graphql',
  'strawberry-graphql': 'strawberry',
  'websocket-client': 'websocket',
  'python-socketio': 'socketio',
  'google-auth-oauthlib': 'google_auth_oauthlib',
}
