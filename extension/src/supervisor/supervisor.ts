import type { ErrorBody } from '@reeve/protocol/errors'
import { type Disposable, EventEmitter, l10n, type LogOutputChannel } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { Failure } from './failure.ts'
import { RestartLimit, restartsInWindow, windowMs } from './restart-limit.ts'

/** How the supervisor does, as seen from here. */
export type SupervisorState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** It ended by itself and is being started again. */
  | { readonly kind: 'restarting' }
  | { readonly kind: 'stopped'; readonly failure: Failure | undefined }
  /** The program on disk speaks another version than this window's extension. */
  | { readonly kind: 'outdated' }

/** A request or a notification of `editor.ts`, by its name and types alone. */
interface Request<Parameters, Result> {
  readonly method: string
  readonly _: readonly [Parameters, Result, ErrorBody, unknown] | undefined
}
interface RequestWithoutParameters<Result> {
  readonly method: string
  readonly _: readonly [Result, ErrorBody, unknown] | undefined
}
interface Notification<Parameters> {
  readonly method: string
  readonly _: readonly [Parameters, unknown] | undefined
}

export interface SupervisorOptions {
  /** The bundle of the supervisor. */
  readonly program: string
  /** A folder of this extension for what Node compiled. */
  readonly compileCache: string
  readonly log: LogOutputChannel
  /** Asked before every start, for what the supervisor is told first. */
  readonly initializationOptions: () => Promise<object>
}

/** How long a stop waits for the supervisor to send what is left. */
const stopTimeoutMs = 2_000

/** The supervisor's process: started, restarted when it ends by itself, and asked. */
export class Supervisor implements Disposable {
  readonly #options: SupervisorOptions
  readonly #changed = new EventEmitter<SupervisorState>()
  readonly #restarts = new RestartLimit()
  readonly #listeners: { readonly method: string; readonly listener: (parameters: unknown) => void }[] = []
  #client: LanguageClient | undefined
  #state: SupervisorState = { kind: 'starting' }
  /** Starts, stops and restarts follow each other. */
  #queue: Promise<void> = Promise.resolve()
  #disposed = false

  readonly onDidChangeState = this.#changed.event

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  get state(): SupervisorState {
    return this.#state
  }

  /** Starts it. Never rejects: what goes wrong is told by the state. */
  start(): Promise<void> {
    return this.#enqueue(() => this.#start())
  }

  /** Ends it and starts it anew, with what the settings say now. */
  restart(): Promise<void> {
    this.#restarts.reset()
    return this.#enqueue(async () => {
      await this.#stop()
      await this.#start()
    })
  }

  /** Asks the supervisor, once it runs if it is being started. Rejects with its error, or at once while it is stopped. */
  request<Result>(type: RequestWithoutParameters<Result>): Promise<Result>
  request<Parameters, Result>(type: Request<Parameters, Result>, parameters: Parameters): Promise<Result>
  async request(type: { readonly method: string }, parameters?: unknown): Promise<unknown> {
    if (this.#state.kind === 'starting' || this.#state.kind === 'restarting') await this.#queue
    if (!this.#client || this.#state.kind !== 'running') throw new Error(l10n.t('The supervisor is stopped.'))
    return await (parameters === undefined ? this.#client.sendRequest(type.method) : this.#client.sendRequest(type.method, parameters))
  }

  /** Calls back on every such notification, of this supervisor and of those that are started after it. */
  onNotification<Parameters>(type: Notification<Parameters>, listener: (parameters: Parameters) => void): void {
    const { method } = type
    // What a method carries is what `editor.ts` declares for it.
    this.#listeners.push({ method, listener: listener as (parameters: unknown) => void })
    this.#client?.onNotification(method, listener)
  }

  /** Ends the process. Resolves when it has ended. */
  async dispose(): Promise<void> {
    this.#disposed = true
    await this.#enqueue(() => this.#stop())
    this.#changed.dispose()
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work).catch((error: unknown) => this.#options.log.error(String(error)))
    return this.#queue
  }

  async #start(): Promise<void> {
    if (this.#disposed || this.#client) return
    this.#become({ kind: 'starting' })
    const startedAt = performance.now()
    const asking = this.#options.initializationOptions()
    // What speaks the protocol is loaded only here, so that a window is not kept waiting for it.
    const { createLanguageClient, isVersionMismatch } = await import('./language-client.ts')
    const { program, compileCache, log } = this.#options
    try {
      const client = createLanguageClient({
        program,
        compileCache,
        log,
        initializationOptions: await asking,
        onClosed: () => void this.#recover(client),
      })
      this.#client = client
      for (const { method, listener } of this.#listeners) client.onNotification(method, listener)
      await client.start()
      log.info(`the supervisor is ready (ms=${Math.round(performance.now() - startedAt)})`)
      this.#become({ kind: 'running' })
    } catch (error) {
      const { failureOf } = (await import('../on-demand.ts')).onDemand
      const failure = failureOf(error)
      log.error(`the supervisor did not start: ${failure.message}`)
      await this.#drop()
      this.#become(isVersionMismatch(error) ? { kind: 'outdated' } : { kind: 'stopped', failure })
    }
  }

  async #stop(): Promise<void> {
    await this.#drop()
    if (this.#state.kind !== 'stopped') this.#become({ kind: 'stopped', failure: undefined })
  }

  async #drop(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    if (!client) return
    const child = client.serverProcess
    try {
      await client.dispose(stopTimeoutMs)
    } catch (error) {
      // It did not start, or does not answer: nothing is left to wait for.
      this.#options.log.debug(`the supervisor is ended: ${String(error)}`)
      child?.kill('SIGKILL')
    }
  }

  #become(state: SupervisorState): void {
    this.#state = state
    if (!this.#disposed) this.#changed.fire(state)
  }

  /** Its process has gone though nobody asked it to. One that goes while it starts is told by the start. */
  async #recover(client: LanguageClient): Promise<void> {
    if (this.#disposed || client !== this.#client || this.#state.kind !== 'running') return
    if (!this.#restarts.allows()) {
      await this.#enqueue(() => this.#drop())
      const message = l10n.t('The supervisor ended {0} times within {1} minutes.', restartsInWindow + 1, windowMs / 60_000)
      this.#become({ kind: 'stopped', failure: { code: null, message, action: '' } })
      return
    }
    this.#become({ kind: 'restarting' })
    await this.#enqueue(async () => {
      await this.#drop()
      await this.#start()
    })
  }
}
