import type { KeyPair } from '@reeve/protocol/signing'

/**
 * Where a principal's key pair is kept. A store holds one pair at most, and never gives up one that it holds for another:
 * whoever saves loads afterwards to learn which pair is kept.
 */
export interface KeyStore {
  readonly kind: 'keychain' | 'passphrase-file' | 'plain-file' | 'memory'
  /** The pair that is kept; undefined when there is none. Throws `key-unreadable` when there is one that cannot be read. */
  load(): Promise<KeyPair | undefined>
  /** Keeps the pair, unless the store holds one already: then nothing changes. Throws `key-unreadable` when it cannot be kept. */
  save(pair: KeyPair): Promise<void>
}

/** A store that lasts as long as the process. */
export function createMemoryKeyStore(): KeyStore {
  let kept: KeyPair | undefined
  return {
    kind: 'memory',
    load: async () => kept,
    save: async (pair) => {
      kept ??= pair
    },
  }
}
