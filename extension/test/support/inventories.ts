import type { FolderInventory } from '@reeve/protocol/editor'
import { emptyInventory, type Finding, type Inventory, type ServerEntry } from '@reeve/protocol/inventory'

export const folderUri = 'file:///home/dev/shop'

export const server = (part: Partial<ServerEntry> = {}): ServerEntry => ({
  id: 'github-1',
  name: 'github',
  client: 'cursor',
  scope: 'project',
  file: '.cursor/mcp.json',
  line: 3,
  transport: 'stdio',
  command: 'npx',
  args: ['-y', '@modelcontextprotocol/server-github'],
  url: null,
  package: { ecosystem: 'npm', name: '@modelcontextprotocol/server-github', version: null, pinned: false },
  disabled: false,
  confidence: 100,
  methods: ['config:cursor'],
  ...part,
})

export const finding = (part: Partial<Finding> = {}): Finding => ({
  rule: 'unpinned-package',
  severity: 'warning',
  message: 'The server "github" runs a package without an exact version.',
  file: '.cursor/mcp.json',
  line: 3,
  subject: 'github-1',
  ...part,
})

/** A workspace with something of every kind. */
export const shop: Inventory = {
  servers: [
    server(),
    server({ client: 'vscode', file: '.vscode/mcp.json', line: 6 }),
    server({
      id: 'linear-1',
      name: 'linear',
      transport: 'http',
      command: null,
      args: [],
      url: 'https://mcp.linear.example/mcp',
      package: null,
    }),
  ],
  agents: [{ id: 'triage-1', name: 'triage', framework: 'langgraph', file: 'src/triage.py', line: 12 }],
  capabilities: [
    {
      name: 'file:read',
      confidence: 95,
      agents: ['triage-1'],
      evidence: [{ file: 'src/triage.py', line: 4, method: 'call', detail: 'open' }],
    },
  ],
  protocols: [{ name: 'mcp', evidence: [{ file: 'src/triage.py', line: 1, method: 'import', detail: 'mcp' }] }],
  findings: [
    finding(),
    finding({ rule: 'plaintext-secret', severity: 'error', line: 6, message: 'A token.' }),
    finding({ file: 'notes.json', line: 2, subject: null }),
  ],
  errors: [{ file: 'broken.json', message: 'is not valid JSON' }],
}

export const folder = (part: Partial<Inventory> = shop, folder = folderUri): FolderInventory => ({
  folder,
  workspace: 'w'.repeat(32),
  complete: true,
  inventory: { ...emptyInventory(), ...part },
})
