import { inventoryDigest } from '@reeve/protocol/digest'
import { parseEvent } from '@reeve/protocol/events'
import { emptyInventory, type Inventory, type ServerEntry } from '@reeve/protocol/inventory'
import { createEvent } from '@reeve/sdk/events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeText } from '../src/cli/change-text.ts'
import { absentChange, changesBetween, reportedItems } from '../src/modules/detection/items.ts'

const workspace = { id: 'w'.repeat(32), root: '/home/user/shop', name: 'shop' }

const server = (change: Partial<ServerEntry> = {}): ServerEntry => ({
  id: '0123456789abcdef',
  name: 'github',
  client: 'cursor',
  scope: 'project',
  file: '.cursor/mcp.json',
  line: 3,
  transport: 'stdio',
  command: '/usr/local/bin/npx.cmd',
  args: ['-y', 'server', '--token', '***'],
  url: null,
  package: { ecosystem: 'npm', name: 'server', version: null, pinned: false },
  disabled: false,
  confidence: 100,
  methods: ['config:cursor'],
  ...change,
})

const inventory = (change: Partial<Inventory> = {}): Inventory => ({ ...emptyInventory(), ...change })
const itemsOf = (given: Inventory) => reportedItems(workspace, 'linux', given, () => 'a'.repeat(64))

const full = inventory({
  servers: [
    server(),
    server({ file: '.vscode/mcp.json', client: 'vscode' }),
    server({
      name: 'remote',
      command: null,
      args: [],
      url: 'https://user:pass@mcp.example.com/secret?key=1',
      transport: 'http',
      package: null,
    }),
  ],
  capabilities: [{ name: 'file:read', confidence: 90, agents: [], evidence: [] }],
  protocols: [{ name: 'mcp', evidence: [] }],
  agents: [{ id: 'agent-1', name: 'triage', framework: 'langgraph', file: 'a.py', line: 4 }],
  findings: [
    {
      rule: 'unpinned-package',
      severity: 'warning',
      message: 'no version',
      file: '.cursor/mcp.json',
      line: 3,
      subject: '0123456789abcdef',
    },
  ],
})

describe('what is reported of an inventory', () => {
  it('names every thing by a subject of its own, and fits the schemas of its events', () => {
    const items = itemsOf(full)
    expect(items.size).toBe(8)
    for (const change of changesBetween(new Map(), items)) {
      const event = createEvent(change.type, `reeve://${'p'.repeat(32)}/${workspace.id}`, change.data, { subject: change.subject })
      expect(parseEvent(JSON.parse(JSON.stringify(event)))).toHaveProperty('event')
    }
  })

  it('leaves arguments, commands and URLs on the machine', () => {
    const text = JSON.stringify([...itemsOf(full).values()])
    for (const secret of ['--token', '/usr/local', 'user:pass', 'key=1', '/secret']) expect(text).not.toContain(secret)
    expect(text).toContain('"launcher":"npx"')
    expect(text).toContain('"host":"mcp.example.com"')
  })

  it.each([
    ['npx', 'npx'],
    ['C:\\Program Files\\nodejs\\node.exe', 'node'],
    ['"/opt/my tools/run" --fast', 'run'],
    ['docker run -i --rm image', 'docker'],
    ['', null],
    ['***', null],
  ])('takes from the command %j the launcher %j', (command, launcher) => {
    const [, item] = [...itemsOf(inventory({ servers: [server({ command })] })).values()]
    expect(item?.data).toMatchObject({ launcher })
  })

  it('counts things that nothing tells apart', () => {
    const twins = itemsOf(inventory({ servers: [server(), server()] }))
    expect([...twins.keys()].filter((subject) => subject.startsWith('mcp-server/'))).toHaveLength(2)
  })
})

describe('the news between two states', () => {
  const small = itemsOf(inventory({ servers: [server()] }))
  const moved = itemsOf(inventory({ servers: [server({ line: 9 })] }))
  const none = itemsOf(inventory())

  it('tells what is new, what differs and what is gone', () => {
    expect(changesBetween(none, small).map(({ type }) => type)).toEqual(['reeve.mcp-server.detected'])
    expect(changesBetween(small, moved).map(({ type }) => type)).toEqual(['reeve.mcp-server.detected'])
    expect(changesBetween(small, none).map(({ type, data }) => [type, data])).toEqual([['reeve.mcp-server.removed', { name: 'github' }]])
    expect(changesBetween(small, small)).toEqual([])
  })

  it('is a line for a person', () => {
    const [appeared] = changesBetween(none, small)
    const [changed] = changesBetween(small, moved)
    const [gone] = changesBetween(small, none)
    expect(appeared && changeText(appeared, none)).toBe('+ server github in .cursor/mcp.json:3')
    expect(changed && changeText(changed, small)).toBe('~ server github in .cursor/mcp.json:9')
    expect(gone && changeText(gone, small)).toBe('- server github')
    expect(changeText({ type: 'reeve.module.started', subject: 'x', data: { module: 'core', reason: null } }, none)).toBeUndefined()
  })

  it('finds the type of what is gone from its subject', () => {
    expect(absentChange({ subject: 'finding/abc', name: 'n' }).type).toBe('reeve.finding.resolved')
  })

  it('leads from any state to any other', () => {
    const states = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), line: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(states, states, (before, after) => {
        const [from, to] = [before, after].map((list) => itemsOf(inventory({ servers: list.map((change) => server(change)) })))
        if (!from || !to) return
        const held = new Map([...from.values()].map(({ subject, hash }) => [subject, hash]))
        for (const { type, subject } of changesBetween(from, to)) {
          const item = to.get(subject)
          if (type.endsWith('.removed')) held.delete(subject)
          else if (item) held.set(subject, item.hash)
        }
        const pairs = [...held].map(([subject, hash]) => ({ subject, hash }))
        expect(inventoryDigest(pairs)).toBe(inventoryDigest(to.values()))
      }),
    )
  })
})
