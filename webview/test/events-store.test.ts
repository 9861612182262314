import { describe, expect, it, vi } from 'vitest'
import { exportText } from '../src/events/event-export.ts'
import { eventsNotice } from '../src/events/events-notice.ts'
import { EventsStore, eventLimits } from '../src/events/events-store.ts'
import { HostError } from '../src/shared/host-error.ts'
import { MemoryHost } from './support/memory-host.ts'
import { infra, manyEvents, storedEvent, summaryOf } from './support/sample-data.ts'

async function started(host: MemoryHost): Promise<EventsStore> {
  const store = new EventsStore(host, () => {})
  store.start()
  host.tell({ type: 'connection', state: 'live' })
  await vi.waitFor(() => expect(store.state.phase).toBe('ready'))
  return store
}

function hostWith(events: number): MemoryHost {
  const host = new MemoryHost()
  host.events = manyEvents(events)
  return host
}

const late = (sequence: number) => {
  const stored = storedEvent('reeve.module.started', undefined, { module: `late-${sequence}`, reason: null })
  return { ...stored, receipt: { ...stored.receipt, sequence } }
}
const sequences = (store: EventsStore): number[] => store.state.entries.map(({ row }) => row.sequence)
const descending = (values: readonly number[]): boolean => values.every((value, index) => index === 0 || value < (values[index - 1] ?? 0))

