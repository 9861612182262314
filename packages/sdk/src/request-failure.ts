import { ReeveError } from '@reeve/protocol/errors'

/** What a request failed of, in words that hold nothing of the request. */
const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'names cannot be looked up',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'it took too long to connect',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long to connect',
  UND_ERR_HEADERS_TIMEOUT: 'it took too long to answer',
  UND_ERR_BODY_TIMEOUT: 'it took too long to answer',
  TimeoutError: 'it took too long to answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not the one that is trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not the one that is trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not the one that is trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not the one that is trusted',
  CERT_SIGNATURE_FAILURE: 'its certificate is not the one that is trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it does not speak TLS 1.3',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
}

const codeOf = (error: Error): string => {
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? codeOf(error.cause) : error.name
}

/** The error for a request that got no answer. */
export function networkFailure(url: string, error: unknown): ReeveError {
  const code = error instanceof Error ? codeOf(error) : 'unknown'
  const reason =
    networkReasons[code] ?? (/^[A-Z][A-Z0-9_]{2,63}$/.test(code) ? `the connection failed with ${code}` : 'the connection failed')
  return new ReeveError('backend-unreachable', { url, reason })
}

export interface FailedAnswer {
  readonly url: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** The header Retry-After, in seconds or as a date. */
  readonly retryAfter: string | undefined
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown
}

/** The error for an answer that is no success: the backend's own where it sent one, otherwise the nearest of the catalogue. */
export function answerFailure(answer: FailedAnswer): ReeveError {
  const error = ReeveError.fromBody(answer.body) ?? foreignFailure(answer)
  const seconds = secondsOf(answer.retryAfter)
  return seconds === undefined ? error : new ReeveError(error.code, { ...error.details, retryAfterSeconds: seconds })
}

/** What a proxy, or something else that is no backend of ours, answered with. */
function foreignFailure({ url, method, path, status, retryAfter }: FailedAnswer): ReeveError {
  switch (status) {
    case 404:
      return new ReeveError('not-found', { path })
    case 405:
      return new ReeveError('method-unsupported', { path, method })
    case 413:
      return new ReeveError('body-too-large', { limit: 'the allowed number of' })
    case 429:
      return new ReeveError('rate-limited', { limit: 'the allowed number of', seconds: secondsOf(retryAfter) ?? 'a few' })
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return new ReeveError('request-invalid', { field: 'request', reason: `it was refused with status ${status} and no reason` })
  }
  return new ReeveError('backend-unreachable', { url, reason: `it answered with status ${status}` })
}

function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter)
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}

/** A backend that asks for a longer pause than its rate window of a minute is asked again after that minute. */
const longestPauseMs = 60_000

/** How long the backend asked to wait, in milliseconds; 0 when it did not. */
export function retryAfterMs(error: ReeveError): number {
  const seconds = error.details.retryAfterSeconds ?? (error.code === 'rate-limited' ? error.details.seconds : 0)
  return typeof seconds === 'number' && seconds > 0 ? Math.min(seconds * 1000, longestPauseMs) : 0
}
