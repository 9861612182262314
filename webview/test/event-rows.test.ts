import { eventTypes } from '@reeve/protocol/events'
import { describe, expect, it } from 'vitest'
import { changesOf, eventRow } from '../src/records/event-rows.ts'
import { findingData, sampleEvents, serverData, shop, storedEvent } from './support/sample-data.ts'

const newestFirst = <T>(events: readonly T[]): T[] => [...events].reverse()

describe('eventRow', () => {
  it.each([
    ['reeve.mcp-server.detected', serverData('github'), 'github is declared in Cursor at .cursor/mcp.json:4'],
    ['reeve.mcp-server.detected', serverData('github', { client: null }), 'github is declared at .cursor/mcp.json:4'],
    ['reeve.mcp-server.removed', { name: 'github' }, 'github is no longer declared'],
    ['reeve.capability.detected', { name: 'file:read' }, 'file:read is in the code'],
    ['reeve.protocol.detected', { name: 'a2a' }, 'a2a is spoken'],
    ['reeve.agent.detected', { name: 'triage', file: 'src/a.py', line: 2 }, 'triage is an agent at src/a.py:2'],
    [
      'reeve.finding.raised',
      findingData('plaintext-secret', 'error', 'm', 'a.json', 3, null),
      'Secret in plain text was found at a.json:3',
    ],
    ['reeve.finding.raised', { rule: 'newer-rule' }, 'newer-rule was found'],
    ['reeve.module.failed', { module: 'telemetry', reason: 'no room' }, 'telemetry failed: no room'],
    ['reeve.module.started', { module: 'telemetry', reason: null }, 'telemetry runs'],
    ['reeve.workspace.opened', { name: 'acme' }, 'acme is being watched'],
    ['reeve.events.dropped', { high: 0, normal: 0, low: 3, total: 3 }, '3 events lost because the buffer was full'],
  ] as const)('says %s %j as: %s', (type, data, sentence) => {
    const row = eventRow(storedEvent(type, 'kind/x', { ...data }))
    expect(`${row.name} ${row.text}`).toBe(sentence)
    expect(row).toMatchObject({ workspaceId: shop.id, type: type.replace('reeve.', '') })
  })

  it.each(eventTypes)('has words for %s without data', (type) => {
    const row = eventRow(storedEvent(type, 'kind/x', {}))
    expect(row.text).not.toBe('')
    expect(`${row.name} ${row.text}`).not.toMatch(/undefined|null|kind\/x/)
  })

  it.each(['reeve.tool.invented', 'constructor'])('shows the unknown type %s by its subject', (type) => {
    const stored = storedEvent('reeve.module.started', 'thing/7', {})
    expect(eventRow({ ...stored, event: { ...stored.event, type } })).toMatchObject({ name: 'thing/7', text: '', tone: 'lifecycle' })
  })
})

describe('changesOf', () => {
  it('tells changes of the inventory and failures, the newest first, a first scan in one line', () => {
    expect(changesOf(newestFirst(sampleEvents()), 20).map(({ name, text }) => `${name} ${text}`)).toEqual([
      'Package without an exact version was found at .vscode/mcp.json:6',
      'Secret in plain text is resolved',
      'Server reached without TLS was found at .cursor/mcp.json:38',
      'metrics is declared in Cursor at .cursor/mcp.json:38',
      'telemetry failed: the buffer could not be flushed',
      'jira is no longer declared',
      '5 servers found',
    ])
  })

  it('keeps single lines for few, and never joins what lies a minute apart', () => {
    const few = [1, 2, 3].map((n) => storedEvent('reeve.agent.detected', `agent/${n}`, { name: `agent ${n}` }))
    expect(changesOf(newestFirst(few), 20)).toHaveLength(3)
    const apart = [5, 4, 3, 2].map((n) => storedEvent('reeve.agent.removed', `agent/${n}`, { name: 'a' }, { ageMs: n * 61_000 }))
    expect(changesOf(newestFirst(apart), 20)).toHaveLength(4)
  })

  it('ends at the limit', () => {
    expect(changesOf(newestFirst(sampleEvents()), 2)).toHaveLength(2)
  })
})
