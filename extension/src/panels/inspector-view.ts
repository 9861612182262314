import type { DetectionReference } from '@reeve/protocol/panel'
import { commands, type Disposable, l10n, ViewColumn, type WebviewView, type WebviewViewProvider, window } from 'vscode'
import { viewIds } from '../contributions.ts'
import type { BackendFeed } from './backend-feed.ts'
import type { ConnectedPage } from './connect-page.ts'
import type { HandlerContext } from './handlers.ts'
import { pageHtml, pageOptions } from './page-html.ts'

/** The Inspector: shows what is selected in the Detections view, and again whenever what is known of it changes. */
export class InspectorView implements WebviewViewProvider, Disposable {
  readonly #context: HandlerContext
  readonly #feed: BackendFeed
  readonly #subscriptions: readonly Disposable[]
  #page: ConnectedPage | undefined
  #reference: DetectionReference | undefined
  #told: string | undefined

  constructor(context: HandlerContext, feed: BackendFeed) {
    this.#context = context
    this.#feed = feed
    this.#subscriptions = [
      window.registerWebviewViewProvider(viewIds.inspector, this),
      context.session.inventories.onDidChange(() => void this.#tell()),
    ]
  }

  async resolveWebviewView(view: WebviewView): Promise<void> {
    const { extensionUri } = this.#context
    view.webview.options = pageOptions(extensionUri)
    this.#page?.dispose()
    const { connectPage } = (await import('../on-demand.ts')).onDemand
    const page = connectPage(view.webview, this.#context, this.#feed, ViewColumn.Active, () => {
      this.#told = undefined
      void this.#tell()
    })
    this.#page = page
    view.onDidDispose(() => {
      page.dispose()
      if (this.#page === page) this.#page = undefined
    })
    view.webview.html = pageHtml(view.webview, extensionUri, 'inspector', l10n.t('Reeve Inspector'))
  }

  follow(reference: DetectionReference | undefined): void {
    this.#reference = reference
    void this.#tell()
  }

  async inspect(reference: DetectionReference): Promise<void> {
    this.follow(reference)
    await commands.executeCommand(`${viewIds.inspector}.focus`)
  }

  async #tell(): Promise<void> {
    const { selectionOf } = (await import('../on-demand.ts')).onDemand
    if (!this.#page) return
    const selection = this.#reference ? selectionOf(this.#context.session.inventories.folders, this.#reference) : null
    const told = JSON.stringify(selection)
    if (told === this.#told) return
    this.#told = told
    this.#page.notify({ method: 'selection', params: { selection } })
  }

  dispose(): void {
    this.#page?.dispose()
    for (const subscription of this.#subscriptions) subscription.dispose()
  }
}
