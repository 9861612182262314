import type { Detection, DetectionQuery, EventQuery, StoredEvent, Summary, TrustScore } from './api.ts'

/**
 * What a page asks of whoever carries it. One interface, two carriers: `postMessage` in the editor, the backend's
 * HTTP and WebSocket in a browser. A page never knows which.
 */
export interface Host {
  getSummary(filter: { workspace?: string | undefined }): Promise<Summary>
  listDetections(query: Partial<DetectionQuery>): Promise<{ rows: Detection[]; nextCursor?: string | undefined }>
  listEvents(query: Partial<EventQuery>): Promise<{ rows: StoredEvent[]; nextCursor?: string | undefined }>
  getTrustScore(principal: string): Promise<TrustScore | null>
  /** Calls back on every live message until the returned function is called. */
  subscribe(listener: (message: PanelMessage) => void): () => void
  /** Keeps a small state over a reload of the page. */
  saveState(state: PanelState): void
  loadState(): PanelState | undefined
}

/** What reaches a page by itself. */
export type PanelMessage =
  | { readonly type: 'connection'; readonly state: ConnectionState; readonly reason?: string }
  | { readonly type: 'events'; readonly rows: readonly StoredEvent[] }
  | { readonly type: 'summary'; readonly summary: Summary }

/** `ended`: the session is over and only a new link helps. */
export type ConnectionState = 'connecting' | 'live' | 'lost' | 'ended'

export interface PanelState {
  readonly workspace?: string | undefined
}
