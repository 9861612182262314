/**
 * The one log channel. A record is tagged by the part that wrote it; a sink decides where it is shown.
 * Fields hold names, counts, codes and times: never contents of files, arguments or environment.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LogRecord {
  readonly level: LogLevel
  readonly module: string
  readonly message: string
  readonly fields: Readonly<Record<string, string | number | boolean>>
}

export type LogSink = (record: LogRecord) => void

export type LogFields = LogRecord['fields']

export interface Logger {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** The same channel under another tag. */
  child(module: string): Logger
}

export function createLogger(sink: LogSink, module = 'core'): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void =>
      sink({ level, module, message, fields })
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (name) => createLogger(sink, name),
  }
}

const order: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

/** Lets through what is at least as grave as `level`. */
export const atLeast =
  (level: LogLevel, sink: LogSink): LogSink =>
  (record) => {
    if (order[record.level] >= order[level]) sink(record)
  }

/** A record on one line: `warn telemetry: the backend cannot be reached (failures=3)`. */
export function formatLogRecord(record: LogRecord): string {
  const fields = Object.entries(record.fields).map(([key, value]) => `${key}=${value}`)
  return `${record.level} ${record.module}: ${record.message}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`
}

/** What went wrong, in one line and without a stack. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
