import { randomBytes } from 'node:crypto'
import type { PanelPage } from '@reeve/protocol/panel'
import { env, Uri, type Webview } from 'vscode'

/** The one folder that a page may load from. */
const pageRoot = (extensionUri: Uri): Uri => Uri.joinPath(extensionUri, 'dist', 'webview')

/** What a page may do: run our one script, nothing else. It keeps its state by itself. */
export const pageOptions = (extensionUri: Uri) => ({
  enableScripts: true,
  enableForms: false,
  enableCommandUris: false,
  localResourceRoots: [pageRoot(extensionUri)],
})

/** The document of a page. Nothing of a workspace is in it: all text comes by messages and is shown as text. */
export function pageHtml(webview: Webview, extensionUri: Uri, page: PanelPage, title: string): string {
  const resource = (name: string): string => webview.asWebviewUri(Uri.joinPath(pageRoot(extensionUri), name)).toString()
  const nonce = randomBytes(24).toString('base64url')
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="${env.language}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="${resource('editor.css')}">
  </head>
  <body data-page="${page}">
    <script nonce="${nonce}" type="module" src="${resource('editor.js')}"></script>
  </body>
</html>`
}
