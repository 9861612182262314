import { describe, expect, test } from 'vitest'
import {
  findingKey,
  panelMethods,
  panelNotificationSchema,
  panelPages,
  panelViews,
  parsePanelRequest,
  selectionSchema,
} from '@reeve/protocol/panel'

/** What the pages and the extension rely on, letter by letter. */

test('the pages, views and methods', () => {
  expect(panelPages).toEqual(['dashboard', 'events', 'inspector'])
  expect(panelViews).toEqual(['detections', 'supervisor', 'inspector', 'dashboard', 'events', 'log'])
  expect(Object.keys(panelMethods)).toEqual([
    'subscribe',
    'getSummary',
    'listDetections',
    'listEvents',
    'getTrustScore',
    'checkSignature',
    'openLocation',
    'openPage',
    'copyText',
    'exportEvents',
    'inspect',
    'showView',
  ])
})

describe('a request', () => {
  test.each([
    { id: 1, method: 'subscribe', params: {} },
    { id: 2, method: 'getSummary', params: { workspace: 'w' } },
    { id: 3, method: 'getTrustScore', params: { principal: 'p' } },
    { id: 4, method: 'checkSignature', params: { source: 'reeve://p/w', eventId: 'e' } },
    { id: 5, method: 'openLocation', params: { workspace: 'w', file: '.mcp.json', line: 3, column: 7 } },
    { id: 6, method: 'openPage', params: { rule: 'unpinned-package' } },
    { id: 7, method: 'copyText', params: { text: 'x' } },
    { id: 8, method: 'exportEvents', params: { format: 'json', events: 1, text: '[]' } },
    { id: 9, method: 'inspect', params: { workspace: 'w', kind: 'agent', key: 'a' } },
    { id: 10, method: 'showView', params: { view: 'log' } },
  ])('$method is read', (message) => {
    expect(parsePanelRequest(message)).toEqual({ request: message })
  })

  test.each(['listEvents', 'listDetections'])('%s is read with a cursor and without anything', (method) => {
    expect(parsePanelRequest({ id: 1, method, params: { cursor: 'c', limit: 500 } })).toMatchObject({
      request: { params: { cursor: 'c', limit: 500 } },
    })
    expect(parsePanelRequest({ id: 1, method, params: {} })).toHaveProperty('request')
  })

  test.each([
    [undefined, undefined, 'request'],
    [null, undefined, 'request'],
    ['text', undefined, 'request'],
    [{}, undefined, 'request.id'],
    [{ id: 'x', method: 'subscribe', params: {} }, undefined, 'request.id'],
    [{ id: 1, method: 'runCommand', params: {} }, 1, 'request.method'],
    [{ id: 1, method: 'toString', params: {} }, 1, 'request.method'],
    [{ id: 1, method: 'openPage', params: { rule: 'https://example.com' } }, 1, 'params.rule'],
    [{ id: 1, method: 'openLocation', params: { workspace: 'w', file: '', line: 1 } }, 1, 'params.file'],
    [{ id: 1, method: 'openLocation', params: { workspace: 'w', file: 'f', line: 0 } }, 1, 'params.line'],
    [{ id: 1, method: 'openLocation', params: { workspace: 'w', file: 'f', line: 1, command: 'x' } }, 1, 'params'],
    [{ id: 1, method: 'copyText', params: { text: 'x'.repeat(1024 * 1024 + 1) } }, 1, 'params.text'],
    [{ id: 1, method: 'listEvents', params: { limit: 501 } }, 1, 'params.limit'],
    [{ id: 1, method: 'inspect', params: { workspace: 'w', kind: 'workspace', key: 'k' } }, 1, 'params.kind'],
  ])('that is wrong names its field: %j', (message, id, field) => {
    expect(parsePanelRequest(message)).toMatchObject({ id, problem: { field } })
  })

  test('that is wrong never shows a value', () => {
    const told = parsePanelRequest({ id: 1, method: 'openPage', params: { rule: 'hunter2-secret' } })
    expect(JSON.stringify(told)).not.toContain('hunter2')
  })
})

test('a notification', () => {
  for (const message of [
    { method: 'connection', params: { state: 'lost', reason: 'r' } },
    { method: 'events', params: { rows: [] } },
    { method: 'selection', params: { selection: null } },
  ])
    expect(panelNotificationSchema.parse(message)).toEqual(message)
  expect(panelNotificationSchema.safeParse({ method: 'command', params: {} }).success).toBe(false)
})

test('a selection of a server names at least one place', () => {
  const selection = {
    kind: 'mcp-server',
    folder: 'file:///f',
    folderName: 'f',
    workspace: null,
    principal: null,
    entries: [],
    findings: [],
  }
  expect(selectionSchema.safeParse(selection).success).toBe(false)
})

test('findings are told apart by rule, place, subject and message', () => {
  const finding = { rule: 'r', file: 'f', line: 1, subject: null, message: 'm' }
  const keys = [finding, { ...finding, line: 2 }, { ...finding, subject: 's' }, { ...finding, message: 'n' }].map(findingKey)
  expect(new Set(keys).size).toBe(4)
  expect(findingKey(finding)).toBe('r\nf\n1\n\nm')
})
