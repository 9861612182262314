import { join } from 'node:path'
import { ReeveError } from '@reeve/protocol/errors'
import { createKeyPair, type KeyPair } from '@reeve/protocol/signing'
import { createFileKeyStore } from '@reeve/sdk/file-key-store'
import type { KeyStore } from '@reeve/sdk/key-store'
import { reasonOf } from './log.ts'

/** What of `@napi-rs/keyring` is used; the package is native and may be absent. */
interface KeyringEntry {
  getPassword(): string | null
  setPassword(password: string): void
}

const service = 'reeve'
const account = 'supervisor'

/**
 * Where this user's supervisor key is kept: the system's keychain, else a file under the passphrase in
 * `REEVE_KEY_PASSPHRASE`, else a plain file that only the user may read. `REEVE_KEYCHAIN=off` leaves the keychain out.
 * A key that is already in a file stays there.
 */
export async function openKeyStore(home: string, env: NodeJS.ProcessEnv = process.env): Promise<KeyStore> {
  const path = join(home, 'keys', 'supervisor.json')
  const passphrase = env.REEVE_KEY_PASSPHRASE
  const file = createFileKeyStore({ path, ...(passphrase ? { passphrase } : {}) })
  if (passphrase || env.REEVE_KEYCHAIN === 'off' || (await file.load())) return file
  return (await openKeychain(home)) ?? file
}

/** The keychain, when there is one that keeps what it is given; undefined otherwise. */
async function openKeychain(home: string): Promise<KeyStore | undefined> {
  try {
    const { Entry } = (await import('@napi-rs/keyring')) as { Entry: new (service: string, account: string) => KeyringEntry }
    // One entry a Reeve home, so that a second home (a test, another profile) does not meet the first one's key.
    const entry = new Entry(service, `${account}@${home}`)
    return probe(new Entry(service, `probe@${home}`)) ? keychainStore(entry) : undefined
  } catch {
    return undefined
  }
}

function probe(entry: KeyringEntry): boolean {
  entry.setPassword('probe')
  return entry.getPassword() === 'probe'
}

function keychainStore(entry: KeyringEntry): KeyStore {
  const load = async (): Promise<KeyPair | undefined> => {
    try {
      const seed = entry.getPassword()
      return seed ? createKeyPair(Buffer.from(seed, 'base64')) : undefined
    } catch (error) {
      throw new ReeveError('key-unreadable', { path: 'the system keychain', reason: reasonOf(error) })
    }
  }
  return {
    kind: 'keychain',
    load,
    save: async (pair) => {
      if (!(await load())) entry.setPassword(Buffer.from(pair.seed).toString('base64'))
    },
  }
}
