import type { Detection, StoredEvent, Summary } from '@reeve/protocol/api'
import type { InventoryKind } from '@reeve/protocol/events'
import type { ConnectionState, Host, PanelMessage } from '@reeve/protocol/panel'
import { type Failure, failureOf } from '../shared/failure.ts'
import { applyEvents, type Detections, detectionKey, workspaceOf } from '../records/detections.ts'

/** Everything the page shows. A change makes a new object. */
export interface DashboardState {
  readonly connection: ConnectionState
  /** Why the connection is lost or ended. */
  readonly reason: string | undefined
  /** `loading` until the first answer; `ready` once there is something to show, also while it grows old. */
  readonly phase: 'loading' | 'ready'
  readonly failure: Failure | undefined
  readonly summary: Summary | undefined
  /** All that have reported, whichever of them is shown. */
  readonly workspaces: Summary['workspaces']
  readonly detections: Detections
  /** The newest first. */
  readonly events: readonly StoredEvent[]
  /** Where the page after the oldest of `events` begins. */
  readonly eventCursor: string | undefined
  /** Events that came live, since the page was opened. */
  readonly liveEvents: number
  readonly workspace: string | undefined
  /** When what is shown was last known to be true, in milliseconds. */
  readonly trueAtMs: number | undefined
}

export const storeLimits = {
  /** Rows asked for at a time. */
  pageRows: 500,
  /** Rows kept of each kind. */
  rowsOfKind: 5_000,
  /** Events asked for at a time. */
  eventPage: 200,
  /** Events kept. */
  events: 2_000,
} as const

const kinds = ['mcp-server', 'capability', 'protocol', 'agent', 'finding'] as const satisfies readonly InventoryKind[]

const emptyState = (workspace: string | undefined): DashboardState => ({
  connection: 'connecting',
  reason: undefined,
  phase: 'loading',
  failure: undefined,
  summary: undefined,
  workspaces: [],
  detections: new Map(),
  events: [],
  eventCursor: undefined,
  liveEvents: 0,
  workspace,
  trueAtMs: undefined,
})

/** Joins events by their sequence, the newest first; an event that is already there is not repeated. */
function joinEvents(newer: readonly StoredEvent[], older: readonly StoredEvent[]): StoredEvent[] {
  const bySequence = new Map([...older, ...newer].map((stored) => [stored.receipt.sequence, stored]))
  return [...bySequence.values()].sort((a, b) => b.receipt.sequence - a.receipt.sequence)
}

/** Holds what the dashboard shows: asks the host for the present state, then follows what it tells. */
export class DashboardStore {
  readonly #host: Host
  readonly #onChange: () => void
  #state: DashboardState
  #unsubscribe: (() => void) | undefined
  /** Counts the loads, so that the answer to an older one is dropped. */
  #load = 0
  /** Events that came while a load is on its way; they are newer than its answer. */
  #waiting: StoredEvent[] | undefined
  /** The counts that came last while a load is on its way. A change after them is told again, so they are never older. */
  #waitingSummary: Summary | undefined
  #summaryAsk: 'idle' | 'asked' | 'asked-again' = 'idle'

  constructor(host: Host, onChange: () => void) {
    this.#host = host
    this.#onChange = onChange
    this.#state = emptyState(host.loadState()?.workspace)
  }

  get state(): DashboardState {
    return this.#state
  }

  start(): void {
    this.#unsubscribe ??= this.#host.subscribe((message) => this.#receive(message))
  }

