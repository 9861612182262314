import { createHash } from 'node:crypto'
import { inventorySchema } from '@reeve/protocol/inventory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FileExtract } from '../../../src/modules/detection/extract.ts'
import { extractManifest } from '../../../src/modules/detection/source/manifests.ts'

const serversOf = (extract: FileExtract): string[] =>
  extract.servers.map(
    ({ entry: { name, package: reference, line } }) =>
      `${name} ${reference?.version ?? '-'} ${reference?.pinned ? 'pinned' : 'loose'}@${line}`,
  )

describe('package.json', () => {
  const text = `{
  "name": "x",
  "dependencies": {
    "@modelcontextprotocol/server-filesystem": "2025.7.1",
    "@modelcontextprotocol/sdk": "^1.2.0",
    "pg": "8.0.0",
    "left-pad": "1.0.0"
  },
  "devDependencies": {
    "@playwright/mcp": "^0.0.3",
    "playwright": "1.0.0",
    "git": "npm:mcp-server-git@1.2.3"
  }
}`
  const extract = extractManifest('app/package.json', text)

  it('declares the servers among the dependencies', () => {
    expect(serversOf(extract)).toEqual([
      '@modelcontextprotocol/server-filesystem 2025.7.1 pinned@4',
      '@playwright/mcp ^0.0.3 loose@10',
      'mcp-server-git 1.2.3 pinned@12',
    ])
    const name = '@modelcontextprotocol/server-filesystem'
    expect(extract.servers[0]?.entry).toEqual({
      id: createHash('sha256').update(`${name}\nnpm:${name}`).digest('hex').slice(0, 16),
      name,
      client: null,
      scope: 'project',
      file: 'app/package.json',
      line: 4,
      transport: 'stdio',
      command: null,
      args: [],
      url: null,
      package: { ecosystem: 'npm', name, version: '2025.7.1', pinned: true },
      disabled: false,
      confidence: 95,
      methods: ['package:npm'],
    })
    expect(extract.servers[0]?.definitionHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('gives protocols, and weak capabilities of what runs in production', () => {
    expect(extract.protocols).toEqual([
      {
        name: 'mcp',
        evidence: [
          '@modelcontextprotocol/server-filesystem@4',
          '@modelcontextprotocol/sdk@5',
          '@playwright/mcp@10',
          'mcp-server-git@12',
        ].map((place) => {
          const at = place.lastIndexOf('@')
          return { file: 'app/package.json', line: Number(place.slice(at + 1)), method: 'package', detail: place.slice(0, at) }
        }),
      },
    ])
    expect(extract.capabilities).toEqual([
      { name: 'db:read', confidence: 40, evidence: { file: 'app/package.json', line: 6, method: 'package', detail: 'pg' } },
    ])
  })
})

describe('pyproject.toml', () => {
  it('reads every table that holds dependencies', () => {
    const text = `[project]
name = "x"
dependencies = [
  "requests>=2",
  "mcp-server-git==2025.1.14",
]

[project.optional-dependencies]
db = ["mcp-server-sqlite[all] >= 1.0 ; python_version > '3.8'"]

[dependency-groups]
dev = ["mcp_server_time", { include-group = "x" }]

[tool.uv]
dev-dependencies = ["awslabs.core-mcp-server==1.0.2"]

[tool.poetry.dependencies]
python = "^3.12"
mcp-server-fetch = "^2025.1"
mcp-atlassian = { version = "==0.2.1", extras = ["x"] }

[tool.poetry.group.dev.dependencies]
markitdown-mcp = "*"
`
    const extract = extractManifest('pyproject.toml', text)
    expect(serversOf(extract).sort()).toEqual(
      [
        'mcp-server-git 2025.1.14 pinned@5',
        'mcp-server-sqlite >= 1.0 loose@9',
        'mcp_server_time - loose@12',
        'awslabs.core-mcp-server 1.0.2 pinned@15',
        'mcp-server-fetch ^2025.1 loose@19',
        'mcp-atlassian 0.2.1 pinned@20',
        'markitdown-mcp * loose@23',
      ].sort(),
    )
    for (const { entry } of extract.servers) expect(entry.methods).toEqual(['package:pypi'])
    expect(extract.capabilities.map(({ name, evidence }) => `${name}@${evidence.line}`)).toEqual(['api:call@4'])
  })
})

describe('requirements.txt', () => {
  it('reads requirements and leaves out options, comments and hashes', () => {
    const text = `# servers
-r base.txt
--index-url https://example.com/simple
mcp-server-fetch==2025.4.7 \\
    --hash=sha256:abc
mcp-server-git  # any
# mcp-server-time==1.0
psycopg2-binary>=2 ; sys_platform == "linux"
Strawberry_GraphQL
-e git+https://example.com/mcp-server-x.git@0a1b2c3d#egg=mcp-server-x
`
    const extract = extractManifest('requirements-dev.txt', text)
    expect(serversOf(extract)).toEqual([
      'mcp-server-fetch 2025.4.7 pinned@4',
      'mcp-server-git - loose@6',
      'mcp-server-x 0a1b2c3d pinned@10',
    ])
    expect(extract.capabilities.map(({ name, evidence }) => `${name}@${evidence.line}`)).toEqual(['db:read@8'])
    expect(extract.protocols.map(({ name }) => name)).toEqual(['mcp', 'graphql'])
  })
})

describe('packages that are no servers', () => {
  it.each([
    '@modelcontextprotocol/sdk',
    '@modelcontextprotocol/server',
    '@modelcontextprotocol/inspector',
    'create-mcp-server',
    'fastmcp',
    'mcp-use',
    'minecraft-server',
    'json-server',
    'mcp',
    'webpack-dev-server',
  ])('%s', (name) => {
    expect(extractManifest('package.json', JSON.stringify({ dependencies: { [name]: '1.0.0' } })).servers).toEqual([])
  })
})

describe('malformed manifests', () => {
  const cases: readonly (readonly [path: string, text: string, servers: readonly string[], error: RegExp])[] = [
    [
      'package.json',
      '{ "dependencies": { "mcp-server-a": "1.0.0", }, "x": ',
      ['mcp-server-a 1.0.0 pinned@1'],
      /package\.json is not valid JSON/,
    ],
    ['package.json', '{\n"dependencies": {\n"mcp-server-a": "1.0.0"\n"b": 1 } }', ['mcp-server-a 1.0.0 pinned@3'], /line 4/],
    ['package.json', '', [], /it is empty/],
    ['package.json', '[]', [], /it is not an object/],
    [
      'pyproject.toml',
      '[project]\nname = = \ndependencies = ["mcp-server-a==1.0"]',
      ['mcp-server-a 1.0 pinned@3'],
      /not valid TOML.*line 2/,
    ],
  ]
  it.each(cases)('%s %j', (path, text, servers, error) => {
    const extract = extractManifest(path, text)
    expect(serversOf(extract)).toEqual(servers)
    expect(extract.errors).toEqual([{ file: path, message: expect.stringMatching(error) }])
  })

  it.each([
    ['package.json', '{ "dependencies": ["mcp-server-a"], "devDependencies": "x", "peerDependencies": { "mcp-server-b": 3, "": "1" } }'],
    ['pyproject.toml', '[project]\ndependencies = "mcp-server-a"\n[tool]\npoetry = 3'],
    ['requirements.txt', '\u0000\u0001 ==== mcp'],
    ['pyproject.toml', ''],
    ['notes.txt', 'mcp-server-a'],
  ])('takes what has another shape for what it is: %s %j', (path, text) => {
    const extract = extractManifest(path, text)
    expect(extract.errors).toEqual([])
    expect(serversOf(extract).filter((server) => !server.startsWith('mcp-server-b'))).toEqual([])
  })

  it('never throws, and gives what fits the inventory, whatever the text', () => {
    const files = [
      ['package.json', JSON.stringify({ dependencies: { 'mcp-server-a': '1.0.0', pg: '^8' }, devDependencies: { ws: '*' } }, null, 2)],
      ['pyproject.toml', '[project]\ndependencies = ["mcp-server-a==1.0", "pg"]\n[tool.poetry.dependencies]\nws = { version = "1" }\n'],
      ['requirements.txt', 'mcp-server-a==1.0 \\\n  --hash=x\npsycopg2 ; y # z\n'],
    ] as const
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(60), fc.string(), (([path, text], at, length, replacement) => {
        const start = at % (text.length + 1)
        const mutated = text.slice(0, start) + replacement + text.slice(start + length)
        const { servers, capabilities, protocols, errors } = extractManifest(path, mutated)
        const lines = mutated.split('\n').length
        for (const { entry } of servers) expect(entry.line).toBeLessThanOrEqual(lines)
        for (const { evidence } of capabilities) expect(evidence.line).toBeLessThanOrEqual(lines)
        inventorySchema.parse({
          servers: servers.map(({ entry }) => entry),
          capabilities: capabilities.map(({ name, confidence, evidence }) => ({ name, confidence, agents: [], evidence: [evidence] })),
          protocols,
          agents: [],
          findings: [],
          errors,
        })
      }) satisfies (file: (typeof files)[number], at: number, length: number, replacement: string) => void),
      { numRuns: 300 },
    )
  })
})
