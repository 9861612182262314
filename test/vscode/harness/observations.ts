import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core'

/**
 * What this VS Code says by itself without any extension of ours: its native modules are not there, and neither is its
 * vendor's signature check.
 */
const ofTheEditorItself: readonly RegExp[] = [
  /Could not locate the bindings file/,
  /native-watchdog|build\/Release\/watchdog/,
  /spdlog/,
  /vsda/,
  /the server responded with a status of 404 \(Not Found\)/,
]

/** What a window asked of others and complained of. */
export class Observations {
  readonly origin: string
  readonly #leaving: string[] = []
  readonly #errors: string[] = []

  constructor(context: BrowserContext, origin: string) {
    this.origin = origin
    context.on('request', (request) => this.#note(request.url()))
  }

  watch(page: Page): void {
    page.on('console', (message) => this.#hear(message))
    page.on('pageerror', (error) => this.#errors.push(`${error.name}: ${error.message}`))
    page.on('websocket', (socket) => this.#note(socket.url().replace(/^ws/, 'http')))
  }

  /** Addresses beyond the editor's own. */
  get leavingRequests(): readonly string[] {
    return this.#leaving
  }

  /** Errors on the console and errors that nobody caught, without those that this VS Code has by itself. */
  get errors(): readonly string[] {
    return this.#errors
  }

  #note(url: string): void {
    const { protocol, origin } = new URL(url)
    if (/^https?:$/.test(protocol) && origin !== this.origin) this.#leaving.push(url)
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() !== 'error') return
    const text = message.text()
    if (ofTheEditorItself.some((pattern) => pattern.test(`${text} ${message.location().url}`))) return
    this.#errors.push(`${text} (${message.location().url})`)
  }
}