  stop(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  /** Shows one workspace, or all of them. */
  async showWorkspace(workspace: string | undefined): Promise<void> {
    this.#host.saveState({ workspace })
    this.#set({ workspace })
    await this.load()
  }

  /** Reads everything anew. What is shown stays until the answer is there. */
  async load(): Promise<void> {
    this.#load += 1
    const load = this.#load
    this.#waiting = []
    this.#waitingSummary = undefined
    try {
      const loaded = await this.#read(this.#state.workspace)
      if (load !== this.#load) return
      const waiting = this.#waiting ?? []
      this.#waiting = undefined
      this.#set({
        ...loaded,
        summary: this.#waitingSummary ?? loaded.summary,
        detections: applyEvents(loaded.detections, waiting),
        events: joinEvents(waiting, loaded.events),
        liveEvents: this.#state.liveEvents + waiting.length,
        phase: 'ready',
        failure: undefined,
        trueAtMs: Date.now(),
      })
    } catch (error) {
      if (load !== this.#load) return
      const waiting = this.#waiting ?? []
      this.#waiting = undefined
      this.#set({ failure: failureOf(error) })
      this.#applyRows(waiting)
    }
  }

  /** Adds the page of events before the oldest one. */
  async loadOlderEvents(): Promise<void> {
    const { eventCursor: cursor, workspace } = this.#state
    if (cursor === undefined) return
    const load = this.#load
    try {
      const page = await this.#host.listEvents({ limit: storeLimits.eventPage, cursor, workspace })
      if (load !== this.#load) return
      const events = joinEvents(this.#state.events, page.rows)
      this.#set({
        events: events.slice(0, storeLimits.events),
        eventCursor: events.length < storeLimits.events ? page.nextCursor : undefined,
      })
    } catch (error) {
      if (load === this.#load) this.#set({ failure: failureOf(error) })
    }
  }

  #receive(message: PanelMessage): void {
    if (message.type === 'connection') {
      const trueAtMs = this.#state.connection === 'live' && message.state !== 'live' ? Date.now() : this.#state.trueAtMs
      this.#set({ connection: message.state, reason: message.reason, trueAtMs })
      if (message.state === 'live') void this.load()
    } else if (message.type === 'events') this.#applyRows(message.rows)
    else if (message.type === 'summary') this.#applySummary(message.summary)
  }

  #applyRows(rows: readonly StoredEvent[]): void {
    const { workspace } = this.#state
    const mine = rows
      .filter(({ event }) => workspace === undefined || workspaceOf(event.source) === workspace)
      .sort((a, b) => a.receipt.sequence - b.receipt.sequence)
    if (mine.length === 0) return
    if (this.#waiting) {
      this.#waiting.push(...mine)
      return
    }
    this.#set({
      detections: applyEvents(this.#state.detections, mine),
      events: joinEvents(mine, this.#state.events).slice(0, storeLimits.events),
      liveEvents: this.#state.liveEvents + mine.length,
    })
  }

  /** The host tells the counts of all workspaces; those of one are asked for. */
  #applySummary(summary: Summary): void {
    const { workspaces } = summary
    const all = this.#state.workspace === undefined
    if (all && this.#waiting) this.#waitingSummary = summary
    this.#set(all ? { summary, workspaces } : { workspaces })
    if (all) return
    if (this.#summaryAsk === 'idle') void this.#askSummary()
    else this.#summaryAsk = 'asked-again'
  }

  async #askSummary(): Promise<void> {
    this.#summaryAsk = 'asked'
    const load = this.#load
    try {
      const summary = await this.#host.getSummary({ workspace: this.#state.workspace })
      if (load === this.#load) this.#set({ summary })
    } catch {
      // The next summary asks again, and a broken connection tells itself.
    }
    const again = (this.#summaryAsk as string) === 'asked-again'
    this.#summaryAsk = 'idle'
    if (again) await this.#askSummary()
  }

  async #read(
    workspace: string | undefined,
  ): Promise<Pick<DashboardState, 'summary' | 'workspaces' | 'detections' | 'events' | 'eventCursor'>> {
    const wholeSummary = this.#host.getSummary({})
    const [whole, summary, events, ...pages] = await Promise.all([
      wholeSummary,
      workspace === undefined ? wholeSummary : this.#host.getSummary({ workspace }),
      this.#host.listEvents({ limit: storeLimits.eventPage, workspace }),
      ...kinds.map((kind) => this.#readKind(kind, workspace)),
    ])
    const detections = new Map(pages.flat().map((detection) => [detectionKey(detection.source, detection.subject), detection]))
    return { summary, workspaces: whole.workspaces, detections, events: joinEvents(events.rows, []), eventCursor: events.nextCursor }
  }

  async #readKind(kind: InventoryKind, workspace: string | undefined): Promise<Detection[]> {
    const rows: Detection[] = []
    let cursor: string | undefined
    do {
      const page = await this.#host.listDetections({ kind, workspace, state: 'present', limit: storeLimits.pageRows, cursor })
      rows.push(...page.rows)
      cursor = page.nextCursor
    } while (cursor !== undefined && rows.length < storeLimits.rowsOfKind)
    return rows
  }

  #set(change: Partial<DashboardState>): void {
    this.#state = { ...this.#state, ...change }
    this.#onChange()
  }
}
