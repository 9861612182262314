import type { PanelNotification } from '@reeve/protocol/panel'
import type { Disposable, ViewColumn, Webview } from 'vscode'
import type { BackendFeed } from './backend-feed.ts'
import { type HandlerContext, pageHandlers } from './handlers.ts'
import { PageConnection } from './page-connection.ts'

export interface ConnectedPage extends Disposable {
  notify(notification: PanelNotification): void
}

/** Answers a page's requests and, once it subscribes, tells it what is news. `onSubscribe` is called whenever it does. */
export function connectPage(
  webview: Webview,
  context: HandlerContext,
  feed: BackendFeed,
  column: ViewColumn,
  onSubscribe: () => void = () => undefined,
): ConnectedPage {
  let listening: Disposable | undefined
  const subscribe = (): void => {
    // A page that was reloaded subscribes again.
    listening?.dispose()
    // Its request is answered before it is told anything.
    setImmediate(() => {
      listening = feed.listen((notification) => connection.notify(notification))
      onSubscribe()
    })
  }
  const connection = new PageConnection(webview, pageHandlers(context, { column, subscribe }))
  const page: ConnectedPage = {
    notify: (notification) => connection.notify(notification),
    dispose: () => {
      listening?.dispose()
      connection.dispose()
    },
  }
  return page
}
