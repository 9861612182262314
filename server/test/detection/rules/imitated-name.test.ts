import { describe, expect, it } from 'vitest'
import { imitatedName } from '../../../src/modules/detection/rules/imitated-name.ts'
import { knownNames, knownScopes } from '../../../src/modules/detection/rules/known-packages.ts'

describe('a name that imitates another', () => {
  it.each([
    ['@modeicontextprotocol/sdk', '@modelcontextprotocol/sdk'],
    ['@mode1contextprotocol/sdk', '@modelcontextprotocol/sdk'],
    ['@modelcontextprotocols/sdk', undefined],
    ['@anthroplc-ai/sdk', '@anthropic-ai/sdk'],
    ['@anthropic_ai/sdk', '@anthropic-ai/sdk'],
    ['@antrhopic-ai/sdk', '@anthropic-ai/sdk'],
    ['@0penai/x', '@openai/x'],
    ['@playwrigth/mcp', '@playwright/mcp'],
    ['mcp-server-filesytem', 'mcp-server-filesystem'],
    ['mcp-rem0te', 'mcp-remote'],
  ])('%s', (name, imitated) => {
    expect(imitatedName(name)).toBe(imitated)
  })
})

it.each([
  ...[...knownScopes.map((scope) => `@${scope}/mcp`), ...knownNames],
  ...[
    '@openapi/x',
    '@acme/openai',
    'openapi-mcp-server',
    'mcp-server-gitea',
    'mcp-server-timer',
    'weather',
    '@google-labs/x',
    'langchain-core',
    'fastmcp2',
    'a',
    '',
  ],
])('%s imitates none', (name) => {
  expect(imitatedName(name)).toBeUndefined()
})
