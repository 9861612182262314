import type { Detection, RouteResponse, SignatureCheck, StoredEvent, Summary, TrustScore } from '@reeve/protocol/api'
import type { EventExport, Host, HostFeature, PanelMessage, PanelState, PanelView } from '@reeve/protocol/panel'
import { HostError } from '../shared/host-error.ts'
import { readPanelState } from '../shared/panel-state.ts'
import { download } from './download.ts'
import { type Backoff, endsSession, GatewayConnection } from './gateway-connection.ts'
import { type JsonRequest, requestJson } from './http-client.ts'
import { Session, type SessionStorage } from './session.ts'

export interface BrowserHostOptions {
  /** The origin that serves the page and its API. */
  readonly origin: string
  readonly storage: SessionStorage
  /** The one-time token of the link that opened the page. */
  readonly linkToken?: string | undefined
  readonly backoff?: Backoff
}

/** The query that shows the Events page instead of the dashboard. */
export const eventsPage = '?page=events'

const stateKey = 'reeve.panel-state'

const unsupported = (): Promise<never> => Promise.reject(new Error('Only the editor can do this.'))

/** Carries a page in a browser: the backend's HTTP for questions, its WebSocket for what happens. */
export class BrowserHost implements Host {
  readonly supports: ReadonlySet<HostFeature> = new Set(['copyText', 'exportEvents', 'showView'])
  readonly #options: BrowserHostOptions
  readonly #session: Session
  readonly #connection: GatewayConnection
  readonly #listeners = new Set<(message: PanelMessage) => void>()

  constructor(options: BrowserHostOptions) {
    this.#options = options
    this.#session = new Session(options.origin, options.storage, options.linkToken)
    this.#connection = new GatewayConnection(
      options.origin,
      this.#session,
      (message) => {
        for (const listener of this.#listeners) listener(message)
      },
      options.backoff,
    )
  }

  getSummary(filter: { workspace?: string | undefined }): Promise<Summary> {
    return this.#get<RouteResponse<'getSummary'>>('/api/v1/detections/summary', { workspace: filter.workspace })
  }

  listDetections(query: Parameters<Host['listDetections']>[0]): Promise<{ rows: Detection[]; nextCursor?: string | undefined }> {
    return this.#get<RouteResponse<'listDetections'>>('/api/v1/detections', query)
  }

  listEvents(query: Parameters<Host['listEvents']>[0]): Promise<{ rows: StoredEvent[]; nextCursor?: string | undefined }> {
    return this.#get<RouteResponse<'listEvents'>>('/api/v1/events', query)
  }

  checkSignature({ source, eventId }: Parameters<Host['checkSignature']>[0]): Promise<SignatureCheck> {
    return this.#get<RouteResponse<'checkEventSignature'>>(`/api/v1/events/${encodeURIComponent(eventId)}/signature`, { source })
  }

  async getTrustScore(principal: string): Promise<TrustScore | null> {
    try {
      return await this.#get<RouteResponse<'getTrustScore'>>(`/api/v1/trust-score/agents/${encodeURIComponent(principal)}`, {})
    } catch (error) {
      if (error instanceof HostError && error.code === 'not-found') return null
      throw error
    }
  }

  /** A browser has no editor beside it, and asks nothing that only the editor can do. */
  openLocation = unsupported
  openPage = unsupported
  inspect = unsupported

  /** The pages are at one address, told apart by its query. */
  async showView(view: PanelView): Promise<void> {
    if (view === 'events') location.search = eventsPage
    else if (view === 'dashboard') location.search = ''
    else await unsupported()
  }

  copyText(text: string): Promise<void> {
    return navigator.clipboard.writeText(text)
  }

  async exportEvents({ format, text }: EventExport): Promise<boolean> {
    download(`reeve-events.${format}`, format === 'json' ? 'application/json' : 'application/x-ndjson', text)
    return true
  }

  subscribe(listener: (message: PanelMessage) => void): () => void {
    this.#listeners.add(listener)
    this.#connection.open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#connection.close()
    }
  }

  saveState(state: PanelState): void {
    this.#options.storage.setItem(stateKey, JSON.stringify(state))
  }

  loadState(): PanelState | undefined {
    try {
      return readPanelState(JSON.parse(this.#options.storage.getItem(stateKey) ?? 'null'))
    } catch {
      return undefined
    }
  }

  async #get<T>(path: string, query: NonNullable<JsonRequest['query']>): Promise<T> {
    try {
      return await requestJson<T>(this.#options.origin, path, { query, sessionToken: await this.#session.token() })
    } catch (error) {
      if (endsSession(error)) this.#connection.end(error.code === 'link-used' ? error.message : undefined)
      throw error
    }
  }
}
