import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'

export interface CommonOptions {
  readonly logLevel: string
  readonly requestsPerMinute: number
  readonly retention: RetentionOptions
}

/** What is kept: at most so much, at most so long. The present detections always stay. */
export interface RetentionOptions {
  readonly maxSizeBytes: number
  readonly maxAgeMs: number
}

export interface EmbeddedOptions extends CommonOptions {
  readonly mode: 'embedded'
  readonly data: string
  /** Without a client for this long, the process ends. */
  readonly idleMs: number
}

export interface TeamOptions extends CommonOptions {
  readonly mode: 'team'
  readonly postgresUrl: string
  readonly host: string
  readonly port: number
  readonly data: string | undefined
  readonly tlsFiles: { readonly certificate: string; readonly key: string } | undefined
}

export const usage = `Usage:
  main.js --embedded --data DIR
  main.js --postgres URL [--host HOST] [--port PORT] [--tls-cert FILE --tls-key FILE] [--data DIR]
Environment: REEVE_BACKEND_POSTGRES, REEVE_BACKEND_MAX_SIZE_MB, REEVE_BACKEND_MAX_AGE_DAYS, REEVE_BACKEND_IDLE_SECONDS,
  REEVE_BACKEND_REQUESTS_PER_MINUTE, REEVE_BACKEND_LOG_LEVEL`

const dayMs = 86_400_000
const megabyte = 1024 * 1024
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const defaults = { maxSizeMb: 500, maxAgeDays: 30, idleSeconds: 30, port: 8080, host: '127.0.0.1' }

type Environment = Readonly<Record<string, string | undefined>>

/** Reads flags and environment. Throws `usage` with what is wrong; a database's URL, which may hold a password, is never repeated. */
export function readOptions(args: readonly string[], environment: Environment): EmbeddedOptions | TeamOptions {
  const flags = readFlags(args)
  const common = readCommon(environment)
  const postgresUrl = flags.postgres ?? environment.REEVE_BACKEND_POSTGRES
  if (flags.embedded) {
    if (flags.postgres !== undefined) throw wrong('--embedded and --postgres exclude each other.')
    if (flags.data === undefined) throw wrong('--embedded needs --data DIR.')
    const idleSeconds = readNumber('REEVE_BACKEND_IDLE_SECONDS', environment.REEVE_BACKEND_IDLE_SECONDS, defaults.idleSeconds, 1, 86_400)
    return { ...common, mode: 'embedded', data: resolve(flags.data), idleMs: idleSeconds * 1000 }
  }
  if (postgresUrl === undefined) throw wrong('Either --embedded or --postgres URL is needed.')
  checkPostgresUrl(postgresUrl)
  if ((flags['tls-cert'] === undefined) !== (flags['tls-key'] === undefined)) throw wrong('--tls-cert and --tls-key go together.')
  return {
    ...common,
    mode: 'team',
    postgresUrl,
    host: flags.host ?? defaults.host,
    port: readNumber('--port', flags.port, defaults.port, 0, 65_535),
    data: flags.data === undefined ? undefined : resolve(flags.data),
    tlsFiles:
      flags['tls-cert'] === undefined || flags['tls-key'] === undefined
        ? undefined
        : { certificate: resolve(flags['tls-cert']), key: resolve(flags['tls-key']) },
  }
}

const wrong = (reason: string): ReeveError => new ReeveError('usage', { reason })

function readFlags(args: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    const options = {
      embedded: { type: 'boolean' },
      data: text,
      postgres: text,
      host: text,
      port: text,
      'tls-cert': text,
      'tls-key': text,
    } as const
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    // Node's message names the flag and never its value.
    throw wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'The flags cannot be read.')
  }
}

function readCommon(environment: Environment): CommonOptions {
  const read = (name: string, fallback: number, most: number): number => readNumber(name, environment[name], fallback, 1, most)
  const logLevel = environment.REEVE_BACKEND_LOG_LEVEL ?? 'info'
  if (!logLevels.includes(logLevel)) throw wrong(`REEVE_BACKEND_LOG_LEVEL must be one of ${logLevels.join(', ')}.`)
  return {
    logLevel,
    requestsPerMinute: read('REEVE_BACKEND_REQUESTS_PER_MINUTE', limits.requestsPerMinute, 1_000_000),
    retention: {
      maxSizeBytes: read('REEVE_BACKEND_MAX_SIZE_MB', defaults.maxSizeMb, 1_000_000) * megabyte,
      maxAgeMs: read('REEVE_BACKEND_MAX_AGE_DAYS', defaults.maxAgeDays, 3650) * dayMs,
    },
  }
}

function readNumber(name: string, text: string | undefined, fallback: number, least: number, most: number): number {
  if (text === undefined) return fallback
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) throw wrong(`${name} must be a whole number from ${least} to ${most}.`)
  return value
}

function checkPostgresUrl(url: string): void {
  const parsed = URL.parse(url)
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) throw wrong('The URL of the database must begin with postgres://.')
}
