import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto'
import nacl from 'tweetnacl'
import { ReeveError } from './errors.ts'
import { limits } from './limits.ts'

/**
 * Signed requests. What is signed is
 *   METHOD \n PATH?QUERY \n TIMESTAMP \n NONCE \n BODY
 * with BODY the exact octets that travel (compressed, if they are), TIMESTAMP in Unix seconds, NONCE 32 random bytes
 * in base64url. The signature is Ed25519 in base64. `test/vectors/signing.json` holds every implementation to it.
 */

export const signatureHeaders = {
  principal: 'x-agent-id',
  timestamp: 'x-timestamp',
  nonce: 'x-nonce',
  signature: 'x-signature',
} as const

/** An Ed25519 key pair: the public key is 32 octets, the seed the 32 octets that the private key is made from. */
export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly seed: Uint8Array
}

export interface RequestToSign {
  readonly method: string
  /** Path with its query, as sent. */
  readonly path: string
  readonly body: Uint8Array
}

export interface SignedHeaders {
  'x-agent-id': string
  'x-timestamp': string
  'x-nonce': string
  'x-signature': string
}

/** Makes a key pair; `seed` (32 octets) makes a known one. */
export function createKeyPair(seed: Uint8Array = randomBytes(32)): KeyPair {
  const pair = nacl.sign.keyPair.fromSeed(Uint8Array.from(seed))
  return { publicKey: pair.publicKey, seed: Uint8Array.from(seed) }
}

/** A principal's id: the first 32 hexadecimal digits of the SHA-256 of its first public key, so that registering anew gives the same one. */
export const principalIdOf = (publicKey: Uint8Array): string => createHash('sha256').update(publicKey).digest('hex').slice(0, 32)

export const createNonce = (): string => randomBytes(32).toString('base64url')

/** The octets that are signed. */
export function canonicalRequest(request: RequestToSign, timestamp: string, nonce: string): Uint8Array {
  const head = Buffer.from(`${request.method.toUpperCase()}\n${request.path}\n${timestamp}\n${nonce}\n`, 'utf8')
  return Buffer.concat([head, request.body])
}

/** Signs octets with Ed25519 off the calling thread. */
export type Signer = (octets: Uint8Array) => Promise<Uint8Array>

/** DER heads of RFC 8410, which turn 32 raw octets into what Node's crypto reads. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

/** Signs with Node's own crypto, on its thread pool. */
export function createSigner(pair: KeyPair): Signer {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, pair.seed]), format: 'der', type: 'pkcs8' })
  return (octets) =>
    new Promise((resolve, reject) => {
      nodeSign(null, octets, key, (error, signature) => (error ? reject(error) : resolve(signature)))
    })
}

/** The same signature by tweetnacl, for a runtime without Node's crypto. */
export function createPortableSigner(pair: KeyPair): Signer {
  const secretKey = nacl.sign.keyPair.fromSeed(Uint8Array.from(pair.seed)).secretKey
  return async (octets) => nacl.sign.detached(Uint8Array.from(octets), secretKey)
}

/** Signs a request; every try gets a timestamp and a nonce of its own. `now` in milliseconds. */
export async function signRequest(
  request: RequestToSign,
  principalId: string,
  signer: Signer,
  now: number = Date.now(),
  nonce: string = createNonce(),
): Promise<SignedHeaders> {
  const timestamp = String(Math.floor(now / 1000))
  const signature = await signer(canonicalRequest(request, timestamp, nonce))
  return {
    'x-agent-id': principalId,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': Buffer.from(signature).toString('base64'),
  }
}

export interface SignatureClaim {
  readonly principalId: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature: Uint8Array
}

const headerForms = {
  principal: /^[A-Za-z0-9_-]{1,64}$/,
  timestamp: /^\d{1,12}$/,
  nonce: /^[A-Za-z0-9_-]{43}$/,
  signature: /^[A-Za-z0-9+/]{86}==$/,
} as const

/** Reads the four headers. Throws `signature-missing` with the header's name. */
export function readSignatureHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): SignatureClaim {
  const read = (part: keyof typeof signatureHeaders): string => {
    const value = headers[signatureHeaders[part]]
    if (typeof value !== 'string' || !headerForms[part].test(value)) {
      throw new ReeveError('signature-missing', { header: signatureHeaders[part] })
    }
    return value
  }
  return {
    principalId: read('principal'),
    timestamp: read('timestamp'),
    nonce: read('nonce'),
    signature: Buffer.from(read('signature'), 'base64'),
  }
}

/** Throws `clock-skewed` when the claim's time is more than five minutes from `now` (milliseconds). */
export function checkClock(claim: SignatureClaim, now: number = Date.now()): void {
  const skewMs = Math.abs(now - Number(claim.timestamp) * 1000)
  if (skewMs > limits.clockWindowMs) throw new ReeveError('clock-skewed', { seconds: Math.round(skewMs / 1000) })
}

/** The form in which Node's crypto checks signatures; made once a key and kept. Throws a RangeError unless it gets 32 octets. */
export function importPublicKey(publicKey: Uint8Array): KeyObject {
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 public key has 32 octets')
  return createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' })
}

/** Whether the claim's signature is the key's over the request. */
export const verifyRequest = (request: RequestToSign, claim: SignatureClaim, publicKey: KeyObject): boolean =>
  nodeVerify(null, canonicalRequest(request, claim.timestamp, claim.nonce), publicKey, claim.signature)
