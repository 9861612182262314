import type { Detection, SignatureCheck, StoredEvent, Summary, TrustScore } from '@reeve/protocol/api'
import type { EventExport, Host, HostFeature, PanelMessage, PanelState, Selection } from '@reeve/protocol/panel'
import { sampleDetections, sampleEvents, summaryOf } from './sample-data.ts'

/** A host in memory, whose answers can be held back to let something happen in between. */
export class MemoryHost implements Host {
  detections: Detection[] = sampleDetections()
  events: StoredEvent[] = sampleEvents()
  failure: unknown
  hold: Promise<void> = Promise.resolve()
  state: PanelState | undefined
  summaries = 0
  selection: Selection | null = null
  trust: TrustScore | null = null
  /** What the check of a signature gives; by default it is valid. */
  check: Partial<SignatureCheck> = {}
  readonly supports: ReadonlySet<HostFeature> = new Set(['openLocation', 'openPage', 'copyText', 'exportEvents', 'inspect', 'showView'])
  /** What was asked of the host beyond reading, as `method argument`. */
  readonly asked: unknown[][] = []
  readonly exports: EventExport[] = []
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
  /** Tells what a carrier tells first. */
  welcome(): void {
    this.tell({ type: 'connection', state: 'live' })
    this.tell({ type: 'selection', selection: this.selection })
  }
  async getTrustScore(): Promise<TrustScore | null> {
    return this.trust
  }
  async checkSignature({ eventId }: Parameters<Host['checkSignature']>[0]): Promise<SignatureCheck> {
    await this.#answer()
    const stored = this.events.find(({ event }) => event.id === eventId)
    const { principal = '', batchId = '' } = stored?.receipt ?? {}
    const signedAt = stored?.receipt.receivedAt ?? null
    return { result: 'valid', reason: null, principal, batchId, signedAt, position: 12, batchEvents: 37, ...this.check }
  }
  async openLocation(...args: Parameters<Host['openLocation']>): Promise<void> {
    this.asked.push(['openLocation', ...args])
  }
  async openPage(...args: Parameters<Host['openPage']>): Promise<void> {
    this.asked.push(['openPage', ...args])
  }
  async copyText(...args: Parameters<Host['copyText']>): Promise<void> {
    this.asked.push(['copyText', ...args])
  }
  async inspect(...args: Parameters<Host['inspect']>): Promise<void> {
    this.asked.push(['inspect', ...args])
  }
  async showView(...args: Parameters<Host['showView']>): Promise<void> {
    this.asked.push(['showView', ...args])
  }
  async exportEvents(events: EventExport): Promise<boolean> {
    this.exports.push(events)
    return true
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
