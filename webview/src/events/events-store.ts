import type { StoredEvent, Summary } from '@reeve/protocol/api'
import type { ConnectionState, Host, PanelMessage } from '@reeve/protocol/panel'
import { type Failure, failureOf } from '../shared/failure.ts'
import { type EventEntry, eventEntry, newestFirst } from './event-entry.ts'
import { type EventFilter, filterText, matcherOf, readFilters, type WorkspaceNames } from './event-filter.ts'

export const eventLimits = {
  /** Events asked for at a time. */
  page: 500,
  /** Events kept; older ones are let go. */
  kept: 100_000,
  /** Pages that are read at a time to find what passes the filters, or to close a gap. */
  pagesAtOnce: 10,
} as const

/** Everything the Events page shows. A change makes a new object. */
export interface EventsState {
  readonly connection: ConnectionState
  readonly reason: string | undefined
  readonly phase: 'loading' | 'ready'
  readonly failure: Failure | undefined
  readonly workspaces: Summary['workspaces']
  /** All that is known, the newest first. */
  readonly entries: readonly EventEntry[]
  /** Those of `entries` that pass the filters. */
  readonly shown: readonly EventEntry[]
  /** Where the page after the oldest of `entries` begins. */
  readonly cursor: string | undefined
  readonly loadingOlder: boolean
  readonly filters: readonly EventFilter[]
  /** What is being typed; it narrows as a free text would. */
  readonly draft: string
  /** Whether new events wait because somebody asked for it. */
  readonly paused: boolean
  /** New events that wait and pass the filters. */
  readonly waiting: number
  /** Events that came live, since the page was opened. */
  readonly liveEvents: number
}

/** Joins entries, the newest first; what is there already is not repeated. */
function join(newer: readonly EventEntry[], older: readonly EventEntry[]): readonly EventEntry[] {
  if (newer.length === 0) return older
  const [border] = older
  const last = newer.at(-1)
  // The usual case, in which nothing needs to be sorted: what comes is newer than all that is there.
  if (border === undefined || (last && last.row.sequence > border.row.sequence)) return [...newer, ...older]
  const bySequence = new Map([...older, ...newer].map((entry) => [entry.row.sequence, entry]))
  return [...bySequence.values()].sort(newestFirst)
}

const entriesOf = (rows: readonly StoredEvent[]): EventEntry[] => rows.map(eventEntry).sort(newestFirst)

/** Holds what the Events page shows: follows what happens, filters it, and reads older events when they are asked for. */
export class EventsStore {
  readonly #host: Host
  readonly #onChange: () => void
  #state: EventsState
  #unsubscribe: (() => void) | undefined
  #matches: (entry: EventEntry) => boolean = () => true
  /** New events while the list is held, the newest first. */
  #waiting: readonly EventEntry[] = []
  /** Whether the list is being read, so that nothing may move in it. */
  #held = false
  #load = 0

