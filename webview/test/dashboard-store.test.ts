import type { PanelMessage } from '@reeve/protocol/panel'
import { describe, expect, it, vi } from 'vitest'
import { announcementOf } from '../src/dashboard/announcer.ts'
import { DashboardStore, storeLimits } from '../src/dashboard/dashboard-store.ts'
import { ofKind } from '../src/records/detections.ts'
import { noticeOf } from '../src/dashboard/notices.ts'
import { HostError } from '../src/shared/host-error.ts'
import { MemoryHost } from './support/memory-host.ts'
import { detection, findingData, infra, sampleDetections, serverData, shop, storedEvent, summaryOf } from './support/sample-data.ts'

const live: PanelMessage = { type: 'connection', state: 'live' }

async function started(host: MemoryHost): Promise<DashboardStore> {
  const store = new DashboardStore(host, () => {})
  store.start()
  host.tell(live)
  await vi.waitFor(() => expect(store.state.phase).toBe('ready'))
  return store
}

const serverNames = (store: DashboardStore): string[] => ofKind(store.state.detections, 'mcp-server').map(({ name }) => name)

describe('DashboardStore', () => {
  it('loads everything once the host is live', async () => {
    const { state } = await started(new MemoryHost())
    expect(state.summary?.servers).toBe(6)
    expect(state.detections.size).toBe(sampleDetections().length)
    expect(state.events.map(({ receipt }) => receipt.sequence)).toEqual(
      [...state.events.map(({ receipt }) => receipt.sequence)].sort((a, b) => b - a),
    )
    expect(state.workspaces.map(({ id }) => id).sort()).toEqual([shop.id, infra.id].sort())
  })

  it('follows events and summaries', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    host.tell({ type: 'events', rows: [storedEvent('reeve.mcp-server.detected', 'mcp-server/new', serverData('new'))] })
    expect(serverNames(store)).toContain('new')
    host.tell({ type: 'events', rows: [storedEvent('reeve.mcp-server.removed', 'mcp-server/new', { name: 'new' })] })
    expect(serverNames(store)).not.toContain('new')
    expect(store.state.liveEvents).toBe(2)
    host.tell({ type: 'summary', summary: { ...summaryOf([], []), servers: 77 } })
    expect(store.state.summary?.servers).toBe(77)
  })

  it('takes an event once, however often it is told', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    const before = store.state.events.length
    const row = storedEvent('reeve.module.started', undefined, { module: 'uplink', reason: null })
    host.tell({ type: 'events', rows: [row] })
    host.tell({ type: 'events', rows: [row] })
    expect(store.state.events).toHaveLength(before + 1)
  })

  it.each([
    ['succeeds', undefined],
    ['fails', new Error('no')],
  ])('keeps what happens during a load that %s', async (_name, failure) => {
    const host = new MemoryHost()
    const store = await started(host)
    const gate = Promise.withResolvers<void>()
    host.hold = gate.promise
    host.failure = failure
    const loading = store.load()
    host.tell({ type: 'events', rows: [storedEvent('reeve.mcp-server.detected', 'mcp-server/mid', serverData('mid'))] })
    expect(serverNames(store)).not.toContain('mid')
    gate.resolve()
    await loading
    expect(serverNames(store)).toContain('mid')
    expect(store.state.liveEvents).toBe(1)
  })

  it('keeps the counts that came during a load', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    const gate = Promise.withResolvers<void>()
    host.hold = gate.promise
    const loading = store.load()
    host.tell({ type: 'summary', summary: { ...summaryOf([], []), servers: 77 } })
    gate.resolve()
    await loading
    expect(store.state.summary?.servers).toBe(77)
    await store.load()
    expect(store.state.summary?.servers).toBe(6)
  })

  it('drops the answer to an older load', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    const gate = Promise.withResolvers<void>()
    host.hold = gate.promise
    const older = store.showWorkspace(shop.id)
    const newer = store.showWorkspace(infra.id)
    gate.resolve()
    await Promise.all([older, newer])
    expect(serverNames(store)).toEqual(['fetch'])
  })

  it('shows one workspace, keeps the choice, and asks for its counts', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    await store.showWorkspace(infra.id)
    expect(host.state).toEqual({ workspace: infra.id })
    expect(serverNames(store)).toEqual(['fetch'])
    expect(store.state.workspaces).toHaveLength(2)
    host.tell({ type: 'events', rows: [storedEvent('reeve.mcp-server.detected', 'mcp-server/other', serverData('other'))] })
    expect(serverNames(store)).toEqual(['fetch'])
    host.detections.push(detection('mcp-server', 'more', 'more', serverData('more'), { workspace: infra }))
    host.summaries = 0
    for (let n = 0; n < 10; n += 1) host.tell({ type: 'summary', summary: summaryOf(host.detections, []) })
    await vi.waitFor(() => expect(host.summaries).toBe(2))
    await vi.waitFor(() => expect(store.state.summary?.servers).toBe(2))
    expect((await started(host)).state.workspace).toBe(infra.id)
  })

  it('keeps a failing summary to itself', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    await store.showWorkspace(infra.id)
    host.failure = new Error('no')
    host.tell({ type: 'summary', summary: summaryOf([], []) })
    await vi.waitFor(() => expect(host.summaries).toBeGreaterThan(3))
    expect(store.state.failure).toBeUndefined()
  })

  it('says what failed, keeps what is shown, and recovers', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    host.failure = new HostError('rate-limited', 'More than 1000 requests in a minute.', 'Wait 4 s.')
    await store.load()
    expect(store.state.failure).toEqual({ message: 'More than 1000 requests in a minute.', action: 'Wait 4 s.' })
    expect(store.state.detections.size).toBeGreaterThan(0)
    host.failure = new TypeError('boom')
    await store.load()
    expect(store.state.failure?.message).not.toContain('boom')
    host.failure = undefined
    await store.load()
    expect(store.state.failure).toBeUndefined()
  })

  it('reads page after page, and stops at its limit', async () => {
    const host = new MemoryHost()
    host.detections = Array.from({ length: 5_600 }, (_, n) =>
      detection('finding', `f${n}`, 'f', findingData('plaintext-secret', 'info', 'm', 'a', 1, null)),
    )
    expect((await started(host)).state.detections.size).toBe(storeLimits.rowsOfKind)
  })

  it('reads older events, until there are none or enough', async () => {
    const host = new MemoryHost()
    host.events = Array.from({ length: 2_400 }, () => storedEvent('reeve.module.started', undefined, { module: 'm', reason: null }))
    const store = await started(host)
    expect(store.state.events).toHaveLength(200)
    await store.loadOlderEvents()
    expect(store.state.events).toHaveLength(400)
    while (store.state.eventCursor !== undefined) await store.loadOlderEvents()
    expect(store.state.events).toHaveLength(storeLimits.events)
    await store.loadOlderEvents()
    expect(store.state.events).toHaveLength(storeLimits.events)
  })

  it('says when older events cannot be read', async () => {
    const host = new MemoryHost()
    host.events = Array.from({ length: 300 }, () => storedEvent('reeve.module.started', undefined, { module: 'm', reason: null }))
    const store = await started(host)
    host.failure = new HostError('backend-internal', 'It failed.', 'Look.')
    await store.loadOlderEvents()
    expect(store.state.failure?.message).toBe('It failed.')
  })

  it('hears nothing once it is stopped', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    store.stop()
    host.tell({ type: 'connection', state: 'lost' })
    expect(store.state.connection).toBe('live')
  })
})

