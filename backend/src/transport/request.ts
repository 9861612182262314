import type { FastifyRequest } from 'fastify'
import type { RequestToSign, SignatureClaim } from '@reeve/protocol/signing'
import type { ErrorCode } from '@reeve/protocol/errors'

/** Who asks: a principal that signed, or the holder of a dashboard's session. */
export type Caller = { readonly kind: 'principal'; readonly principalId: string } | { readonly kind: 'session' }

/** Where a request comes from, for receipts, the audit and the log. */
export interface RequestOrigin {
  readonly requestId: string
  readonly remoteAddress: string
  readonly receivedAt: Date
}

/** A request whose signature was found good, as it travelled. */
export interface SignedRequest extends RequestToSign {
  readonly claim: SignatureClaim
  readonly contentEncoding: string | undefined
}

/** What is noted on a request on its way, for the audit. */
export interface AuditNote {
  action: string
  /** The principal that signed; of a refused request the one that it claimed, if that one is registered. */
  principal: string | null
  errorCode: ErrorCode | null
  /** Kept from the start: a connection that was closed no longer knows it. */
  readonly remoteAddress: string
  /** Whether the audit has it already. */
  done: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    auditNote: AuditNote
  }
}

export const originOf = (request: FastifyRequest): RequestOrigin => ({
  requestId: request.id,
  remoteAddress: request.ip,
  receivedAt: new Date(),
})

/** The octets of the body as they came; empty when there is none. */
export const octetsOf = (request: FastifyRequest): Uint8Array => (request.body instanceof Uint8Array ? request.body : new Uint8Array())

/** What the signature of a request is over. `raw.url` is the path with its query, as sent. */
export const requestToSign = (request: FastifyRequest): RequestToSign => ({
  method: request.method,
  path: request.raw.url ?? request.url,
  body: octetsOf(request),
})
