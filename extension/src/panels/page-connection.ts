import { ReeveError, type ErrorBody } from '@reeve/protocol/errors'
import { type PanelHandlers, type PanelNotification, type PanelRequest, type PanelResponse, parsePanelRequest } from '@reeve/protocol/panel'
import type { Disposable, Webview } from 'vscode'
import { failureOf } from '../supervisor/failure.ts'

/** Answers one page. What it sends is checked before anything is done with it, and every request is answered. */
export class PageConnection implements Disposable {
  readonly #webview: Webview
  readonly #handlers: PanelHandlers
  readonly #subscription: Disposable
  #ended = false

  constructor(webview: Webview, handlers: PanelHandlers) {
    this.#webview = webview
    this.#handlers = handlers
    this.#subscription = webview.onDidReceiveMessage((message: unknown) => void this.#receive(message))
  }

  notify(notification: PanelNotification): void {
    this.#post(notification)
  }

  async #receive(message: unknown): Promise<void> {
    const parsed = parsePanelRequest(message)
    if ('problem' in parsed) {
      const error = new ReeveError('request-invalid', parsed.problem).toBody().error
      if (parsed.id !== undefined) this.#post({ id: parsed.id, error })
      return
    }
    this.#post(await this.#answer(parsed.request))
  }

  async #answer({ id, method, params }: PanelRequest): Promise<PanelResponse> {
    try {
      const handle = this.#handlers[method] as (params: unknown) => Promise<unknown>
      return { id, result: await handle(params) }
    } catch (error) {
      return { id, error: errorBodyOf(error) }
    }
  }

  #post(message: PanelNotification | PanelResponse): void {
    if (!this.#ended) void this.#webview.postMessage(message)
  }

  dispose(): void {
    this.#ended = true
    this.#subscription.dispose()
  }
}

/** An error as a page shows it: of the catalogue as it is, any other by its message. */
function errorBodyOf(error: unknown): ErrorBody['error'] {
  if (error instanceof ReeveError) return error.toBody().error
  const known = ReeveError.fromBody((error as { data?: unknown } | null)?.data)
  if (known) return known.toBody().error
  return new ReeveError('module-failed', { module: 'supervisor', reason: failureOf(error).message }).toBody().error
}
