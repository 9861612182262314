import type { StoredEvent, TrustScore } from '@reeve/protocol/api'
import type { ConnectionState, Host, PanelMessage, Selection } from '@reeve/protocol/panel'
import { isAbout, selectionKey } from './selection-events.ts'

/** Events of a workspace that are looked through for those about the selection. */
const searchedEvents = 500
const shownEvents = 8

/** Everything the inspector shows. A change makes a new object. */
export interface InspectorState {
  readonly connection: ConnectionState
  /** Null when nothing is selected, and until the host has told. */
  readonly selection: Selection | null
  /** Events about the selection, the newest first; undefined while they are asked for, null when they cannot be had. */
  readonly events: readonly StoredEvent[] | undefined | null
  readonly trust: TrustScore | null
}

/** Holds what the inspector shows: follows the selection, and asks what the backend knows of it. */
export class InspectorStore {
  readonly #host: Host
  readonly #onChange: () => void
  #state: InspectorState = { connection: 'connecting', selection: null, events: undefined, trust: null }
  #unsubscribe: (() => void) | undefined
  #asked = 0

  constructor(host: Host, onChange: () => void) {
    this.#host = host
    this.#onChange = onChange
  }

  get state(): InspectorState {
    return this.#state
  }

  start(): void {
    this.#unsubscribe ??= this.#host.subscribe((message) => this.#receive(message))
  }

  stop(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  #receive(message: PanelMessage): void {
    if (message.type === 'selection') this.#select(message.selection)
    else if (message.type === 'events') this.#take(message.rows)
    else if (message.type === 'connection') {
      this.#set({ connection: message.state })
      if (message.state === 'live') void this.#ask()
    }
  }

  #select(selection: Selection | null): void {
    const before = this.#state.selection
    const same = before && selection && selectionKey(before) === selectionKey(selection) && before.workspace === selection.workspace
    this.#set({ selection, ...(same ? {} : { events: undefined, trust: null }) })
    if (!same) void this.#ask()
  }

  async #ask(): Promise<void> {
    const { selection } = this.#state
    if (!selection) return
    this.#asked += 1
    const asked = this.#asked
    const [events, trust] = await Promise.all([this.#readEvents(selection), this.#readTrust(selection)])
    if (asked === this.#asked) this.#set({ events, trust })
  }

  async #readEvents(selection: Selection): Promise<readonly StoredEvent[] | null> {
    if (selection.workspace === null) return null
    try {
      const { rows } = await this.#host.listEvents({ workspace: selection.workspace, limit: searchedEvents })
      return rows.filter(({ event }) => isAbout(selection, event)).slice(0, shownEvents)
    } catch {
      // What the inventory knows is shown all the same; the section says that the rest is not there.
      return null
    }
  }

  async #readTrust({ principal }: Selection): Promise<TrustScore | null> {
    if (principal === null) return null
    try {
      return await this.#host.getTrustScore(principal)
    } catch {
      return null
    }
  }

  #take(rows: readonly StoredEvent[]): void {
    const { selection, events } = this.#state
    if (!selection || !events) return
    const about = rows.filter(({ event }) => event.source.endsWith(`/${selection.workspace}`) && isAbout(selection, event))
    if (about.length === 0) return
    const bySequence = new Map([...events, ...about].map((stored) => [stored.receipt.sequence, stored]))
    this.#set({ events: [...bySequence.values()].sort((a, b) => b.receipt.sequence - a.receipt.sequence).slice(0, shownEvents) })
  }

  #set(change: Partial<InspectorState>): void {
    this.#state = { ...this.#state, ...change }
    this.#onChange()
  }
}
