import type { StoredEvent } from '@reeve/protocol/api'
import { eventsStored, summaryChanged, watchBackend } from '@reeve/protocol/editor'
import type { PanelNotification } from '@reeve/protocol/panel'
import type { Disposable } from 'vscode'
import type { Session } from '../session.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'

type Listener = (notification: PanelNotification) => void

/** Events are handed on at most this often, however many there are. */
const eventsEveryMs = 250

/** Hands on what the backend says by itself, as long as a page listens; the supervisor is told when the first one does. */
export class BackendFeed implements Disposable {
  readonly #supervisor: Supervisor
  readonly #session: Session
  readonly #listeners = new Set<Listener>()
  readonly #subscriptions: readonly Disposable[]
  #rows: StoredEvent[] = []
  #timer: NodeJS.Timeout | undefined
  #told = ''

  constructor(supervisor: Supervisor, session: Session) {
    this.#supervisor = supervisor
    this.#session = session
    supervisor.onNotification(eventsStored, ({ rows }) => this.#collect(rows))
    supervisor.onNotification(summaryChanged, (summary) => this.#tell({ method: 'summary', params: { summary } }))
    this.#subscriptions = [
      supervisor.onDidChangeState(({ kind }) => {
        if (kind === 'running' && this.#listeners.size > 0) this.#watch(true)
      }),
      session.onDidChange(() => this.#tellConnection()),
    ]
  }

  /** Calls back on all that is news until it is disposed, and first with how the connection is. */
  listen(listener: Listener): Disposable {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#watch(true)
    listener(this.#connection())
    return {
      dispose: () => {
        if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#watch(false)
      },
    }
  }

  #watch(watch: boolean): void {
    // Where it fails the connection's state says why, and the next start of the supervisor asks again.
    this.#supervisor.request(watchBackend, { watch }).catch(() => undefined)
  }

  #collect(rows: readonly StoredEvent[]): void {
    if (this.#listeners.size === 0) return
    this.#rows.push(...rows)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const collected = this.#rows
      this.#rows = []
      this.#tell({ method: 'events', params: { rows: collected } })
    }, eventsEveryMs)
  }

  #tellConnection(): void {
    const notification = this.#connection()
    const told = JSON.stringify(notification)
    if (told === this.#told) return
    this.#told = told
    this.#tell(notification)
  }

  #connection(): Extract<PanelNotification, { method: 'connection' }> {
    const { status, health } = this.#session
    // Where all is well without a key the workspace is not trusted: nothing is lost, and what a page asks is refused with why.
    const isUntrusted = health.state === 'healthy' && status?.backend.principal === null
    if (status?.backend.state === 'connected' || isUntrusted) return { method: 'connection', params: { state: 'live' } }
    return { method: 'connection', params: { state: health.state === 'healthy' ? 'connecting' : 'lost', reason: health.reason } }
  }

  #tell(notification: PanelNotification): void {
    for (const listener of this.#listeners) listener(notification)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const subscription of this.#subscriptions) subscription.dispose()
    this.#listeners.clear()
  }
}