  constructor(host: Host, onChange: () => void) {
    this.#host = host
    this.#onChange = onChange
    this.#state = {
      connection: 'connecting',
      reason: undefined,
      phase: 'loading',
      failure: undefined,
      workspaces: [],
      entries: [],
      shown: [],
      cursor: undefined,
      loadingOlder: false,
      filters: readFilters(host.loadState()?.filters ?? []),
      draft: '',
      paused: false,
      waiting: 0,
      liveEvents: 0,
    }
    this.#matches = this.#matcher()
  }

  get state(): EventsState {
    return this.#state
  }

  get workspaceNames(): WorkspaceNames {
    return new Map(this.#state.workspaces.map(({ id, name }) => [id, name]))
  }

  start(): void {
    this.#unsubscribe ??= this.#host.subscribe((message) => this.#receive(message))
  }

  stop(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  filter(filters: readonly EventFilter[], draft: string): void {
    const kept = readFilters(filters.map(filterText))
    const words = kept.map(filterText)
    if (words.join('\n') !== this.#state.filters.map(filterText).join('\n')) this.#host.saveState({ filters: words })
    this.#state = { ...this.#state, filters: kept, draft: draft.trim() }
    this.#refilter()
  }

  /** Holds new events back until it is called with false. */
  pause(paused: boolean): void {
    this.#set({ paused })
    if (!paused) this.release()
  }

  /** Holds new events back while the list is read; what waits stays until `release`. */
  hold(held: boolean): void {
    this.#held = held
  }

  /** Puts what waits on top. */
  release(): void {
    const waiting = this.#waiting
    this.#waiting = []
    this.#add(waiting)
  }

  /** Reads the newest events anew. What is shown stays until the answer is there. */
  async load(): Promise<void> {
    this.#load += 1
    const load = this.#load
    const known = this.#state.phase === 'ready' ? this.#newest() : undefined
    try {
      const [summary, page] = await Promise.all([this.#host.getSummary({}), this.#readBackTo(known)])
      if (load !== this.#load) return
      this.#state = { ...this.#state, workspaces: summary.workspaces, phase: 'ready', failure: undefined }
      this.#matches = this.#matcher()
      if (known === undefined || page.gap) {
        this.#waiting = []
        this.#set({ cursor: page.cursor, waiting: 0, ...this.#kept(page.gap ? page.entries : join(page.entries, this.#state.entries)) })
      } else this.#arrive(page.entries.filter(({ row }) => row.sequence > known))
    } catch (error) {
      if (load === this.#load) this.#set({ failure: failureOf(error) })
    }
  }

  /** Reads older events, until some pass the filters, or enough were looked at. */
  async loadOlder(): Promise<void> {
    if (this.#state.loadingOlder || this.#state.cursor === undefined) return
    const load = this.#load
    const shownBefore = this.#state.shown.length
    this.#set({ loadingOlder: true })
    try {
      for (let pages = 0; pages < eventLimits.pagesAtOnce && this.#state.cursor !== undefined; pages += 1) {
        const page = await this.#host.listEvents({ limit: eventLimits.page, cursor: this.#state.cursor })
        if (load !== this.#load) break
        const older = entriesOf(page.rows)
        const room = this.#state.entries.length + older.length < eventLimits.kept
        this.#set({ cursor: room ? page.nextCursor : undefined, ...this.#kept(join(this.#state.entries, older)) })
        if (this.#state.shown.length - shownBefore >= eventLimits.page / 5) break
      }
    } catch (error) {
      if (load === this.#load) this.#set({ failure: failureOf(error) })
    } finally {
      this.#set({ loadingOlder: false })
    }
  }

  #newest(): number | undefined {
    return this.#waiting[0]?.row.sequence ?? this.#state.entries[0]?.row.sequence
  }

  /** Reads pages from the newest event back to one that is known. `gap`: it was not reached, so what is known does not join. */
  async #readBackTo(sequence: number | undefined): Promise<{ entries: EventEntry[]; cursor: string | undefined; gap: boolean }> {
    const entries: EventEntry[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < eventLimits.pagesAtOnce; pages += 1) {
      const page = await this.#host.listEvents({ limit: eventLimits.page, cursor })
      entries.push(...entriesOf(page.rows))
      cursor = page.nextCursor
      const reached = sequence === undefined || (entries.at(-1)?.row.sequence ?? 0) <= sequence
      if (reached || cursor === undefined) return { entries, cursor, gap: false }
    }
    return { entries, cursor, gap: true }
  }

  #receive(message: PanelMessage): void {
    if (message.type === 'connection') {
      this.#set({ connection: message.state, reason: message.reason })
      if (message.state === 'live') void this.load()
    } else if (message.type === 'events') this.#take(message.rows)
    else if (message.type === 'summary') this.#takeSummary(message.summary)
  }

  #take(rows: readonly StoredEvent[]): void {
    const fresh = entriesOf(rows)
    this.#state = { ...this.#state, liveEvents: this.#state.liveEvents + fresh.length }
    this.#arrive(fresh)
  }

  #arrive(fresh: readonly EventEntry[]): void {
    if (!this.#state.paused && !this.#held) {
      this.#add(fresh)
      return
    }
    this.#waiting = join(fresh, this.#waiting).slice(0, eventLimits.kept)
    this.#set({ waiting: this.#waiting.filter(this.#matches).length })
  }

  #takeSummary(summary: Summary): void {
    const known = this.workspaceNames
    const { workspaces } = summary
    const same = workspaces.length === known.size && workspaces.every(({ id, name }) => known.get(id) === name)
    this.#state = { ...this.#state, workspaces }
    if (!same) this.#refilter()
  }

  #add(fresh: readonly EventEntry[]): void {
    const before = this.#state.entries
    const entries = join(fresh, before)
    const appended = entries.length === before.length + fresh.length && entries[fresh.length] === before[0]
    const plain = appended && entries.length <= eventLimits.kept
    this.#set({ waiting: 0, ...(plain ? { entries, shown: [...fresh.filter(this.#matches), ...this.#state.shown] } : this.#kept(entries)) })
  }

  /** The newest of the entries, filtered. */
  #kept(entries: readonly EventEntry[]): Pick<EventsState, 'entries' | 'shown'> {
    const kept = entries.length > eventLimits.kept ? entries.slice(0, eventLimits.kept) : entries
    return { entries: kept, shown: kept.filter(this.#matches) }
  }

  #matcher(): (entry: EventEntry) => boolean {
    const { filters, draft } = this.#state
    // What is half typed, such as `type:fin`, narrows nothing yet.
    return matcherOf([...filters, ...readFilters([draft]).filter(({ field }) => field === 'text')], this.workspaceNames)
  }

  #refilter(): void {
    this.#matches = this.#matcher()
    this.#set({ ...this.#kept(this.#state.entries), waiting: this.#waiting.filter(this.#matches).length })
  }

  #set(change: Partial<EventsState>): void {
    this.#state = { ...this.#state, ...change }
    this.#onChange()
  }
}