describe('noticeOf', () => {
  it('says nothing while all is well', async () => {
    expect(noticeOf((await started(new MemoryHost())).state)).toBeUndefined()
  })

  it.each([
    ['lost', 'The backend cannot be reached.', 'reeve doctor'],
    ['ended', 'This session has ended.', 'reeve up'],
  ] as const)('says of a connection that is %s what failed, what works and what to do', async (state, title, action) => {
    const host = new MemoryHost()
    const store = await started(host)
    host.tell({ type: 'connection', state, reason: 'Told.' })
    const notice = noticeOf(store.state)
    expect(notice).toMatchObject({
      title,
      action: expect.stringContaining(action),
      works: expect.stringContaining('Supervisors go on'),
      trueAt: expect.stringMatching(/^2/),
    })
  })

  it('says that there is nothing yet when nothing was ever loaded', () => {
    const host = new MemoryHost()
    const store = new DashboardStore(host, () => {})
    store.start()
    host.tell({ type: 'connection', state: 'lost' })
    expect(noticeOf(store.state)).toMatchObject({ title: 'The backend cannot be reached.', trueAt: undefined })
  })

  it('says that nothing was reported, and how to begin', async () => {
    const host = new MemoryHost()
    host.detections = []
    host.events = []
    expect(noticeOf((await started(host)).state)).toMatchObject({
      title: 'Nothing reported yet.',
      action: expect.stringContaining('reeve up'),
    })
  })

  it('passes a failure on', async () => {
    const host = new MemoryHost()
    const store = await started(host)
    host.failure = new HostError('backend-internal', 'It failed.', 'Look at the log.')
    await store.load()
    expect(noticeOf(store.state)).toMatchObject({ title: 'It failed.', action: 'Look at the log.' })
  })
})

describe('announcementOf', () => {
  it('tells of the connection, of loading and of what happened', async () => {
    const host = new MemoryHost()
    const store = new DashboardStore(host, () => {})
    const fresh = store.state
    store.start()
    host.tell(live)
    await vi.waitFor(() => expect(store.state.phase).toBe('ready'))
    const loaded = store.state
    expect(announcementOf(fresh, loaded)).toBe('Healthy. Loaded.')
    host.tell({
      type: 'events',
      rows: [
        storedEvent('reeve.finding.raised', 'finding/1', findingData('plaintext-secret', 'error', 'm', 'a', 1, null)),
        storedEvent('reeve.mcp-server.detected', 'mcp-server/1', serverData('a')),
        storedEvent('reeve.mcp-server.removed', 'mcp-server/2', { name: 'b' }),
        storedEvent('reeve.module.started', undefined, { module: 'm', reason: null }),
      ],
    })
    expect(announcementOf(loaded, store.state)).toBe('1 new finding, 2 changes and 1 event.')
    expect(announcementOf(store.state, store.state)).toBe('')
  })
})
