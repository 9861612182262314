import { describe, expect, it } from 'vitest'
import { capabilitiesOfAction } from '../../../src/modules/detection/source/action-names.ts'
import { capabilitiesOf, extractText } from './extract-text.ts'

describe('protocols', () => {
  const cases: readonly (readonly [path: string, code: string, protocols: readonly string[]])[] = [
    ['a.ts', `import { Client } from '@modelcontextprotocol/sdk/client/index.js'`, ['mcp']],
    ['a.py', `from mcp.server.fastmcp import FastMCP`, ['mcp']],
    ['a.py', `from mcp import ClientSession`, ['mcp']],
    ['a.py', `from agents.mcp import MCPServerStdio`, ['mcp']],
    ['a.ts', `import { A2AClient } from '@a2a-js/sdk/client'`, ['a2a']],
    ['a.py', `from a2a.types import AgentCard`, ['a2a']],
    ['a.ts', `import * as oauth from 'oauth4webapi'`, ['oauth']],
    ['a.ts', `import '@modelcontextprotocol/sdk/client/auth.js'`, ['mcp', 'oauth']],
    ['a.py', `import grpc`, ['grpc']],
    ['a.ts', `import grpc from '@grpc/grpc-js'`, ['grpc']],
    ['a.ts', `import { graphql } from 'graphql'`, ['graphql']],
    ['a.py', `import strawberry`, ['graphql']],
    ['a.ts', `import createClient from 'openapi-fetch'`, ['openapi']],
    ['a.ts', `import WebSocket from 'ws'`, ['websocket']],
    ['a.py', `from fastapi import FastAPI, WebSocket`, ['websocket']],
    ['a.ts', `import { HttpAgent } from '@ag-ui/client'`, ['ag-ui']],
    ['a.py', `import acp`, ['acp']],
    ['a.ts', `import { wrapFetchWithPayment } from 'x402-fetch'`, ['x402']],
    ['a.py', `from mcpx import y`, []],
    ['a.py', `from .mcp import y`, []],
    ['a.ts', `import x from './graphql'`, []],
    ['a.py', `from fastapi import FastAPI`, []],
  ]
  it.each(cases)('%s: %s', async (path, code, protocols) => {
    const found = (await extractText(path, code)).protocols
    expect(found.map(({ name }) => name)).toEqual(protocols)
    for (const { evidence } of found) expect(evidence).toEqual([expect.objectContaining({ file: path, line: 1, method: 'import' })])
  })
})

describe('tools of an MCP server', () => {
  const cases: readonly (readonly [title: string, path: string, code: string, tools: readonly string[]])[] = [
    [
      'FastMCP',
      'a.py',
      `from mcp.server.fastmcp import FastMCP\nmcp = FastMCP('x')\n@mcp.tool()\ndef read_file(path: str): ...`,
      ['file:read@3 tool'],
    ],
    [
      'a name of its own',
      'a.py',
      `from fastmcp import FastMCP\nmcp = FastMCP('x')\n@mcp.tool(name="send_email")\ndef f(): ...`,
      ['email:send@3 tool'],
    ],
    [
      'a decorator without a call',
      'a.py',
      `from fastmcp import FastMCP\nmcp = FastMCP('x')\n@mcp.tool\ndef delete_file(): ...`,
      ['file:delete@3 tool'],
    ],
    ['a low-level tool', 'a.py', `import mcp.types as types\ntypes.Tool(name="query_database", inputSchema={})`, ['db:read@2 tool']],
    [
      'McpServer',
      'a.ts',
      `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'\nconst s = new McpServer({ name: 'x' })\ns.tool('execute_command', {}, f)\ns.registerTool('list-files', {}, f)`,
      ['file:read@4 tool', 'system:exec@3 tool'],
    ],
    [
      'fastmcp in JavaScript',
      'a.ts',
      `import { FastMCP } from 'fastmcp'\nnew FastMCP({}).addTool({ name: 'scrape_page' })`,
      ['browser:scrape@2 tool'],
    ],
    ['no tool of another library', 'a.ts', `import { tool } from 'ai'\ntool('read_file')`, []],
    ['no name that says nothing', 'a.py', `from fastmcp import FastMCP\nmcp = FastMCP('x')\n@mcp.tool()\ndef add(a, b): ...`, []],
  ]
  it.each(cases)('%s', async (_title, path, code, tools) => {
    expect(capabilitiesOf(await extractText(path, code), ['tool'])).toEqual(tools)
  })
})

describe('names of actions', () => {
  const cases: readonly (readonly [name: string, capabilities: readonly string[]])[] = [
    ['read_file', ['file:read']],
    ['readUserConfigFile', ['file:read']],
    ['read-file', ['file:read']],
    ['write_file', ['file:write']],
    ['delete_old_files', ['file:delete']],
    ['run_script', ['file:execute']],
    ['execute_code', ['system:exec']],
    ['bash', ['system:exec']],
    ['query_database', ['db:read']],
    ['update_database', ['db:write']],
    ['drop_table', ['db:admin']],
    ['call_api', ['api:call']],
    ['handle_webhook', ['api:webhook']],
    ['send_email', ['email:send']],
    ['send_slack_message', ['email:send']],
    ['read_inbox', ['email:read']],
    ['browser_click', ['browser:automate']],
    ['scrape_page', ['browser:scrape']],
    ['get_user', ['user:read']],
    ['update_user_profile', ['user:write']],
    ['impersonate_user', ['user:impersonate']],
    ['export_data', ['data:export']],
    ['encrypt_data', ['data:encrypt']],
    ['call_tool', ['mcp:tool_use']],
    ['read_resource', ['mcp:resource_read']],
    ['get_secret', ['credential:read']],
    ['deploy_lambda', ['cloud:access']],
    ['restart_service', ['system:admin']],
    ['open_connection', ['network:connect']],
    ['ask_llm', ['model:call']],
    ['think', []],
    ['add', []],
    ['profile', []],
    ['readiness', []],
    ['thread_filer', []],
    ['spread_files_of_butter', []],
    ['', []],
  ]
  it.each(cases)('%s', (name, capabilities) => {
    expect(capabilitiesOfAction(name)).toEqual(capabilities)
  })
})
