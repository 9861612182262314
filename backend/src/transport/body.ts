import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { z } from 'zod'
import { ReeveError } from '@reeve/protocol/errors'

const inflate = promisify(gunzip)

/**
 * The JSON value of a body. It is inflated with a bound, so that a small body cannot fill the memory.
 * Throws `body-inflates-too-far` or `body-malformed`.
 */
export async function readJsonBody(octets: Uint8Array, contentEncoding: string | undefined, inflatedLimitBytes: number): Promise<unknown> {
  const plain = await decode(octets, contentEncoding, inflatedLimitBytes)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain))
  } catch {
    throw new ReeveError('body-malformed', { reason: 'it is not JSON in UTF-8' })
  }
}

async function decode(octets: Uint8Array, contentEncoding: string | undefined, limit: number): Promise<Uint8Array> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity') {
    if (octets.length > limit) throw new ReeveError('body-inflates-too-far', { limit })
    return octets
  }
  if (encoding !== 'gzip') throw new ReeveError('body-malformed', { reason: 'its content encoding is neither gzip nor identity' })
  try {
    return await inflate(octets, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof RangeError) throw new ReeveError('body-inflates-too-far', { limit })
    throw new ReeveError('body-malformed', { reason: 'it is not gzip' })
  }
}

/** The value in the form of a schema. Throws `request-invalid` with the first field that is wrong, never its value. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ReeveError('request-invalid', { field: issue?.path.join('.') || 'body', reason: issue?.message ?? 'invalid' })
}
