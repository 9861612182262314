import type { SignatureCheck } from '@reeve/protocol/api'
import { contentHash } from '@reeve/protocol/digest'
import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import { importPublicKey, verifyRequest } from '@reeve/protocol/signing'
import type { Database } from '../database/open.ts'
import { readJsonBody } from '../transport/body.ts'

/** A stored event with the batch that carried it, as it travelled. */
interface CarriedEvent {
  readonly record: unknown
  readonly principal: string
  readonly batch_id: string
  readonly method: string
  readonly path: string
  readonly signed_timestamp: string
  readonly nonce: string
  readonly signature: string
  readonly content_encoding: string | null
  readonly octets: Uint8Array
}

const invalidReasons = {
  signature: 'The signature does not match the octets that are kept.',
  missing: 'The signed batch does not hold this event.',
  differs: 'The stored record differs from the one that was signed.',
} as const

/** Checks, as often as it is asked, that what is stored is what its sender signed. */
export class SignatureCheckService {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Throws `not-found` when no such event is stored. */
  async check(source: string, eventId: string): Promise<SignatureCheck> {
    const carried = await this.#find(source, eventId)
    if (!carried) throw new ReeveError('not-found', { path: `/api/v1/events/${eventId}/signature` })
    const { principal, batch_id: batchId } = carried
    const keys = await this.#keysOf(principal)
    const unknown = { principal, batchId, signedAt: null, position: null, batchEvents: null }
    if (keys.length === 0) return { result: 'unknown', reason: 'The key of its sender is not known any more.', ...unknown }
    if (!keys.some((key) => isSignedBy(carried, key))) return { result: 'invalid', reason: invalidReasons.signature, ...unknown }
    const events = await eventsOf(carried)
    const index = events.findIndex((event) => (event as { id?: unknown } | null)?.id === eventId)
    const signedAt = new Date(Number(carried.signed_timestamp) * 1000).toISOString()
    const known = { principal, batchId, signedAt, position: index < 0 ? null : index + 1, batchEvents: events.length }
    if (index < 0) return { result: 'invalid', reason: invalidReasons.missing, ...known }
    if (contentHash(events[index]) !== contentHash(carried.record)) return { result: 'invalid', reason: invalidReasons.differs, ...known }
    return { result: 'valid', reason: null, ...known }
  }

  #find(source: string, eventId: string): Promise<CarriedEvent | undefined> {
    return this.#database.db
      .selectFrom('events as e')
      .innerJoin('batches as b', 'b.sequence', 'e.batch')
      .select(['e.record', 'b.principal', 'b.batch_id', 'b.method', 'b.path', 'b.signed_timestamp', 'b.nonce'])
      .select(['b.signature', 'b.content_encoding', 'b.octets'])
      .where('e.source', '=', source)
      .where('e.id', '=', eventId)
      .executeTakeFirst()
  }

  async #keysOf(principal: string): Promise<string[]> {
    const rows = await this.#database.db.selectFrom('agent_keys').select('public_key').where('agent_id', '=', principal).execute()
    return rows.map((row) => row.public_key)
  }
}

function isSignedBy(carried: CarriedEvent, publicKey: string): boolean {
  const claim = {
    principalId: carried.principal,
    timestamp: carried.signed_timestamp,
    nonce: carried.nonce,
    signature: Buffer.from(carried.signature, 'base64'),
  }
  return verifyRequest(
    { method: carried.method, path: carried.path, body: carried.octets },
    claim,
    importPublicKey(Buffer.from(publicKey, 'base64')),
  )
}

async function eventsOf({ octets, content_encoding: encoding }: CarriedEvent): Promise<readonly unknown[]> {
  const batch = (await readJsonBody(octets, encoding ?? undefined, limits.inflatedBodyBytes)) as { events?: unknown } | null
  return Array.isArray(batch?.events) ? batch.events : []
}
