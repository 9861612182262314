import type { ErrorBody } from '@reeve/protocol/errors'
import { type Disposable, EventEmitter, LogLevel, type LogOutputChannel } from 'vscode'
import {
  CloseAction,
  ErrorAction,
  ErrorCodes,
  LanguageClient,
  type LanguageClientOptions,
  ResponseError,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node'
import { type Failure, failureOf } from './failure.ts'
import { RestartLimit } from './restart-limit.ts'

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
  #state: SupervisorState = { kind: 'stopped', failure: undefined }
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

  /** The process, while there is one. */
  get pid(): number | undefined {
    return this.#client?.serverProcess?.pid
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

  /** Asks the supervisor. Rejects with its error, or at once while it does not run. */
  request<Result>(type: RequestWithoutParameters<Result>): Promise<Result>
  request<Parameters, Result>(type: Request<Parameters, Result>, parameters: Parameters): Promise<Result>
  async request(type: { readonly method: string }, parameters?: unknown): Promise<unknown> {
    if (!this.#client || this.#state.kind !== 'running') throw new Error('the supervisor does not run')
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
    this.#queue = this.#queue.then(work).catch((error: unknown) => this.#options.log.error(failureOf(error).message))
    return this.#queue
  }

  async #start(): Promise<void> {
    if (this.#disposed || this.#client) return
    this.#become({ kind: 'starting' })
    try {
      const client = this.#createClient(await this.#options.initializationOptions())
      this.#client = client
      await client.start()
      this.#become({ kind: 'running' })
    } catch (error) {
      this.#options.log.error(`the supervisor did not start: ${failureOf(error).message}`)
      await this.#drop()
      this.#become(isVersionMismatch(error) ? { kind: 'outdated' } : { kind: 'stopped', failure: failureOf(error) })
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
      this.#options.log.debug(`the supervisor is ended: ${failureOf(error).message}`)
      child?.kill('SIGKILL')
    }
  }

  #become(state: SupervisorState): void {
    this.#state = state
    if (!this.#disposed) this.#changed.fire(state)
  }

  #createClient(initializationOptions: object): LanguageClient {
    const { program, log } = this.#options
    const run = { module: program, transport: TransportKind.ipc }
    const options: LanguageClientOptions = {
      documentSelector: [{ scheme: 'file' }],
      outputChannel: log,
      traceOutputChannel: withoutTrace(log),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.#closed(),
      },
    }
    const client = new LanguageClient('reeve', 'Reeve', { run, debug: run }, options)
    for (const { method, listener } of this.#listeners) client.onNotification(method, listener)
    return client
  }

  /** The process has gone though nobody asked it to. */
  #closed(): { action: CloseAction; message: string; handled: true } {
    if (this.#state.kind === 'running') void this.#recover()
    return { action: CloseAction.DoNotRestart, message: 'the supervisor ended by itself', handled: true }
  }

  async #recover(): Promise<void> {
    if (this.#disposed) return
    if (!this.#restarts.allows()) {
      const message = 'the supervisor ended five times within three minutes'
      await this.#enqueue(() => this.#drop())
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

/** The supervisor refuses to be initialized by another version, and does so for no other reason. */
const isVersionMismatch = (error: unknown): boolean => error instanceof ResponseError && error.code === ErrorCodes.InvalidRequest

/**
 * The same channel for one that never traces: the key is in the first message to the supervisor, and a trace would write
 * every message down.
 */
const withoutTrace = (log: LogOutputChannel): LogOutputChannel => ({
  ...log,
  logLevel: LogLevel.Off,
  onDidChangeLogLevel: () => ({ dispose: () => undefined }),
})
