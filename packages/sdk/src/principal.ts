import { ReeveError } from '@reeve/protocol/errors'
import { createKeyPair, createSigner, type KeyPair, principalIdOf, type Signer } from '@reeve/protocol/signing'
import type { KeyStore } from './key-store.ts'

/** Whoever holds a key: a supervisor, an agent or a guard. The private half is reachable through `sign` alone. */
export interface Principal {
  /** 32 hexadecimal digits, made from the public key. */
  readonly id: string
  /** 32 octets. */
  readonly publicKey: Uint8Array
  /** Signs octets with Ed25519 on the thread pool. */
  readonly sign: Signer
}

/** The principal of a key pair. */
export const principalOf = (pair: KeyPair): Principal => ({
  id: principalIdOf(pair.publicKey),
  publicKey: pair.publicKey,
  sign: createSigner(pair),
})

/**
 * The principal whose key the store keeps; when it keeps none, one is made and kept. Of several processes that do so at once
 * all end with the same key. Throws `key-unreadable` when a key is there and cannot be read: it is never replaced.
 */
export async function loadOrCreatePrincipal(store: KeyStore): Promise<Principal> {
  const kept = await store.load()
  if (kept) return principalOf(kept)
  await store.save(createKeyPair())
  // Another process may have been first: the store alone says which key it is.
  const pair = await store.load()
  if (!pair) throw new ReeveError('key-unreadable', { path: store.kind, reason: 'what was saved is not there' })
  return principalOf(pair)
}
