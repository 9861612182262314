import type { BrowserContext, ConsoleMessage, Page, Request } from 'playwright-core'

/**
 * What this VS Code says by itself without any extension of ours: its native modules are not there, and neither is its
 * vendor's signature check and sign-in.
 */
const ofTheEditorItself: readonly RegExp[] = [
  /Could not locate the bindings file/,
  /native-watchdog|build\/Release\/watchdog/,
  /spdlog/,
  /vsda/,
  // A reload breaks off what the window was reading and writing.
  /\(Canceled: Canceled\)|IDBTransaction|IndexedDB database .* is closed/,
  /Long running operations during shutdown are unsupported in the web/,
  /Timed out waiting for authentication provider 'github'/,
  /the server responded with a status of 404 \(Not Found\)/,
]

/** What a window asked of others and complained of. */
export class Observations {
  readonly origin: string
  readonly #requests: Promise<string | undefined>[] = []
  readonly #errors: string[] = []

  constructor(context: BrowserContext, origin: string) {
    this.origin = origin
    context.on('request', (request) => {
      if (this.#isForeign(request.url())) this.#requests.push(leaving(request))
    })
  }

  watch(page: Page): void {
    page.on('console', (message) => this.#hear(message))
    page.on('pageerror', (error) => this.#errors.push(`${error.name}: ${error.message}`))
    page.on('websocket', (socket) => {
      const url = socket.url().replace(/^ws/, 'http')
      if (this.#isForeign(url)) this.#requests.push(Promise.resolve(url))
    })
  }

  /** Addresses beyond the editor's own that a window asked. */
  async leavingRequests(): Promise<string[]> {
    return (await Promise.all(this.#requests)).filter((url) => url !== undefined)
  }

  /** Errors on the console and errors that nobody caught, without those that this VS Code has by itself. */
  get errors(): readonly string[] {
    return this.#errors
  }

  #isForeign(url: string): boolean {
    const { protocol, origin } = new URL(url)
    return /^https?:$/.test(protocol) && origin !== this.origin
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() !== 'error') return
    const text = message.text()
    if (ofTheEditorItself.some((pattern) => pattern.test(`${text} ${message.location().url}`))) return
    this.#errors.push(`${text} (${message.location().url})`)
  }
}

/** The address of a request, unless the window's own service worker answers it: so VS Code serves a webview's files. */
async function leaving(request: Request): Promise<string | undefined> {
  const response = await request.response().catch(() => null)
  return response?.fromServiceWorker() ? undefined : request.url()
}
