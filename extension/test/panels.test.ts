import { type SupervisorStatus, watchBackend } from '@reeve/protocol/editor'
import { ReeveError } from '@reeve/protocol/errors'
import { findingKey, type PanelHandlers, type PanelNotification, panelNotificationSchema } from '@reeve/protocol/panel'
import type { Webview } from 'vscode'
import { describe, expect, test, vi } from 'vitest'
import { isReported } from '../src/detections/reported-files.ts'
import { BackendFeed } from '../src/panels/backend-feed.ts'
import { PageConnection } from '../src/panels/page-connection.ts'
import { selectionOf } from '../src/panels/selection.ts'
import type { Session } from '../src/session.ts'
import type { Supervisor } from '../src/supervisor/supervisor.ts'
import { EventEmitter } from './support/vscode.ts'
import { finding, folder, folderUri, shop } from './support/inventories.ts'

/** A webview's two ends: what the page says, and what it hears. */
function page() {
  const said = new EventEmitter<unknown>()
  const heard: unknown[] = []
  let wake = (): void => undefined
  const webview = {
    onDidReceiveMessage: said.event,
    postMessage: async (message: unknown) => {
      heard.push(message)
      wake()
      return true
    },
  } as unknown as Webview
  const next = async (): Promise<unknown> => {
    while (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return heard.shift()
  }
  return { webview, say: (message: unknown) => said.fire(message), next, heard }
}

const handlers = (part: Partial<PanelHandlers> = {}): PanelHandlers => {
  const refuse = async (): Promise<never> => Promise.reject(new ReeveError('not-found', { path: 'this' }))
  return new Proxy(part, { get: (target, name) => Reflect.get(target, name) ?? refuse }) as PanelHandlers
}

describe('a page’s requests', () => {
  test('are answered under their id', async () => {
    const { webview, say, next } = page()
    const copied: string[] = []
    const connection = new PageConnection(
      webview,
      handlers({
        copyText: async ({ text }) => {
          copied.push(text)
          return null
        },
      }),
    )
    say({ id: 7, method: 'copyText', params: { text: 'github' } })
    expect(await next()).toEqual({ id: 7, result: null })
    expect(copied).toEqual(['github'])
    connection.dispose()
    say({ id: 8, method: 'copyText', params: { text: 'late' } })
    expect(copied).toEqual(['github'])
  })

  test.each([
    ['of the catalogue', new ReeveError('workspace-untrusted'), 'workspace-untrusted'],
    ['from the supervisor', Object.assign(new Error('x'), { data: new ReeveError('backend-stopping').toBody() }), 'backend-stopping'],
    ['of any other kind', new Error('no such thing'), 'module-failed'],
  ])('that fail are answered with an error %s', async (_, error, code) => {
    const { webview, say, next } = page()
    new PageConnection(webview, handlers({ getTrustScore: async () => Promise.reject(error) }))
    say({ id: 1, method: 'getTrustScore', params: { principal: 'p' } })
    expect(await next()).toMatchObject({ id: 1, error: { code, message: expect.any(String), action: expect.any(String) } })
  })

  test.each([
    ['a method that there is not', { id: 1, method: 'constructor', params: {} }],
    ['a parameter that is not declared', { id: 1, method: 'copyText', params: { text: 'a', more: 1 } }],
    ['a rule that there is not', { id: 1, method: 'openPage', params: { rule: '../../etc/passwd' } }],
    ['a line of no file', { id: 1, method: 'openLocation', params: { workspace: 'w', file: 'a', line: 0 } }],
  ])('with %s are refused, and nothing is done', async (_, message) => {
    const { webview, say, next } = page()
    const anything = vi.fn()
    new PageConnection(webview, new Proxy({}, { get: () => anything }) as PanelHandlers)
    say(message)
    expect(await next()).toMatchObject({ id: 1, error: { code: 'request-invalid' } })
    expect(anything).not.toHaveBeenCalled()
  })

  test.each([[undefined], [null], ['text'], [[]], [{ id: 'x' }]])('that are none get no answer: %j', async (message) => {
    const { webview, say, next, heard } = page()
    new PageConnection(webview, handlers())
    say(message)
    say({ id: 2, method: 'subscribe', params: {} })
    expect(await next()).toMatchObject({ id: 2 })
    expect(heard).toEqual([])
  })
})

describe('a selection', () => {
  const one = folder()
  const place = { folder: folderUri, folderName: 'shop', workspace: one.workspace, principal: null }

  test.each([
    ['mcp-server', 'github-1', { entries: shop.servers.slice(0, 2), findings: shop.findings.slice(0, 2) }],
    ['agent', 'triage-1', { agent: shop.agents[0], capabilities: shop.capabilities, findings: [] }],
    ['capability', 'file:read', { capability: shop.capabilities[0], agents: shop.agents, findings: [] }],
    ['protocol', 'mcp', { protocol: shop.protocols[0] }],
    ['finding', findingKey(finding()), { finding: shop.findings[0], subject: { kind: 'mcp-server', key: 'github-1', name: 'github' } }],
    ['finding', findingKey(finding({ file: 'notes.json', line: 2, subject: null })), { finding: shop.findings[2], subject: null }],
  ] as const)('of kind %s holds what is known around it', (kind, key, expected) => {
    for (const workspace of [folderUri, one.workspace]) {
      const selection = selectionOf([one], { workspace, kind, key })
      expect(selection).toEqual({ kind, ...place, ...expected })
      expect(panelNotificationSchema.safeParse({ method: 'selection', params: { selection } }).success).toBe(true)
    }
  })

  test.each(['mcp-server', 'agent', 'capability', 'protocol', 'finding'] as const)('of a %s that is gone is nothing', (kind) => {
    expect(selectionOf([one], { workspace: folderUri, kind, key: 'gone' })).toBeNull()
    expect(selectionOf([one], { workspace: 'file:///elsewhere', kind, key: 'github-1' })).toBeNull()
  })
})

test.each([
  ['of a server', '.vscode/mcp.json', true],
  ['of evidence', 'src/triage.py', true],
  ['that could not be read', 'broken.json', true],
  ['of nothing that was found', '.git/config', false],
  ['above the folder', '../shop/.vscode/mcp.json', false],
])('a file %s may be opened: %s, %s', (_, file, expected) => {
  expect(isReported([folder()], { folder: folderUri, file })).toBe(expected)
  expect(isReported([folder()], { folder: 'file:///elsewhere', file })).toBe(false)
})

describe('what the backend says by itself', () => {
  function feed(backend: Partial<SupervisorStatus['backend']> = {}, health = 'healthy') {
    const asked: unknown[] = []
    const listeners = new Map<string, (parameters: unknown) => void>()
    const states = new EventEmitter<{ kind: string }>()
    const changes = new EventEmitter<void>()
    const status = { backend: { state: 'connected', principal: 'p', ...backend } }
    const supervisor = {
      onNotification: ({ method }: { method: string }, listener: (parameters: unknown) => void) => listeners.set(method, listener),
      onDidChangeState: states.event,
      request: async ({ method }: { method: string }, parameters: unknown) => asked.push([method, parameters]),
    } as unknown as Supervisor
    const session = { onDidChange: changes.event, status, health: { state: health, reason: '' } } as unknown as Session
    const made = new BackendFeed(supervisor, session)
    return { made, asked, tell: (method: string, parameters: unknown) => listeners.get(method)?.(parameters), states, changes, status }
  }
  const watched = (watch: boolean) => [watchBackend.method, { watch }]

  test('is asked for by the first page and no longer after the last', () => {
    const { made, asked, states } = feed()
    const first = made.listen(() => undefined)
    const second = made.listen(() => undefined)
    expect(asked).toEqual([watched(true)])
    states.fire({ kind: 'running' })
    expect(asked).toEqual([watched(true), watched(true)])
    first.dispose()
    first.dispose()
    expect(asked.length).toBe(2)
    second.dispose()
    expect(asked.at(-1)).toEqual(watched(false))
    states.fire({ kind: 'running' })
    expect(asked.length).toBe(3)
  })

  test('reaches a page: first the connection, then its changes alone, summaries, and events together', async () => {
    const { made, tell, changes, status } = feed()
    const heard: PanelNotification[] = []
    const events = Promise.withResolvers<void>()
    made.listen((notification) => {
      heard.push(notification)
      if (notification.method === 'events') events.resolve()
    })
    changes.fire()
    status.backend.state = 'degraded'
    changes.fire()
    changes.fire()
    tell('reeve/summaryChanged', { servers: 1 })
    tell('reeve/eventsStored', { rows: [1] })
    tell('reeve/eventsStored', { rows: [2, 3] })
    await events.promise
    expect(heard.map(({ method, params }) => [method, 'state' in params ? params.state : 'rows' in params ? params.rows : ''])).toEqual([
      ['connection', 'live'],
      ['connection', 'live'],
      ['connection', 'connecting'],
      ['summary', ''],
      ['events', [1, 2, 3]],
    ])
    made.dispose()
  })

  test.each([
    ['cannot be reached', 'degraded', 'p', 'lost'],
    ['is being started', 'healthy', 'p', 'connecting'],
    ['is not there since the workspace is not trusted', 'healthy', null, 'live'],
  ])('a page is told when the backend %s', (_, health, principal, expected) => {
    const { made } = feed({ state: 'stopped', principal }, health)
    const heard: PanelNotification[] = []
    made.listen((notification) => heard.push(notification))
    expect(heard).toMatchObject([{ method: 'connection', params: { state: expected } }])
  })
})
