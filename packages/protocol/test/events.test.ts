import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  eventCatalogue,
  eventSource,
  eventTypes,
  inventoryKinds,
  isEventType,
  parseEvent,
  parseEventSource,
  stateEventTypes,
} from '@reeve/protocol/events'

const evidence = [{ file: 'src/a.py', line: 4, method: 'import', detail: 'os' }]

/** Good data for each type, as it travels. */
const samples: Record<string, object> = {
  'reeve.workspace.opened': { name: 'shop', platform: 'linux', supervisorVersion: '0.1.0' },
  'reeve.workspace.closed': { name: 'shop' },
  'reeve.mcp-server.detected': {
    id: 's1',
    name: 'github',
    client: 'cursor',
    scope: 'project',
    file: '.cursor/mcp.json',
    line: 3,
    transport: 'stdio',
    launcher: 'npx',
    host: null,
    definitionHash: 'a'.repeat(64),
    package: { ecosystem: 'npm', name: 'x', version: null, pinned: false },
    disabled: false,
    confidence: 100,
    methods: ['config:cursor'],
  },
  'reeve.mcp-server.removed': { name: 'github' },
  'reeve.capability.detected': { name: 'file:read', confidence: 95, agents: [], evidence },
  'reeve.capability.removed': { name: 'file:read' },
  'reeve.protocol.detected': { name: 'mcp', evidence },
  'reeve.protocol.removed': { name: 'mcp' },
  'reeve.agent.detected': { id: 'a', name: 'a', framework: 'langchain', file: 'a.py', line: 1 },
  'reeve.agent.removed': { name: 'a' },
  'reeve.finding.raised': { rule: 'unpinned-package', severity: 'warning', message: 'm', file: 'f', line: 1, subject: null },
  'reeve.finding.resolved': { name: 'm' },
  'reeve.module.started': { module: 'core', reason: null },
  'reeve.module.stopped': { module: 'core', reason: null },
  'reeve.module.failed': { module: 'core', reason: 'it threw' },
  'reeve.events.dropped': { high: 0, normal: 0, low: 3, total: 3 },
}

const makeEvent = (type: string, change: object = {}) => ({
  specversion: '1.0',
  id: 'e1',
  source: 'reeve://p/w',
  type,
  time: '2026-11-20T08:00:00.000Z',
  subject: 'thing/1',
  datacontenttype: 'application/json',
  data: samples[type],
  ...change,
})

test('the catalogue has these types', () => {
  expect([...eventTypes].sort()).toEqual(Object.keys(samples).sort())
})

test.each(Object.keys(samples))('%s is read as it was sent', (type) => {
  const event = makeEvent(type)
  expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual({ event })
})

test('every kind has an event for there and one for gone', () => {
  expect(Object.keys(stateEventTypes)).toEqual([...inventoryKinds])
  for (const kind of inventoryKinds) {
    expect(eventCatalogue[stateEventTypes[kind].present]).toMatchObject({ state: { kind, present: true } })
    expect(eventCatalogue[stateEventTypes[kind].absent]).toMatchObject({ state: { kind, present: false } })
  }
})

const type = 'reeve.mcp-server.detected'

describe('an event is refused by the field that is wrong, without its value', () => {
  test.each<[string, object]>([
    ['specversion', { specversion: '0.3' }],
    ['id', { id: '' }],
    ['source', { source: 'https://evil.example' }],
    ['time', { time: 'canary' }],
    ['subject', { subject: undefined }],
    ['datacontenttype', { datacontenttype: 'text/plain' }],
    ['data', { data: 'canary' }],
    ['data.line', { data: { ...samples[type], line: 'canary' } }],
    ['data.package.ecosystem', { data: { ...samples[type], package: { ecosystem: 'canary' } } }],
  ])('%s', (field, change) => {
    const parsed = parseEvent(makeEvent(type, change))
    expect(parsed).toMatchObject({ problem: { code: 'event-invalid', field } })
    expect(JSON.stringify(parsed)).not.toContain('canary')
  })

  test('an extra field of the envelope', () => {
    expect(parseEvent(makeEvent(type, { secret: 1 }))).toMatchObject({ problem: { code: 'event-invalid' } })
  })
  test('an unknown type', () => {
    expect(parseEvent(makeEvent('reeve.unknown.happened', { data: {} }))).toEqual({
      problem: { code: 'event-type-unknown', type: 'reeve.unknown.happened' },
    })
  })
})

test('whatever comes is read or refused, and never throws', () => {
  const nearly = fc.record({
    specversion: fc.constantFrom('1.0', '2'),
    id: fc.string(),
    source: fc.oneof(fc.constant('reeve://p/w'), fc.string()),
    type: fc.oneof(fc.constantFrom(...eventTypes), fc.constantFrom('toString', '__proto__', 'constructor')),
    time: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toJSON()),
      fc.string(),
    ),
    subject: fc.option(fc.string(), { nil: undefined }),
    datacontenttype: fc.constant('application/json'),
    data: fc.oneof(fc.constantFrom(...Object.values(samples)), fc.dictionary(fc.string(), fc.jsonValue())),
  })
  fc.assert(
    fc.property(fc.oneof(nearly, fc.jsonValue()), (value) => {
      const parsed = parseEvent(value)
      if ('event' in parsed) expect(parsed.event).toEqual(value)
      else expect(['event-invalid', 'event-type-unknown']).toContain(parsed.problem.code)
    }),
  )
})

test('a source is read back into its parts, and nothing else is a source', () => {
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)
  fc.assert(
    fc.property(id, id, (principalId, workspaceId) => {
      expect(parseEventSource(eventSource(principalId, workspaceId))).toEqual({ principalId, workspaceId })
    }),
  )
  for (const source of [
    '',
    'reeve://p',
    'reeve://p/',
    'reeve:///w',
    'reeve://p/w/x',
    'reeve://p/w?x',
    ' reeve://p/w',
    'reeve://p/w\n',
    `reeve://${'p'.repeat(65)}/w`,
  ]) {
    expect([source, parseEventSource(source)]).toEqual([source, undefined])
  }
})

test('only the catalogue’s own names are types', () => {
  expect(['toString', '__proto__', 'reeve.mcp-server.detected'].map(isEventType)).toEqual([false, false, true])
})
