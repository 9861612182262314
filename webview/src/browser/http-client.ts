import type { ErrorBody } from '@reeve/protocol/errors'
import { HostError } from '../shared/host-error.ts'

export interface JsonRequest {
  readonly method?: 'GET' | 'POST'
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly sessionToken?: string
  /** Milliseconds until the request is given up. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 30_000

const unreachable = (reason: string, cause?: unknown): HostError =>
  new HostError('backend-unreachable', `The backend cannot be reached: ${reason}.`, 'Check that it runs with reeve doctor.', { cause })

const isErrorBody = (value: unknown): value is ErrorBody => {
  const error = (value as Partial<ErrorBody> | null)?.error
  return typeof error?.code === 'string' && typeof error.message === 'string' && typeof error.action === 'string'
}

function urlOf(origin: string, path: string, query: JsonRequest['query']): URL {
  const url = new URL(path, origin)
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(name, String(value))
  return url
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (cause) {
    throw unreachable(`it answered ${response.status} without readable JSON`, cause)
  }
}

/** Asks the backend and gives the body of its answer. Rejects with the error the backend told, or `backend-unreachable`. */
export async function requestJson<T>(origin: string, path: string, request: JsonRequest = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  if (request.sessionToken !== undefined) headers.authorization = `Bearer ${request.sessionToken}`
  let response: Response
  try {
    response = await fetch(urlOf(origin, path, request.query), {
      method: request.method ?? 'GET',
      headers,
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(request.timeoutMs ?? defaultTimeoutMs),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    })
  } catch (cause) {
    throw unreachable(
      cause instanceof DOMException && cause.name === 'TimeoutError' ? 'it did not answer in time' : 'it does not answer',
      cause,
    )
  }
  const body = await readJson(response)
  if (response.ok) return body as T
  if (!isErrorBody(body)) throw unreachable(`it answered ${response.status}`)
  throw new HostError(body.error.code, body.error.message, body.error.action)
}
