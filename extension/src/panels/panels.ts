import type { DetectionReference, PanelPage } from '@reeve/protocol/panel'
import { type Disposable, l10n, ThemeIcon, ViewColumn, type WebviewPanel, window } from 'vscode'
import { InspectorView } from './inspector-view.ts'
import { BackendFeed } from './backend-feed.ts'
import { panelTypes } from '../contributions.ts'
import type { HandlerContext } from './handlers.ts'
import { pageHtml, pageOptions } from './page-html.ts'

export type EditorPage = Exclude<PanelPage, 'inspector'> & keyof typeof panelTypes

/** The pages: Dashboard and Events as panels in the editor, the Inspector as a view. */
export class Panels implements Disposable {
  readonly #context: HandlerContext
  readonly #feed: BackendFeed
  readonly #inspector: InspectorView
  readonly #open = new Map<EditorPage, WebviewPanel>()
  readonly #connections = new Set<Disposable>()
  readonly #subscriptions: Disposable[]

  constructor(context: Omit<HandlerContext, 'inspect'>) {
    this.#context = { ...context, inspect: (reference) => this.inspect(reference) }
    this.#feed = new BackendFeed(context.supervisor, context.session)
    this.#inspector = new InspectorView(this.#context, this.#feed)
    this.#subscriptions = [
      this.#feed,
      this.#inspector,
      ...(Object.keys(panelTypes) as EditorPage[]).map((page) =>
        window.registerWebviewPanelSerializer(panelTypes[page], {
          deserializeWebviewPanel: (panel) => this.#adopt(page, panel),
        }),
      ),
    ]
  }

  /** Brings the page to the front; there is one of each. */
  async open(page: EditorPage): Promise<void> {
    const panel = this.#open.get(page)
    if (panel) return panel.reveal()
    await this.#adopt(
      page,
      window.createWebviewPanel(panelTypes[page], titleOf(page), ViewColumn.Active, {
        ...pageOptions(this.#context.extensionUri),
        enableFindWidget: true,
      }),
    )
  }

  /** Shows it in the Inspector, and brings that to the front. */
  inspect(reference: DetectionReference): Promise<void> {
    return this.#inspector.inspect(reference)
  }

  /** Shows it in the Inspector where that is open already. */
  follow(reference: DetectionReference | undefined): void {
    this.#inspector.follow(reference)
  }

  async #adopt(page: EditorPage, panel: WebviewPanel): Promise<void> {
    this.#open.get(page)?.dispose()
    this.#open.set(page, panel)
    panel.title = titleOf(page)
    panel.iconPath = new ThemeIcon(icons[page])
    panel.webview.options = pageOptions(this.#context.extensionUri)
    const { connectPage } = (await import('../on-demand.ts')).onDemand
    const connection = connectPage(panel.webview, this.#context, this.#feed, ViewColumn.Beside)
    this.#connections.add(connection)
    panel.onDidDispose(() => {
      this.#connections.delete(connection)
      connection.dispose()
      if (this.#open.get(page) === panel) this.#open.delete(page)
    })
    panel.webview.html = pageHtml(panel.webview, this.#context.extensionUri, page, titleOf(page))
  }

  /** The panels themselves stay: a window that is reloaded brings them back. */
  dispose(): void {
    for (const one of [...this.#subscriptions, ...this.#connections]) one.dispose()
  }
}

const icons: Readonly<Record<EditorPage, string>> = { dashboard: 'dashboard', events: 'pulse' }

const titleOf = (page: EditorPage): string => ({ dashboard: l10n.t('Reeve Dashboard'), events: l10n.t('Reeve Events') })[page]
