import type { PanelMessage, PanelRequest, PanelResponse } from '@reeve/protocol/panel'
import { parsePanelRequest } from '@reeve/protocol/panel'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EditorHost } from '../src/editor/host.ts'
import { HostError } from '../src/shared/host-error.ts'

/** The extension's end of the wire: keeps what the page asks, each held to the protocol, and answers when it is told to. */
class Extension {
  readonly requests: PanelRequest[] = []
  readonly target = new EventTarget()
  state: unknown
  readonly host = new EditorHost(
    {
      postMessage: (message) => {
        const parsed = parsePanelRequest(JSON.parse(JSON.stringify(message)))
        if ('problem' in parsed) throw new Error(JSON.stringify(parsed.problem))
        this.requests.push(parsed.request)
      },
      getState: () => this.state,
      setState: (state) => {
        this.state = state
      },
    },
    this.target,
  )

  post(message: unknown): void {
    this.target.dispatchEvent(new MessageEvent('message', { data: message }))
  }
  answer(result: unknown): void {
    this.post({ id: this.requests.at(-1)?.id ?? -1, result } satisfies PanelResponse)
  }
}

afterEach(() => vi.useRealTimers())

describe('EditorHost', () => {
  it.each([
    ['getSummary', (host: EditorHost) => host.getSummary({ workspace: 'w' }), { workspace: 'w' }],
    ['listDetections', (host: EditorHost) => host.listDetections({ kind: 'agent', limit: 5 }), { kind: 'agent', limit: 5 }],
    ['listEvents', (host: EditorHost) => host.listEvents({ limit: 5 }), { limit: 5 }],
    ['getTrustScore', (host: EditorHost) => host.getTrustScore('p'), { principal: 'p' }],
    ['checkSignature', (host: EditorHost) => host.checkSignature({ source: 's', eventId: 'e' }), { source: 's', eventId: 'e' }],
    [
      'openLocation',
      (host: EditorHost) => host.openLocation({ workspace: 'w', file: 'f', line: 1 }),
      { workspace: 'w', file: 'f', line: 1 },
    ],
    ['openPage', (host: EditorHost) => host.openPage('unpinned-package'), { rule: 'unpinned-package' }],
    ['copyText', (host: EditorHost) => host.copyText('t'), { text: 't' }],
    [
      'inspect',
      (host: EditorHost) => host.inspect({ workspace: 'w', kind: 'agent', key: 'a' }),
      { workspace: 'w', kind: 'agent', key: 'a' },
    ],
    ['showView', (host: EditorHost) => host.showView('log'), { view: 'log' }],
  ] as const)('asks %s', async (method, ask, params) => {
    const extension = new Extension()
    const answered = ask(extension.host)
    expect(extension.requests[0]).toMatchObject({ method, params })
    extension.answer(null)
    await answered
  })

  it('gives each answer to its question, in any order', async () => {
    const { host, requests, post } = bound(new Extension())
    const [first, second] = [host.getTrustScore('a'), host.getTrustScore('b')]
    post({ id: requests[1]?.id, result: 'second' })
    post({ id: requests[0]?.id, result: 'first' })
    expect(await Promise.all([first, second])).toEqual(['first', 'second'])
  })

  it('says whether an export was saved', async () => {
    const extension = new Extension()
    const saved = extension.host.exportEvents({ format: 'json', events: 1, text: '[]' })
    extension.answer({ saved: false })
    expect(await saved).toBe(false)
  })

  it('rejects with what the extension said', async () => {
    const { host, requests, post } = bound(new Extension())
    const asked = host.getSummary({})
    post({ id: requests[0]?.id, error: { code: 'backend-unreachable', message: 'Gone.', action: 'Wait.' } })
    await expect(asked).rejects.toEqual(new HostError('backend-unreachable', 'Gone.', 'Wait.'))
  })

  it('gives up a question that nobody answers, and hears no answer after that', async () => {
    vi.useFakeTimers()
    const extension = new Extension()
    const asked = expect(extension.host.getSummary({})).rejects.toMatchObject({ code: 'backend-unreachable' })
    await vi.advanceTimersByTimeAsync(30_000)
    await asked
    expect(() => extension.answer({})).not.toThrow()
  })

  it('follows once, and tells every listener', () => {
    const { host, requests, post } = bound(new Extension())
    const heard: PanelMessage[][] = [[], []]
    const stops = heard.map((messages) => host.subscribe((message) => messages.push(message)))
    expect(requests.map(({ method }) => method)).toEqual(['subscribe'])
    post({ method: 'connection', params: { state: 'live' } })
    post({ method: 'events', params: { rows: [] } })
    post({ method: 'summary', params: { summary: { servers: 1 } } })
    post({ method: 'selection', params: { selection: null } })
    for (const noise of [undefined, null, 'x', {}, { method: 'later', params: {} }, { id: 99, result: 1 }]) post(noise)
    expect(heard[0]).toEqual([
      { type: 'connection', state: 'live' },
      { type: 'events', rows: [] },
      { type: 'summary', summary: { servers: 1 } },
      { type: 'selection', selection: null },
    ])
    expect(heard[1]).toEqual(heard[0])
    for (const stop of stops) stop()
    post({ method: 'connection', params: { state: 'lost', reason: 'r' } })
    expect(heard[0]).toHaveLength(4)
  })

  it('tells a lost connection when it cannot follow', async () => {
    const { host, requests, post } = bound(new Extension())
    const told = new Promise((resolve) => host.subscribe(resolve))
    post({ id: requests[0]?.id, error: { code: 'backend-stopping', message: 'Stopping.', action: '' } })
    expect(await told).toEqual({ type: 'connection', state: 'lost', reason: 'Stopping.' })
  })

  it('keeps the state of the page with the editor', () => {
    const { host } = new Extension()
    expect(host.loadState()).toBeUndefined()
    host.saveState({ filters: ['type:finding'] })
    expect(host.loadState()).toEqual({ filters: ['type:finding'] })
  })

  it.each([7, 'x', [], { workspace: 7 }, { filters: [7] }])('takes nothing from a state of another form: %j', (state) => {
    const extension = new Extension()
    extension.state = state
    expect(extension.host.loadState()).toBeUndefined()
  })
})

const bound = (extension: Extension) => ({
  host: extension.host,
  requests: extension.requests,
  post: (message: unknown) => extension.post(message),
})
