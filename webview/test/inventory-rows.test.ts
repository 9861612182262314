import { describe, expect, it } from 'vitest'
import { applyEvents, detectionKey, type Detections, workspaceOf } from '../src/records/detections.ts'
import { agentRows, capabilityRows, findingRows, protocolRows, serverRows } from '../src/dashboard/inventory-rows.ts'
import { clientName } from '@reeve/protocol/clients'
import { detection, infra, principal, sampleDetections, serverData, shop, sourceOf, storedEvent } from './support/sample-data.ts'

const mapOf = (rows: ReturnType<typeof sampleDetections>): Detections =>
  new Map(rows.map((row) => [detectionKey(row.source, row.subject), row]))
const sample = mapOf(sampleDetections())

describe('serverRows', () => {
  const rows = serverRows(sample)

  it('lists each server once, those at risk first', () => {
    expect(rows.map(({ name, risk, findings }) => [name, risk, findings])).toEqual([
      ['github', 'at-risk', 2],
      ['fetch', 'to-look-at', 1],
      ['metrics', 'to-look-at', 1],
      ['filesystem', 'clean', 0],
      ['linear', 'clean', 0],
      ['postgres', 'clean', 0],
    ])
  })

  it('joins what several places declare', () => {
    expect(rows[0]).toMatchObject({
      clients: ['Cursor', 'VS Code'],
      origin: '@modelcontextprotocol/server-github',
      version: null,
      pinned: false,
      places: ['.cursor/mcp.json:14', '.vscode/mcp.json:6'],
      workspaceId: shop.id,
    })
  })

  it('tells package and version, host, and disabled', () => {
    const named = Object.fromEntries(rows.map((row) => [row.name, row]))
    expect(named.postgres).toMatchObject({ origin: 'postgres-mcp', version: '1.4.1', pinned: true, transport: 'stdio' })
    expect(named.linear).toMatchObject({ origin: 'mcp.linear.app', version: null, pinned: null, transport: 'http' })
    expect(named.metrics).toMatchObject({ disabled: true })
  })

  it('falls back to the launcher, and to nothing', () => {
    const [bare] = serverRows(mapOf([detection('mcp-server', 'x', 'x', serverData('x', { client: null }))]))
    expect(bare).toMatchObject({ origin: 'npx', clients: [], pinned: null })
    const [broken] = serverRows(mapOf([detection('mcp-server', 'y', 'y', { package: [], file: 4 })]))
    expect(broken).toMatchObject({ name: 'y', origin: null, transport: 'unknown', places: [], risk: 'clean' })
  })

  it('keeps the same server of two workspaces apart', () => {
    const both = [shop, infra].map((workspace) => detection('mcp-server', 'x', 'x', serverData('x'), { workspace }))
    expect(
      serverRows(mapOf(both))
        .map(({ workspaceId }) => workspaceId)
        .sort(),
    ).toEqual([shop.id, infra.id].sort())
  })
})

describe('findingRows', () => {
  it('puts the worst first, then the newest', () => {
    expect(findingRows(sample).map(({ severity, place }) => [severity, place])).toEqual([
      ['error', '.cursor/mcp.json:14'],
      ['warning', '.vscode/mcp.json:6'],
      ['warning', '.cursor/mcp.json:38'],
      ['warning', '.mcp.json:4'],
    ])
  })

  it('names the rule, and why and what to do', () => {
    expect(findingRows(sample)[0]).toMatchObject({ title: 'Secret in plain text', ruleId: 'plaintext-secret' })
    expect(findingRows(sample)[0]?.fix).toContain('revoke')
  })

  it.each(['no-such-rule', 'constructor', '__proto__'])('shows a finding of the unknown rule %s', (rule) => {
    const rows = findingRows(mapOf([detection('finding', 'f', rule, { rule, severity: 'toString' })]))
    expect(rows).toEqual([expect.objectContaining({ title: rule, severity: 'info', why: null, fix: null, place: null, message: '' })])
  })
})

describe('the other tables', () => {
  it('tells what each agent can do', () => {
    expect(agentRows(sample).map(({ name, capabilities, place }) => [name, capabilities, place])).toEqual([
      ['release-notes', ['api:call', 'file:write', 'model:call'], 'agents/release-notes.ts:3'],
      ['triage', ['api:call', 'db:read', 'model:call'], 'src/triage.py:12'],
    ])
  })

  it('tells the agents and the evidence of capabilities and protocols', () => {
    expect(capabilityRows(sample).map(({ name, agents, places }) => [name, agents, places.length])).toEqual([
      ['api:call', 2, 2],
      ['db:read', 1, 2],
      ['file:write', 1, 2],
      ['model:call', 2, 2],
      ['system:exec', 0, 2],
    ])
    expect(protocolRows(sample).map(({ name, places }) => [name, places[0]])).toEqual([
      ['mcp', 'src/tools.py:1'],
      ['oauth', 'src/login.ts:5'],
    ])
  })

  it('overlooks evidence that is none', () => {
    const [row] = protocolRows(mapOf([detection('protocol', 'p', 'p', { evidence: [null, 7, {}, { file: 'a.py' }] })]))
    expect(row?.places).toEqual(['a.py'])
  })
})

it.each([
  ['cursor', 'Cursor'],
  ['claude-desktop', 'Claude Desktop'],
  ['zed', 'zed'],
  ['toString', 'toString'],
])('names the client %s as %s', (client, name) => {
  expect(clientName(client)).toBe(name)
})

describe('applyEvents', () => {
  it('adds, changes and removes', () => {
    const added = applyEvents(sample, [storedEvent('reeve.mcp-server.detected', 'mcp-server/new', serverData('new'))])
    const key = detectionKey(sourceOf(shop), 'mcp-server/new')
    expect(added.get(key)).toMatchObject({ name: 'new', kind: 'mcp-server', workspace: { id: shop.id } })
    expect(sample.has(key)).toBe(false)

    const changed = applyEvents(added, [storedEvent('reeve.mcp-server.detected', 'mcp-server/new', serverData('newer'))])
    expect(changed.get(key)).toMatchObject({ name: 'newer', firstSeenAt: added.get(key)?.firstSeenAt })

    const removed = applyEvents(changed, [storedEvent('reeve.mcp-server.removed', 'mcp-server/new', { name: 'newer' })])
    expect(removed.has(key)).toBe(false)
  })

  it('is the last word of several', () => {
    const events = [
      storedEvent('reeve.finding.raised', 'finding/x', { rule: 'plaintext-secret' }),
      storedEvent('reeve.finding.resolved', 'finding/x', { name: 'x' }),
    ]
    expect(applyEvents(sample, events)).toEqual(sample)
  })

  it('gives the same map back when no event tells of the inventory', () => {
    expect(applyEvents(sample, [storedEvent('reeve.module.started', undefined, { module: 'uplink', reason: null })])).toBe(sample)
  })
})

it.each([
  [`reeve://${principal}/ws-1`, 'ws-1'],
  ['nonsense', ''],
])('finds the workspace of %s', (source, id) => {
  expect(workspaceOf(source)).toBe(id)
})
