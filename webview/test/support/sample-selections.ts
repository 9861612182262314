import type { Selection } from '@reeve/protocol/panel'
import { shop } from './sample-data.ts'

/** One selection of each kind, as the inventory of a small shop has them. */

const folder = { folder: 'file:///home/dev/acme-shop', folderName: 'acme-shop', workspace: shop.id, principal: null }

const github = {
  id: 'srv-github',
  name: 'github',
  client: 'cursor',
  scope: 'project',
  file: '.cursor/mcp.json',
  line: 14,
  transport: 'stdio',
  command: 'npx',
  args: ['-y', '@modelcontextprotocol/server-github'],
  url: null,
  package: { ecosystem: 'npm', name: '@modelcontextprotocol/server-github', version: null, pinned: false },
  disabled: false,
  confidence: 100,
  methods: ['config:cursor'],
} as const

const secret = {
  rule: 'plaintext-secret',
  severity: 'error',
  message: 'The variable GITHUB_TOKEN of server github holds a GitHub token.',
  file: '.cursor/mcp.json',
  line: 16,
  subject: 'srv-github',
} as const

const unpinned = {
  rule: 'unpinned-package',
  severity: 'warning',
  message: 'Server github runs @modelcontextprotocol/server-github without an exact version.',
  file: '.vscode/mcp.json',
  line: 6,
  subject: 'srv-github',
} as const

const triage = { id: 'agent-triage', name: 'triage', framework: 'langgraph', file: 'src/triage.py', line: 12 } as const
const modelCall = {
  name: 'model:call',
  confidence: 95,
  agents: ['agent-triage'],
  evidence: [
    { file: 'src/triage.py', line: 2, method: 'import', detail: 'langchain_anthropic' },
    { file: 'src/triage.py', line: 31, method: 'call', detail: 'ChatAnthropic.invoke' },
  ],
} as const
const dbRead = {
  name: 'db:read',
  confidence: 80,
  agents: ['agent-triage'],
  evidence: [{ file: 'src/store.py', line: 9, method: 'call', detail: 'asyncpg.connect' }],
} as const

export const sampleSelections = {
  server: {
    kind: 'mcp-server',
    ...folder,
    entries: [github, { ...github, client: 'vscode', file: '.vscode/mcp.json', line: 6 }],
    findings: [secret, unpinned],
  },
  remote: {
    kind: 'mcp-server',
    ...folder,
    entries: [
      {
        ...github,
        id: 'srv-linear',
        name: 'linear',
        transport: 'http',
        command: null,
        args: [],
        url: 'https://mcp.linear.app/mcp',
        package: null,
        line: 31,
      },
    ],
    findings: [],
  },
  agent: { kind: 'agent', ...folder, agent: triage, capabilities: [dbRead, modelCall], findings: [] },
  capability: { kind: 'capability', ...folder, capability: modelCall, agents: [triage], findings: [] },
  protocol: {
    kind: 'protocol',
    ...folder,
    protocol: { name: 'oauth', evidence: [{ file: 'src/login.ts', line: 5, method: 'import', detail: 'oauth4webapi' }] },
  },
  finding: { kind: 'finding', ...folder, finding: secret, subject: { kind: 'mcp-server', key: 'srv-github', name: 'github' } },
} as unknown as Record<'server' | 'remote' | 'agent' | 'capability' | 'protocol' | 'finding', Selection>
