import { randomBytes } from 'node:crypto'
import type { SecretStorage } from 'vscode'

/** The key of this user's supervisor in the editor. */
export interface SupervisorKey {
  /** 32 octets in base64. Never logged, never in arguments or environment. */
  readonly seed: string
  /** When it was made, in milliseconds since the epoch. */
  readonly createdAt: number
}

const secretName = 'reeve.supervisorKey'
const seedBytes = 32

/**
 * The key that the editor's secret storage keeps; one is made when there is none. Two windows that start at once end with the
 * same key, since what is stored last is read back by both. Throws when what is stored is not a key: it is never replaced.
 */
export async function loadOrCreateKey(secrets: SecretStorage, now: () => number = Date.now): Promise<SupervisorKey> {
  const kept = await secrets.get(secretName)
  if (kept !== undefined) return parseKey(kept)
  await secrets.store(secretName, JSON.stringify({ seed: randomBytes(seedBytes).toString('base64'), createdAt: now() }))
  const stored = await secrets.get(secretName)
  if (stored === undefined) throw new Error('the editor’s secret storage does not keep what it is given')
  return parseKey(stored)
}

function parseKey(text: string): SupervisorKey {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable()
  }
  const { seed, createdAt } = (value ?? {}) as Partial<Record<keyof SupervisorKey, unknown>>
  if (typeof seed !== 'string' || typeof createdAt !== 'number' || Buffer.from(seed, 'base64').length !== seedBytes) throw unreadable()
  return { seed, createdAt }
}

const unreadable = (): Error => new Error('the key in the editor’s secret storage cannot be read')
