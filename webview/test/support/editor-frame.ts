import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { ReeveError } from '@reeve/protocol/errors'
import {
  type PanelHandlers,
  type PanelNotification,
  type PanelPage,
  type PanelRequest,
  panelMethods,
  panelNotificationSchema,
  parsePanelRequest,
} from '@reeve/protocol/panel'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { HostError } from '../../src/shared/host-error.ts'
import type { MemoryHost } from './memory-host.ts'

const themeFile = fileURLToPath(new URL('../../src/theme/theme.css', import.meta.url))

const contentTypes: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' }

/**
 * Stands for the editor around a page: its HTML under the policy that an extension sets, `acquireVsCodeApi`, and the
 * extension's side of the messages, held to the protocol's schemas both ways. Colours are those of the browser's theme.
 */
export class EditorFrame {
  readonly #outdir: string
  readonly host: MemoryHost
  readonly requests: PanelRequest[] = []
  /** What the console, the policy or the page itself complained of, and whatever it asked of another place. */
  readonly complaints: string[] = []
  #server: Server | undefined
  #origin = ''
  #page: Page | undefined

  constructor(outdir: string, host: MemoryHost) {
    this.#outdir = outdir
    this.host = host
  }

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      void this.#file(new URL(request.url ?? '/', 'http://x').pathname.slice(1)).then(
        ({ headers, content }) => response.writeHead(200, headers).end(content),
        () => response.writeHead(404).end(),
      )
    }).listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    await this.#page?.context().close()
    this.#server?.closeAllConnections()
    this.#server?.close()
  }

  async open(browser: Browser, page: PanelPage, options: BrowserContextOptions = {}): Promise<Page> {
    await this.#page?.context().close()
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark', ...options })
    const opened = await context.newPage()
    this.#page = opened
    opened.on('console', (message) => this.complaints.push(message.text()))
    opened.on('pageerror', (error) => this.complaints.push(error.message))
    opened.on('request', (request) => {
      if (!request.url().startsWith(this.#origin)) this.complaints.push(`asked for ${request.url()}`)
    })
    await opened.exposeFunction('reeveAsk', (message: unknown) => void this.#answer(message))
    this.host.subscribe((message) => {
      const { type: method, ...params } = message
      void this.notify({ method, params } as PanelNotification)
    })
    await opened.goto(`${this.#origin}/${page}.html`)
    return opened
  }

  async notify(notification: PanelNotification): Promise<void> {
    await this.#post(panelNotificationSchema.parse(notification))
  }

  async #post(message: unknown): Promise<void> {
    await this.#page?.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`).catch(() => undefined)
  }

  async #answer(message: unknown): Promise<void> {
    const parsed = parsePanelRequest(message)
    if ('problem' in parsed) throw new Error(`The page sent what is no request: ${parsed.problem.field} ${parsed.problem.reason}`)
    const { request } = parsed
    this.requests.push(request)
    try {
      const handler = this.#handlers[request.method] as (params: unknown) => Promise<unknown>
      await this.#post({ id: request.id, result: panelMethods[request.method].result.parse(await handler(request.params)) })
    } catch (error) {
      const known = error instanceof HostError ? error : new ReeveError('backend-internal', { requestId: 'r-1' }, { cause: error })
      await this.#post({ id: request.id, error: { code: known.code, message: known.message, action: known.action } })
    }
    if (request.method === 'subscribe') this.host.welcome()
  }

  readonly #handlers: PanelHandlers = {
    subscribe: async () => null,
    getSummary: (params) => this.host.getSummary(params),
    listDetections: (params) => this.host.listDetections(params),
    listEvents: (params) => this.host.listEvents(params),
    getTrustScore: () => this.host.getTrustScore(),
    checkSignature: (params) => this.host.checkSignature(params),
    openLocation: async () => null,
    openPage: async () => null,
    copyText: async () => null,
    exportEvents: async (params) => ({ saved: await this.host.exportEvents(params) }),
    inspect: async () => null,
    showView: async () => null,
  }

  async #file(name: string): Promise<{ headers: Record<string, string>; content: Buffer | string }> {
    if (name.endsWith('.html')) return this.#html(name.slice(0, -'.html'.length))
    // What the editor paints behind a page.
    if (name === 'frame.css')
      return { headers: { 'content-type': 'text/css' }, content: 'html { background: var(--vscode-editor-background) }' }
    const type = contentTypes[name.split('.').at(-1) ?? ''] ?? 'text/plain'
    const content = await readFile(name === 'theme.css' ? themeFile : `${this.#outdir}/${name}`)
    return { headers: { 'content-type': type }, content }
  }

  #html(page: string): { headers: Record<string, string>; content: string } {
    const nonce = randomBytes(16).toString('base64')
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; font-src 'self'`
    const content = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Reeve</title>
      <link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="editor.css"><link rel="stylesheet" href="frame.css">
      <script nonce="${nonce}">
        window.acquireVsCodeApi = () => ({
          postMessage: (message) => reeveAsk(message),
          getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
          setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
        })
      </script></head>
      <body data-page="${page}"><script type="module" nonce="${nonce}" src="editor.js"></script></body></html>`
    return { headers: { 'content-type': 'text/html', 'content-security-policy': policy }, content }
  }
}
