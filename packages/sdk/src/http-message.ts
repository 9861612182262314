import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Route } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import type { Dispatcher } from 'undici'
import type { AnyRequest } from './route-request.ts'

const compress = promisify(gzip)

/** An answer that is longer is not read to its end. */
const answerBytes = 8 * 1024 * 1024

/** The path with its parameters and query, as it is sent and signed. */
export function pathOf(route: Route, request: AnyRequest, audience: string | undefined): string {
  const params = request.params ?? {}
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...request.query, audience })) {
    if (value !== undefined) query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

/** The octets that travel, compressed off this thread where that pays. */
export async function encodeBody(text: string | undefined): Promise<{ body: Buffer; headers: Record<string, string> }> {
  if (text === undefined) return { body: Buffer.alloc(0), headers: {} }
  const plain = Buffer.from(text, 'utf8')
  const headers = { 'content-type': 'application/json' }
  if (plain.length <= limits.gzipFromBytes) return { body: plain, headers }
  return { body: await compress(plain), headers: { ...headers, 'content-encoding': 'gzip' } }
}

export async function readAnswer(answer: Dispatcher.ResponseData, url: string): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > answerBytes) throw new ReeveError('backend-unreachable', { url, reason: `its answer is longer than ${answerBytes} octets` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
