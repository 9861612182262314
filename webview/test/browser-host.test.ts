import type { PanelMessage } from '@reeve/protocol/panel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BrowserHost } from '../src/browser/host.ts'
import { requestJson } from '../src/browser/http-client.ts'
import { type SessionStorage, takeLinkToken } from '../src/browser/session.ts'
import { HostError } from '../src/shared/host-error.ts'
import { principal, sampleDetections, sampleEvents, serverData, shop, storedEvent } from './support/sample-data.ts'
import { TestBackend } from './support/test-backend.ts'

class MemoryStorage implements SessionStorage {
  readonly items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value)
  }
  removeItem(key: string): void {
    this.items.delete(key)
  }
}

/** Keeps every message that a host tells, and waits for one that fits. */
class Listener {
  readonly messages: PanelMessage[] = []
  #seen = 0
  #wake: (() => void) | undefined

  readonly listen = (message: PanelMessage): void => {
    this.messages.push(message)
    this.#wake?.()
  }

  /** The next message that fits, after the last that was waited for. */
  async next<T extends PanelMessage>(fits: (message: PanelMessage) => message is T): Promise<T> {
    for (;;) {
      while (this.#seen < this.messages.length) {
        const message = this.messages[this.#seen++]
        if (message && fits(message)) return message
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

type Connection = Extract<PanelMessage, { type: 'connection' }>
const connection =
  (state: Connection['state']) =>
  (message: PanelMessage): message is Connection =>
    message.type === 'connection' && message.state === state
const events = (message: PanelMessage): message is Extract<PanelMessage, { type: 'events' }> => message.type === 'events'
const summary = (message: PanelMessage): message is Extract<PanelMessage, { type: 'summary' }> => message.type === 'summary'

let backend: TestBackend
let storage: MemoryStorage
let unsubscribe: (() => void)[]

beforeEach(async () => {
  backend = new TestBackend()
  backend.detections = sampleDetections()
  backend.events = sampleEvents()
  storage = new MemoryStorage()
  unsubscribe = []
  await backend.start()
})

afterEach(async () => {
  for (const stop of unsubscribe) stop()
  await backend.stop()
})

const makeHost = (linkToken?: string): BrowserHost =>
  new BrowserHost({ origin: backend.origin, storage, linkToken, backoff: { firstMs: 5, lastMs: 20 } })

function follow(host: BrowserHost): Listener {
  const listener = new Listener()
  unsubscribe.push(host.subscribe(listener.listen))
  return listener
}

describe('takeLinkToken', () => {
  it.each([
    ['#token=abc', 'abc', '/?a=1'],
    ['#other=1&token=x%2By', 'x+y', '/?a=1'],
    ['#token=', undefined, undefined],
    ['', undefined, undefined],
  ])('takes the token of %j out of the address', (hash, token, address) => {
    let replaced: unknown
    const taken = takeLinkToken({
      location: { hash, pathname: '/', search: '?a=1' },
      history: {
        replaceState: (_state, _title, url) => {
          replaced = url
        },
      },
    })
    expect(taken).toBe(token)
    expect(replaced).toBe(address)
  })
})

describe('the session', () => {
  it('is won with the link once, kept, and sent with every request', async () => {
    const host = makeHost(backend.makeLink())
    await Promise.all([host.getSummary({}), host.listEvents({}), host.listDetections({})])
    const exchanges = backend.requests.filter(({ path }) => path === '/api/v1/dashboard/sessions')
    expect(exchanges).toHaveLength(1)
    expect(backend.requests.filter(({ method }) => method === 'GET').map(({ authorization }) => authorization)).toEqual(
      Array(3).fill('Bearer session-of-link-1'),
    )
    expect((await makeHost().getSummary({})).servers).toBe(6)
  })

  it('survives a link that was used before', async () => {
    const link = backend.makeLink()
    await makeHost(link).getSummary({})
    expect((await makeHost(link).getSummary({})).servers).toBe(6)
  })

  it.each([
    ['without a link', undefined, 'session-invalid'],
    ['with a used link', 'used-up', 'link-used'],
  ])('is ended %s', async (_name, link, code) => {
    const host = makeHost(link)
    const listener = follow(host)
    expect((await listener.next(connection('ended'))).reason).toBeTruthy()
    await expect(host.getSummary({})).rejects.toMatchObject({ code: link ? 'session-invalid' : code })
  })

  it('tries the link again when the backend could not be reached', async () => {
    const link = backend.makeLink()
    backend.failing.set('/api/v1/dashboard/sessions', 'backend-stopping')
    const host = makeHost(link)
    const listener = follow(host)
    await listener.next(connection('lost'))
    backend.failing.clear()
    await listener.next(connection('live'))
  })

  it('ends when the backend forgets it', async () => {
    const host = makeHost(backend.makeLink())
    const listener = follow(host)
    await listener.next(connection('live'))
    backend.endSessions()
    await listener.next(connection('ended'))
    expect([...storage.items.keys()]).toEqual([])
  })

  it('ends when a request is refused', async () => {
    const host = makeHost(backend.makeLink())
    const listener = follow(host)
    await listener.next(connection('live'))
    backend.failing.set('/api/v1/events', 'session-invalid')
    await expect(host.listEvents({})).rejects.toMatchObject({ code: 'session-invalid' })
    await listener.next(connection('ended'))
  })

  it('ends when the gateway says so', async () => {
    const host = makeHost(backend.makeLink())
    const listener = follow(host)
    await listener.next(connection('live'))
    await host.getSummary({})
    backend.tell({ type: 'error', code: 'session-invalid', message: 'The session has ended.' })
    await listener.next(connection('ended'))
    expect([...storage.items.keys()]).toEqual([])
  })
})

describe('questions', () => {
  it('pages and filters', async () => {
    const host = makeHost(backend.makeLink())
    const first = await host.listDetections({ kind: 'mcp-server', workspace: shop.id, limit: 4 })
    expect(first.rows).toHaveLength(4)
    const second = await host.listDetections({ kind: 'mcp-server', workspace: shop.id, limit: 4, cursor: first.nextCursor })
    expect(second).toMatchObject({ rows: [{ name: 'linear' }, { name: 'metrics' }] })
    expect(second.nextCursor).toBeUndefined()
    expect((await host.getSummary({ workspace: shop.id })).servers).toBe(5)
  })

  it('gives a trust score, or null when there is none', async () => {
    const host = makeHost(backend.makeLink())
    expect(await host.getTrustScore(principal)).toBeNull()
    backend.trust = { principal, score: 0.8, factors: [], at: new Date().toISOString() }
    expect(await host.getTrustScore(principal)).toMatchObject({ score: 0.8 })
    backend.failing.set(`/api/v1/trust-score/agents/${principal}`, 'rate-limited')
    await expect(host.getTrustScore(principal)).rejects.toMatchObject({ code: 'rate-limited' })
  })

  it('says what failed, with what to do', async () => {
    const host = makeHost(backend.makeLink())
    backend.failing.set('/api/v1/detections/summary', 'backend-internal')
    await expect(host.getSummary({})).rejects.toMatchObject({ code: 'backend-internal', action: expect.stringContaining('r-1') })
    await backend.stop()
    await expect(host.getSummary({})).rejects.toMatchObject({
      code: 'backend-unreachable',
      action: expect.stringContaining('reeve doctor'),
    })
  })

  it('says that an answer is none of ours', async () => {
    await expect(requestJson(backend.origin, '/nothing')).rejects.toThrow(HostError)
    await expect(requestJson(backend.origin, '/nothing')).rejects.toThrow('404 without readable JSON')
  })
})

describe('what happens', () => {
  it('arrives live', async () => {
    const listener = follow(makeHost(backend.makeLink()))
    await listener.next(connection('live'))
    await until(() => backend.subscribers > 0)
    const stored = storedEvent('reeve.mcp-server.detected', 'mcp-server/x', serverData('x'))
    backend.report(stored)
    expect((await listener.next(events)).rows).toEqual([stored])
    backend.tellSummary()
    expect((await listener.next(summary)).summary.servers).toBe(6)
  })

  it.each(['no JSON', '7', 'null', '{}', '{"type":"invented"}'])('is not stopped by the message %j', async (text) => {
    const listener = follow(makeHost(backend.makeLink()))
    await listener.next(connection('live'))
    await until(() => backend.subscribers > 0)
    backend.tellRaw(text)
    backend.tellSummary()
    await listener.next(summary)
    expect(listener.messages.filter(connection('lost'))).toEqual([])
  })

  it('comes back when the connection breaks, and when the backend was away', async () => {
    const listener = follow(makeHost(backend.makeLink()))
    await listener.next(connection('live'))
    await until(() => backend.subscribers > 0)
    backend.breakConnections()
    expect((await listener.next(connection('lost'))).reason).toBeTruthy()
    await listener.next(connection('live'))
    await backend.stop()
    await listener.next(connection('lost'))
    await listener.next(connection('lost'))
    await backend.start()
    await listener.next(connection('live'))
  })

  it('is asked for again when the backend goes silent', async () => {
    backend.heartbeatMs = 20
    const listener = follow(makeHost(backend.makeLink()))
    await listener.next(connection('live'))
    await until(() => backend.heartbeats > 2)
    backend.silent = true
    expect((await listener.next(connection('lost'))).reason).toContain('silent')
    backend.silent = false
    await listener.next(connection('live'))
  })

  it('is no longer told once nobody listens', async () => {
    const host = makeHost(backend.makeLink())
    const listener = follow(host)
    await listener.next(connection('live'))
    await until(() => backend.subscribers > 0)
    for (const stop of unsubscribe.splice(0)) stop()
    await until(() => backend.subscribers === 0)
    expect(listener.messages.at(-1)).toMatchObject({ state: 'live' })
  })
})

describe('the state of the page', () => {
  it('is kept', () => {
    makeHost().saveState({ workspace: shop.id })
    expect(makeHost().loadState()).toEqual({ workspace: shop.id })
    makeHost().saveState({ workspace: undefined })
    expect(makeHost().loadState()).toBeUndefined()
  })

  it.each(['{', '[]', '{"workspace":7}', 'null'])('is none when what is kept is %j', (text) => {
    storage.setItem('reeve.panel-state', text)
    expect(makeHost().loadState()).toBeUndefined()
  })
})

/** Waits until the backend, which runs in this process, has got so far. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}
