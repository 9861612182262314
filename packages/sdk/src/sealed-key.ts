import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import type { KeyPair } from '@reeve/protocol/signing'
import * as z from 'zod'

/**
 * A key pair under a passphrase: scrypt (RFC 7914) makes a key of the passphrase, AES-256-GCM seals the seed with it. All that
 * is needed to open it but the passphrase stands in the record, so that the parameters can be raised later.
 */

/** 2^17 with r = 8 and p = 1 is what OWASP's password storage advice asks of scrypt: 128 MB and about half a second. */
export const defaultScryptCost = 2 ** 17

/** The most that a record may ask for, so that a forged file cannot take the machine's memory: 1 GB. */
const largestScryptCost = 2 ** 20
const blockSize = 8
const parallelism = 1

const octets = (length: number) =>
  z
    .base64()
    .refine((text) => Buffer.from(text, 'base64').length === length)
    .transform((text) => Buffer.from(text, 'base64'))

export const sealedKeySchema = z.object({
  version: z.literal(1),
  kind: z.literal('scrypt-aes-256-gcm'),
  publicKey: octets(32),
  scrypt: z.object({
    n: z
      .int()
      .min(2)
      .max(largestScryptCost)
      .refine((n) => Number.isInteger(Math.log2(n))),
    r: z.literal(blockSize),
    p: z.literal(parallelism),
    salt: octets(16),
  }),
  nonce: octets(12),
  /** The seed under the cipher, and behind it the tag of 16 octets. */
  sealed: octets(48),
})
/** As it stands in a file: octets are base64. */
export type SealedKeyRecord = z.input<typeof sealedKeySchema>
export type SealedKey = z.output<typeof sealedKeySchema>

const deriveKey = (passphrase: string, salt: Uint8Array, cost: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: cost, r: blockSize, p: parallelism, maxmem: 256 * cost * blockSize }
    // The same passphrase may reach us composed or decomposed, depending on the keyboard and the system.
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)))
  })

/** Binds what is not secret to what is: a record with another public key or other parameters does not open. */
const associatedData = (record: { publicKey: Uint8Array; cost: number }): Buffer =>
  Buffer.concat([Buffer.from(`reeve-key 1 scrypt-aes-256-gcm ${record.cost} ${blockSize} ${parallelism} `), record.publicKey])

/** Seals a pair under a passphrase. `cost` is scrypt's N, a power of two. Runs on the thread pool. */
export async function sealKey(pair: KeyPair, passphrase: string, cost: number = defaultScryptCost): Promise<SealedKeyRecord> {
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', await deriveKey(passphrase, salt, cost), nonce)
  cipher.setAAD(associatedData({ publicKey: pair.publicKey, cost }))
  const sealed = Buffer.concat([cipher.update(pair.seed), cipher.final(), cipher.getAuthTag()])
  return {
    version: 1,
    kind: 'scrypt-aes-256-gcm',
    publicKey: Buffer.from(pair.publicKey).toString('base64'),
    scrypt: { n: cost, r: blockSize, p: parallelism, salt: salt.toString('base64') },
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
  }
}

/** Opens a sealed pair; undefined when the passphrase is not the one it was sealed under, or the record was changed. */
export async function openSealedKey(record: SealedKey, passphrase: string): Promise<KeyPair | undefined> {
  const { publicKey } = record
  const key = await deriveKey(passphrase, record.scrypt.salt, record.scrypt.n)
  const decipher = createDecipheriv('aes-256-gcm', key, record.nonce, { authTagLength: 16 })
  decipher.setAAD(associatedData({ publicKey, cost: record.scrypt.n }))
  decipher.setAuthTag(record.sealed.subarray(32))
  try {
    const seed = Buffer.concat([decipher.update(record.sealed.subarray(0, 32)), decipher.final()])
    return { publicKey, seed }
  } catch {
    return undefined
  }
}
