import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { ReeveError } from '@reeve/protocol/errors'
import { createKeyPair, type KeyPair } from '@reeve/protocol/signing'
import { createFileKeyStore } from '@reeve/sdk/file-key-store'
import type { KeyStore } from '@reeve/sdk/key-store'
import { reasonOf } from './log.ts'
import { readOrCreateFile } from './reeve-home.ts'

/** What of `@napi-rs/keyring` is used; the package is native and may be absent. */
export interface KeyringEntry {
  getPassword(): string | null
  setPassword(password: string): void
  deletePassword(): void
}

/** The keychain that the system has; undefined where there is none, or none that keeps what it is given. */
export type OpenKeyring = (account: string) => Promise<KeyringEntry | undefined>

/**
 * Where this user's supervisor key is kept: the system's keychain, else a file under the passphrase in
 * `REEVE_KEY_PASSPHRASE`, else a plain file that only the user may read. `REEVE_KEYCHAIN=off` leaves the keychain out.
 * A key stays where it is: one in a file is not moved, and a note in the folder says when it is in the keychain, so that
 * a keychain that is locked today does not make a second identity. Throws `key-unreadable`.
 */
export async function openKeyStore(
  home: string,
  env: NodeJS.ProcessEnv = process.env,
  openKeyring: OpenKeyring = systemKeyring,
): Promise<KeyStore> {
  const path = join(home, 'keys', 'supervisor.json')
  const note = join(home, 'keys', 'in-keychain')
  const passphrase = env.REEVE_KEY_PASSPHRASE
  const file = createFileKeyStore({ path, ...(passphrase ? { passphrase } : {}) })
  if (passphrase || env.REEVE_KEYCHAIN === 'off' || (await file.load())) return file
  // One entry a Reeve home, so that a second home (a test, another profile) does not meet the first one's key.
  const entry = await openKeyring(`supervisor@${home}`).catch(() => undefined)
  if (entry) return keychainStore(entry, note)
  if (await exists(note)) throw new ReeveError('key-unreadable', { path: keychainName, reason: 'it cannot be opened now' })
  return file
}

const keychainName = 'the system keychain'

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function systemKeyring(account: string): Promise<KeyringEntry | undefined> {
  // Without a session bus the library falls back to the kernel's keys, which are gone after a restart.
  if (process.platform === 'linux' && !process.env.DBUS_SESSION_BUS_ADDRESS) return undefined
  const { Entry } = (await import('@napi-rs/keyring')) as { Entry: new (service: string, account: string) => KeyringEntry }
  const probe = new Entry('reeve', `probe of ${account}`)
  probe.setPassword('probe')
  const keeps = probe.getPassword() === 'probe'
  probe.deletePassword()
  const entry = new Entry('reeve', account)
  entry.getPassword()
  return keeps ? entry : undefined
}

function keychainStore(entry: KeyringEntry, note: string): KeyStore {
  const unreadable = (error: unknown): ReeveError => new ReeveError('key-unreadable', { path: keychainName, reason: reasonOf(error) })
  const load = async (): Promise<KeyPair | undefined> => {
    try {
      const seed = entry.getPassword()
      return seed ? createKeyPair(Buffer.from(seed, 'base64')) : undefined
    } catch (error) {
      throw unreadable(error)
    }
  }
  return {
    kind: 'keychain',
    load,
    save: async (pair) => {
      if (await load()) return
      await readOrCreateFile(note, () => 'The key is in the system keychain.\n')
      try {
        entry.setPassword(Buffer.from(pair.seed).toString('base64'))
      } catch (error) {
        throw unreadable(error)
      }
    },
  }
}