describe('EventsStore', () => {
  it('reads the newest, then older ones as they are asked for, each once', async () => {
    const store = await started(hostWith(1_200))
    expect(store.state.entries).toHaveLength(eventLimits.page)
    await store.loadOlder()
    await store.loadOlder()
    await store.loadOlder()
    expect(sequences(store)).toHaveLength(1_200)
    expect(descending(sequences(store))).toBe(true)
    expect(store.state.cursor).toBeUndefined()
  })

  it('puts what happens on top, and takes an event once', async () => {
    const host = hostWith(10)
    const store = await started(host)
    host.tell({ type: 'events', rows: [late(11), late(12)] })
    host.tell({ type: 'events', rows: [late(12)] })
    expect(sequences(store).slice(0, 3)).toEqual([12, 11, 10])
    expect(sequences(store)).toHaveLength(12)
    host.tell({ type: 'events', rows: [late(13.5), late(13)] })
    expect(descending(sequences(store))).toBe(true)
  })

  it('holds what happens while the list is read, and counts what passes the filters', async () => {
    const host = hostWith(10)
    const store = await started(host)
    store.hold(true)
    store.filter([{ field: 'text', value: 'late-12' }], '')
    host.tell({ type: 'events', rows: [late(11), late(12)] })
    expect([store.state.waiting, store.state.entries.length]).toEqual([1, 10])
    store.release()
    expect([store.state.waiting, store.state.entries.length, store.state.shown.length]).toEqual([0, 12, 1])
  })

  it('holds what happens while it is paused', async () => {
    const host = hostWith(10)
    const store = await started(host)
    store.pause(true)
    host.tell({ type: 'events', rows: [late(11)] })
    expect(store.state.waiting).toBe(1)
    store.pause(false)
    expect([store.state.waiting, store.state.entries.length]).toEqual([0, 11])
  })

  it('filters what is there and what comes, and remembers by which', async () => {
    const host = hostWith(400)
    const store = await started(host)
    store.filter([{ field: 'workspace', value: infra.name }], '')
    host.tell({
      type: 'summary',
      summary: { ...summaryOf([], []), workspaces: [{ ...infra, source: 's', lastSeenAt: new Date().toISOString() }] },
    })
    expect(store.state.shown.length).toBeGreaterThan(0)
    expect(store.state.shown.every(({ row }) => row.workspaceId === infra.id)).toBe(true)
    expect(host.state).toEqual({ filters: [`workspace:${infra.name}`] })
    expect(new EventsStore(host, () => {}).state.filters).toEqual([{ field: 'workspace', value: infra.name }])
  })

  it('narrows by what is being typed only as free text', async () => {
    const store = await started(hostWith(400))
    store.filter([], 'server-39')
    const narrowed = store.state.shown.length
    expect(narrowed).toBeLessThan(400)
    store.filter([], 'type:find')
    expect(store.state.shown).toHaveLength(400)
  })

  it('looks further back for what passes the filters, so many pages at a time', async () => {
    const host = hostWith(20_000)
    const asked = vi.spyOn(host, 'listEvents')
    const store = await started(host)
    store.filter([{ field: 'text', value: 'nothing at all' }], '')
    asked.mockClear()
    await store.loadOlder()
    expect(asked).toHaveBeenCalledTimes(eventLimits.pagesAtOnce)
    expect(store.state.cursor).toBeDefined()
  })

  it('closes the gap after a lost connection', async () => {
    const host = hostWith(100)
    const store = await started(host)
    host.tell({ type: 'connection', state: 'lost', reason: 'r' })
    host.events = manyEvents(900)
    host.tell({ type: 'connection', state: 'live' })
    await vi.waitFor(() => expect(store.state.entries).toHaveLength(900))
    expect(descending(sequences(store))).toBe(true)
  })

  it('begins anew when the gap is too wide to close', async () => {
    const host = hostWith(100)
    const store = await started(host)
    host.events = manyEvents(9_000)
    host.tell({ type: 'connection', state: 'live' })
    await vi.waitFor(() => expect(store.state.entries).toHaveLength(eventLimits.page * eventLimits.pagesAtOnce))
    expect(sequences(store)).not.toContain(1)
    expect(store.state.cursor).toBeDefined()
  })

  it('keeps no more than its limit, the newest', async () => {
    const host = hostWith(1)
    const store = await started(host)
    host.tell({ type: 'events', rows: manyEvents(eventLimits.kept + 50) })
    expect(store.state.entries).toHaveLength(eventLimits.kept)
    expect(store.state.entries[0]?.row.sequence).toBe(eventLimits.kept + 50)
  })

  it('keeps what happens while it loads', async () => {
    const host = hostWith(10)
    let release = (): void => {}
    host.hold = new Promise((resolve) => {
      release = resolve
    })
    const store = new EventsStore(host, () => {})
    store.start()
    host.tell({ type: 'connection', state: 'live' })
    host.tell({ type: 'events', rows: [late(11)] })
    release()
    await vi.waitFor(() => expect(store.state.phase).toBe('ready'))
    expect(sequences(store)[0]).toBe(11)
    expect(store.state.entries).toHaveLength(11)
  })

  it('tells what failed, at first and further back', async () => {
    const host = hostWith(1_000)
    const store = await started(host)
    host.failure = new HostError('backend-internal', 'The backend failed to answer.', 'Look at its log.')
    await store.loadOlder()
    expect(store.state).toMatchObject({ failure: { message: 'The backend failed to answer.' }, loadingOlder: false })
    expect(eventsNotice(store.state)?.title).toBe('The backend failed to answer.')
    host.failure = undefined
    await store.load()
    expect(eventsNotice(store.state)).toBeUndefined()
    store.stop()
    host.tell({ type: 'events', rows: [late(5_000)] })
    expect(sequences(store)).not.toContain(5_000)
  })

  it.each([
    ['lost', 'The backend cannot be reached.'],
    ['ended', 'This session has ended.'],
  ] as const)('says that the connection is %s', async (state, title) => {
    const host = hostWith(1)
    const store = await started(host)
    host.tell({ type: 'connection', state })
    expect(eventsNotice(store.state)?.title).toBe(title)
  })
})

describe('exportText', () => {
  it('writes each record with its receipt, in either form', async () => {
    const { state } = await started(hostWith(3))
    const records = state.shown.map(({ stored }) => stored)
    expect(JSON.parse(exportText('json', state.shown))).toEqual(records)
    expect(
      exportText('ndjson', state.shown)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(records)
  })
})
