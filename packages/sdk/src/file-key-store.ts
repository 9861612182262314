import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, type FileHandle, link, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { ReeveError } from '@reeve/protocol/errors'
import { createKeyPair, type KeyPair } from '@reeve/protocol/signing'
import * as z from 'zod'
import type { KeyStore } from './key-store.ts'
import { defaultScryptCost, openSealedKey, type SealedKeyRecord, sealedKeySchema, sealKey } from './sealed-key.ts'

export interface FileKeyStoreOptions {
  /** The file. Its folder is made when it is missing, for the user alone. */
  readonly path: string
  /** Seals the key. A plain file that is there already is sealed when it is loaded. Empty counts as none. */
  readonly passphrase?: string | undefined
  /** scrypt's N for a key that is sealed now, a power of two; 2^17 unless given. */
  readonly scryptCost?: number
}

const plainKeySchema = z.object({ version: z.literal(1), kind: z.literal('plain'), publicKey: z.base64(), seed: z.base64() })
type PlainKeyRecord = z.infer<typeof plainKeySchema>

/** A key file has some 400 octets; anything far larger is no key file and is not read. */
const largestFileBytes = 16 * 1024

const hasModes = process.platform !== 'win32'

/**
 * Keeps a key pair in a JSON file of mode 0600 in a folder of mode 0700; permissions that are wider are narrowed. A file is
 * made whole or not at all, and one that cannot be read is left as it is. Errors: `key-unreadable` with `path` and `reason`.
 */
export function createFileKeyStore(options: FileKeyStoreOptions): KeyStore {
  const path = resolve(options.path)
  const passphrase = options.passphrase || undefined
  const cost = options.scryptCost ?? defaultScryptCost

  const encode = async (pair: KeyPair): Promise<PlainKeyRecord | SealedKeyRecord> =>
    passphrase === undefined ? plainRecord(pair) : await sealKey(pair, passphrase, cost)

  return {
    kind: passphrase === undefined ? 'plain-file' : 'passphrase-file',

    async load() {
      const text = await readPrivateFile(path)
      if (text === undefined) return undefined
      const record = parseRecord(path, text)
      if (record.kind === 'plain') {
        const pair = openPlainKey(path, record)
        if (passphrase !== undefined) await writeFileWhole(path, await encode(pair), rename)
        return pair
      }
      if (passphrase === undefined) throw unreadable(path, 'it is under a passphrase, and none was given')
      const pair = await openSealedKey(record, passphrase)
      if (!pair) throw unreadable(path, 'the passphrase is another one, or the file was changed')
      return checkPair(path, pair)
    },

    async save(pair) {
      await writeFileWhole(path, await encode(pair), linkUnlessTaken)
    },
  }
}

/** A hard link is the one way to give a whole file a name only if nothing has that name. */
async function linkUnlessTaken(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

const unreadable = (path: string, reason: string): ReeveError => new ReeveError('key-unreadable', { path, reason })

/** Reasons in words; an errno's own message would repeat the path. */
const systemReasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  EEXIST: 'a part of its path is not a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its path is a loop of links',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown')

const systemFailure = (path: string, error: unknown): ReeveError => {
  if (error instanceof ReeveError) return error
  const code = codeOf(error)
  return unreadable(path, systemReasons[code] ?? `the system says ${code}`)
}

/** Reads the file and narrows its permissions; undefined when it is not there. */
async function readPrivateFile(path: string): Promise<string | undefined> {
  let file: FileHandle | undefined
  try {
    // Without O_NONBLOCK opening a named pipe would wait for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const status = await file.stat()
    if (!status.isFile()) throw unreadable(path, 'it is not a file')
    if (status.size > largestFileBytes) throw unreadable(path, `it is larger than ${largestFileBytes} octets`)
    if (hasModes && (status.mode & 0o077) !== 0) await file.chmod(0o600)
    await narrowFolder(dirname(path))
    return await file.readFile('utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw systemFailure(path, error)
  } finally {
    await file?.close()
  }
}

/** Shuts others out of the folder, unless it holds more than keys: the home, a shared folder such as /tmp, another user's. */
async function narrowFolder(folder: string): Promise<void> {
  if (!hasModes || folder === homedir()) return
  const { mode, uid } = await stat(folder)
  const isShared = (mode & 0o1000) !== 0
  if ((mode & 0o077) !== 0 && !isShared && uid === process.getuid?.()) await chmod(folder, 0o700)
}

function parseRecord(path: string, text: string) {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable(path, 'it is not JSON')
  }
  const parsed = z.discriminatedUnion('kind', [plainKeySchema, sealedKeySchema]).safeParse(value)
  if (!parsed.success)
    throw unreadable(path, `it is not a key file of a version that is known (${parsed.error.issues[0]?.path.join('.') || 'kind'})`)
  return parsed.data
}

const plainRecord = (pair: KeyPair): PlainKeyRecord => ({
  version: 1,
  kind: 'plain',
  publicKey: Buffer.from(pair.publicKey).toString('base64'),
  seed: Buffer.from(pair.seed).toString('base64'),
})

const openPlainKey = (path: string, record: PlainKeyRecord): KeyPair =>
  checkPair(path, { publicKey: Buffer.from(record.publicKey, 'base64'), seed: Buffer.from(record.seed, 'base64') })

/** Refuses a pair whose halves do not belong together: signing with it would only fail far from here. */
function checkPair(path: string, pair: KeyPair): KeyPair {
  if (pair.seed.length !== 32) throw unreadable(path, 'its key has not 32 octets')
  const whole = createKeyPair(pair.seed)
  if (!Buffer.from(whole.publicKey).equals(pair.publicKey)) throw unreadable(path, 'its public key is not that of its private key')
  return whole
}

/** Writes a file beside `path` and gives it that name by `place`, which may find that the name is taken. */
async function writeFileWhole(path: string, record: unknown, place: (from: string, to: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(temporary, `${JSON.stringify(record, null, 2)}\n`, { flag: 'wx', mode: 0o600, flush: true })
    await place(temporary, path)
  } catch (error) {
    throw systemFailure(path, error)
  } finally {
    // What could not be made cannot be removed either, and the first failure is the one to tell.
    await rm(temporary, { force: true }).catch(() => {})
  }
}
