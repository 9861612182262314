import { LogLevel, type LogOutputChannel } from 'vscode'
import {
  CloseAction,
  ErrorAction,
  ErrorCodes,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node'

export interface LanguageClientSettings {
  /** The bundle of the supervisor. */
  readonly program: string
  /** Where Node keeps what it compiled of the program, which halves the time of every start but the first. */
  readonly compileCache: string
  readonly log: LogOutputChannel
  readonly initializationOptions: object
  /** Called when the connection is gone though nobody asked for it. */
  readonly onClosed: () => void
}

/** What goes wrong is told by the views, with what to do; the library's own notifications would tell it a second time. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false)
  }
}

/** A client of the supervisor that never starts it again by itself: whoever holds it decides that. */
export function createLanguageClient({
  program,
  compileCache,
  log,
  initializationOptions,
  onClosed,
}: LanguageClientSettings): LanguageClient {
  const run = { module: program, transport: TransportKind.ipc, options: { env: { NODE_COMPILE_CACHE: compileCache } } }
  return new QuietClient(
    'reeve',
    'Reeve',
    { run, debug: run },
    {
      documentSelector: [{ scheme: 'file' }],
      outputChannel: log,
      traceOutputChannel: withoutTrace(log),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          onClosed()
          return { action: CloseAction.DoNotRestart, message: 'the connection to the supervisor is closed', handled: true }
        },
      },
    },
  )
}

/** The supervisor refuses to be initialized by another version, and does so for no other reason. */
export const isVersionMismatch = (error: unknown): boolean => error instanceof ResponseError && error.code === ErrorCodes.InvalidRequest

/**
 * The same channel for one that never traces: the key is in the first message to the supervisor, and a trace would write
 * every message down.
 */
const withoutTrace = (log: LogOutputChannel): LogOutputChannel => ({
  ...log,
  logLevel: LogLevel.Off,
  onDidChangeLogLevel: () => ({ dispose: () => undefined }),
})
