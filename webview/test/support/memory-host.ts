import type { Detection, StoredEvent, Summary } from '@reeve/protocol/api'
import type { Host, PanelMessage, PanelState } from '@reeve/protocol/panel'
import { sampleDetections, sampleEvents, summaryOf } from './sample-data.ts'

/** A host in memory, whose answers can be held back to let something happen in between. */
export class MemoryHost implements Host {
  detections: Detection[] = sampleDetections()
  events: StoredEvent[] = sampleEvents()
  failure: unknown
  hold: Promise<void> = Promise.resolve()
  state: PanelState | undefined
  summaries = 0
  #listener: ((message: PanelMessage) => void) | undefined

  tell(message: PanelMessage): void {
    this.#listener?.(message)
  }
  async getSummary({ workspace }: { workspace?: string | undefined }): Promise<Summary> {
    this.summaries += 1
    await this.#answer()
    return summaryOf(
      this.detections.filter((row) => !workspace || row.workspace.id === workspace),
      this.events,
    )
  }
  async listDetections({ kind, workspace, limit = 100, cursor }: Parameters<Host['listDetections']>[0]) {
    await this.#answer()
    const rows = this.detections.filter((row) => row.kind === kind && (!workspace || row.workspace.id === workspace))
    return this.#page(rows, limit, cursor)
  }
  async listEvents({ limit = 100, cursor }: Parameters<Host['listEvents']>[0]) {
    await this.#answer()
    return this.#page([...this.events].reverse(), limit, cursor)
  }
  async getTrustScore() {
    return null
  }
  subscribe(listener: (message: PanelMessage) => void): () => void {
    this.#listener = listener
    return () => {
      this.#listener = undefined
    }
  }
  saveState(state: PanelState): void {
    this.state = state
  }
  loadState(): PanelState | undefined {
    return this.state
  }
  async #answer(): Promise<void> {
    await this.hold
    if (this.failure) throw this.failure
  }
  #page<T>(rows: T[], limit: number, cursor: string | undefined): { rows: T[]; nextCursor?: string } {
    const next = Number(cursor ?? 0) + limit
    return { rows: rows.slice(next - limit, next), ...(next < rows.length ? { nextCursor: String(next) } : {}) }
  }
}
