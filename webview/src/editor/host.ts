import type { EventExport, Host, HostFeature, PanelMessage, PanelMethod, PanelNotification, PanelParams } from '@reeve/protocol/panel'
import type { PanelResponse, PanelResult, PanelState, panelLimits } from '@reeve/protocol/panel'
import { HostError } from '../shared/host-error.ts'
import { readPanelState } from '../shared/panel-state.ts'

/** What the editor gives a page, once. */
export interface EditorApi {
  postMessage(message: unknown): void
  getState(): unknown
  setState(state: unknown): void
}

/** Where the editor's messages arrive: the window. */
export type MessageTarget = Pick<EventTarget, 'addEventListener'>

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly timer: ReturnType<typeof setTimeout>
}

// The literal types hold these copies to the protocol without carrying its schemas into the page.
const requestTimeoutMs: (typeof panelLimits)['requestTimeoutMs'] = 30_000
const exportTimeoutMs: (typeof panelLimits)['exportTimeoutMs'] = 600_000

const features: readonly HostFeature[] = ['openLocation', 'openPage', 'copyText', 'exportEvents', 'inspect', 'showView']

const silent = (): HostError =>
  new HostError('backend-unreachable', 'The supervisor did not answer in time.', 'Look at Reeve’s log, or restart the supervisor.')

/** Carries a page in the editor: every question and every message goes by `postMessage`. */
export class EditorHost implements Host {
  readonly supports: ReadonlySet<HostFeature> = new Set(features)
  readonly #api: EditorApi
  readonly #listeners = new Set<(message: PanelMessage) => void>()
  readonly #pending = new Map<number, Pending>()
  #lastId = 0

  constructor(api: EditorApi, target: MessageTarget) {
    this.#api = api
    target.addEventListener('message', (event) => this.#receive((event as MessageEvent<unknown>).data))
  }

  getSummary(filter: PanelParams<'getSummary'>): Promise<PanelResult<'getSummary'>> {
    return this.#ask('getSummary', filter)
  }

  listDetections(query: PanelParams<'listDetections'>): Promise<PanelResult<'listDetections'>> {
    return this.#ask('listDetections', query)
  }

  listEvents(query: PanelParams<'listEvents'>): Promise<PanelResult<'listEvents'>> {
    return this.#ask('listEvents', query)
  }

  getTrustScore(principal: string): Promise<PanelResult<'getTrustScore'>> {
    return this.#ask('getTrustScore', { principal })
  }

  checkSignature(event: PanelParams<'checkSignature'>): Promise<PanelResult<'checkSignature'>> {
    return this.#ask('checkSignature', event)
  }

  async openLocation(location: PanelParams<'openLocation'>): Promise<void> {
    await this.#ask('openLocation', location)
  }

  async openPage(rule: PanelParams<'openPage'>['rule']): Promise<void> {
    await this.#ask('openPage', { rule })
  }

  async copyText(text: string): Promise<void> {
    await this.#ask('copyText', { text })
  }

  async exportEvents(events: EventExport): Promise<boolean> {
    const { saved } = await this.#ask('exportEvents', events, exportTimeoutMs)
    return saved
  }

  async inspect(reference: PanelParams<'inspect'>): Promise<void> {
    await this.#ask('inspect', reference)
  }

  async showView(view: PanelParams<'showView'>['view']): Promise<void> {
    await this.#ask('showView', { view })
  }

  subscribe(listener: (message: PanelMessage) => void): () => void {
    const first = this.#listeners.size === 0
    this.#listeners.add(listener)
    if (first) void this.#follow()
    return () => this.#listeners.delete(listener)
  }

  saveState(state: PanelState): void {
    this.#api.setState(state)
  }

  loadState(): PanelState | undefined {
    return readPanelState(this.#api.getState())
  }

  async #follow(): Promise<void> {
    try {
      await this.#ask('subscribe', {})
    } catch (error) {
      this.#tell({ type: 'connection', state: 'lost', reason: (error as Error).message })
    }
  }

  #ask<M extends PanelMethod>(method: M, params: PanelParams<M>, timeoutMs: number = requestTimeoutMs): Promise<PanelResult<M>> {
    this.#lastId += 1
    const id = this.#lastId
    return new Promise<PanelResult<M>>((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id)?.reject(silent()), timeoutMs)
      this.#pending.set(id, { resolve: (result) => resolve(result as PanelResult<M>), reject, timer })
      this.#api.postMessage({ id, method, params })
    })
  }

  /** The question that waits under an id, which no longer waits. */
  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    clearTimeout(pending?.timer)
    return pending
  }

  #receive(message: unknown): void {
    if (typeof message !== 'object' || message === null) return
    if ('id' in message) this.#answer(message as PanelResponse)
    else if ('method' in message && 'params' in message) this.#notify(message as PanelNotification)
  }

  #answer(response: PanelResponse): void {
    const pending = this.#settle(response.id)
    if (!pending) return
    if ('error' in response) {
      const { code, message, action } = response.error
      pending.reject(new HostError(code, message, action))
    } else pending.resolve(response.result)
  }

  #notify(notification: PanelNotification): void {
    if (notification.method === 'connection') {
      const { state, reason } = notification.params
      this.#tell({ type: 'connection', state, ...(reason === undefined ? {} : { reason }) })
    } else if (notification.method === 'events') this.#tell({ type: 'events', rows: notification.params.rows })
    else if (notification.method === 'summary') this.#tell({ type: 'summary', summary: notification.params.summary })
    else if (notification.method === 'selection') this.#tell({ type: 'selection', selection: notification.params.selection })
  }

  #tell(message: PanelMessage): void {
    for (const listener of this.#listeners) listener(message)
  }
}
