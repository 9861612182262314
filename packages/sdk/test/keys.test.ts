import { execFile } from 'node:child_process'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ReeveError } from '@reeve/protocol/errors'
import {
  canonicalRequest,
  createKeyPair,
  importPublicKey,
  principalIdOf,
  readSignatureHeaders,
  signRequest,
  verifyRequest,
} from '@reeve/protocol/signing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileKeyStore } from '../src/file-key-store.ts'
import { createMemoryKeyStore, type KeyStore } from '../src/key-store.ts'
import { loadOrCreatePrincipal, principalOf } from '../src/principal.ts'
import { openSealedKey, sealedKeySchema, sealKey } from '../src/sealed-key.ts'

const run = promisify(execFile)

/** Small, since what it costs to derive a key is not what these tests are about. */
const scryptCost = 16

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-keys-'))
  path = join(folder, 'keys', 'supervisor.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777

const reasonOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ReeveError)
  expect(error).toMatchObject({ code: 'key-unreadable' })
  return String((error as ReeveError).details.reason)
}

const stores: [string, (path: string) => KeyStore][] = [
  ['memory', () => createMemoryKeyStore()],
  ['plain-file', (file) => createFileKeyStore({ path: file })],
  ['passphrase-file', (file) => createFileKeyStore({ path: file, passphrase: 'correct horse', scryptCost })],
]

describe.each(stores)('a %s store', (kind, create) => {
  test('says what it is, is empty at first, and gives back what it keeps', async () => {
    const store = create(path)
    expect(store.kind).toBe(kind)
    expect(await store.load()).toBeUndefined()
    const pair = createKeyPair()
    await store.save(pair)
    const loaded = await store.load()
    expect(Buffer.from(loaded?.seed ?? []).equals(pair.seed)).toBe(true)
    expect(Buffer.from(loaded?.publicKey ?? []).equals(pair.publicKey)).toBe(true)
  })

  test('does not give up the pair that it keeps', async () => {
    const store = create(path)
    const pair = createKeyPair()
    await store.save(pair)
    await store.save(createKeyPair())
    expect(principalIdOf((await store.load())?.publicKey ?? pair.seed)).toBe(principalIdOf(pair.publicKey))
  })

  test('holds one principal, however many ask for it at once', async () => {
    const store = create(path)
    const principals = await Promise.all(Array.from({ length: 8 }, () => loadOrCreatePrincipal(store)))
    expect(new Set(principals.map(({ id }) => id)).size).toBe(1)
    expect((await loadOrCreatePrincipal(store)).id).toBe(principals[0]?.id)
  })
})

test('processes that create a key at once end with one, and leave nothing behind', async () => {
  const store = new URL('../src/file-key-store.ts', import.meta.url).href
  const principal = new URL('../src/principal.ts', import.meta.url).href
  const script = `
    import { createFileKeyStore } from ${JSON.stringify(store)}
    import { loadOrCreatePrincipal } from ${JSON.stringify(principal)}
    process.stdout.write((await loadOrCreatePrincipal(createFileKeyStore({ path: process.argv[1] }))).id)`
  const ids = await Promise.all(
    Array.from({ length: 4 }, async () => (await run(process.execPath, ['--input-type=module-typescript', '--eval', script, path])).stdout),
  )
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(await readdir(join(folder, 'keys'))).toEqual(['supervisor.json'])
})

test('a principal signs what the protocol verifies', async () => {
  const principal = principalOf(createKeyPair())
  const request = { method: 'POST', path: '/api/v1/agents?x=1', body: Buffer.from('{}') }
  const headers = await signRequest(request, principal.id, principal.sign)
  expect(verifyRequest(request, readSignatureHeaders({ ...headers }), importPublicKey(principal.publicKey))).toBe(true)
  expect(await principal.sign(canonicalRequest(request, '1', 'n'))).toHaveLength(64)
})

test('a store that loses what it is given is told', async () => {
  const store: KeyStore = { kind: 'keychain', load: async () => undefined, save: async () => {} }
  expect(await reasonOf(loadOrCreatePrincipal(store))).toBe('what was saved is not there')
})

describe('a key file', () => {
  test('is the user’s alone, and so is its folder', async () => {
    await createFileKeyStore({ path }).save(createKeyPair())
    expect(await modeOf(path)).toBe(0o600)
    expect(await modeOf(join(folder, 'keys'))).toBe(0o700)
  })

  test('that is open to others is closed when it is loaded, and so is its folder', async () => {
    const store = createFileKeyStore({ path })
    await store.save(createKeyPair())
    await chmod(path, 0o644)
    await chmod(join(folder, 'keys'), 0o755)
    await store.load()
    expect(await modeOf(path)).toBe(0o600)
    expect(await modeOf(join(folder, 'keys'))).toBe(0o700)
  })

  test('in a folder that is shared by all leaves that folder as it is', async () => {
    const shared = join(folder, 'shared')
    await mkdir(shared)
    await chmod(shared, 0o1777)
    const store = createFileKeyStore({ path: join(shared, 'key.json') })
    await store.save(createKeyPair())
    await store.load()
    expect((await stat(shared)).mode & 0o7777).toBe(0o1777)
  })

  test('under a passphrase holds neither seed nor passphrase', async () => {
    const pair = createKeyPair()
    await createFileKeyStore({ path, passphrase: 'correct horse', scryptCost }).save(pair)
    const text = await readFile(path, 'utf8')
    expect(text).not.toContain(Buffer.from(pair.seed).toString('base64'))
    expect(text).not.toContain('correct horse')
    expect(JSON.parse(text)).toMatchObject({ version: 1, kind: 'scrypt-aes-256-gcm', scrypt: { n: scryptCost, r: 8, p: 1 } })
  })

  test('that is plain is sealed once a passphrase is given', async () => {
    const pair = createKeyPair()
    await createFileKeyStore({ path }).save(pair)
    const store = createFileKeyStore({ path, passphrase: 'correct horse', scryptCost })
    expect(principalIdOf((await store.load())?.publicKey ?? pair.seed)).toBe(principalIdOf(pair.publicKey))
    expect(JSON.parse(await readFile(path, 'utf8')).kind).toBe('scrypt-aes-256-gcm')
    expect(await modeOf(path)).toBe(0o600)
    expect(principalIdOf((await store.load())?.publicKey ?? pair.seed)).toBe(principalIdOf(pair.publicKey))
    expect(await reasonOf(createFileKeyStore({ path, passphrase: '' }).load())).toContain('none was given')
  })

  const pair = createKeyPair(new Uint8Array(32).fill(7))
  const plain = {
    version: 1,
    kind: 'plain',
    publicKey: Buffer.from(pair.publicKey).toString('base64'),
    seed: Buffer.from(pair.seed).toString('base64'),
  }
  test.each<[string, string, string]>([
    ['is empty', '', 'not JSON'],
    ['was cut short', JSON.stringify(plain).slice(0, -20), 'not JSON'],
    ['is of a later version', JSON.stringify({ ...plain, version: 2 }), 'version'],
    ['is of an unknown kind', JSON.stringify({ ...plain, kind: 'other' }), 'kind'],
    ['is a list', '[]', 'kind'],
    ['has a short key', JSON.stringify({ ...plain, seed: 'AAAA' }), '32 octets'],
    ['has the public key of another', JSON.stringify({ ...plain, publicKey: Buffer.alloc(32).toString('base64') }), 'public key'],
    ['is huge', ' '.repeat(20_000), 'larger than 16384'],
  ])('that %s is told, shows no key, and is left as it is', async (_, text, words) => {
    await mkdir(join(folder, 'keys'), { recursive: true })
    await writeFile(path, text)
    const reason = await reasonOf(loadOrCreatePrincipal(createFileKeyStore({ path })))
    expect(reason).toContain(words)
    expect(reason).not.toContain(plain.seed)
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  test('under another passphrase is told, shows none, and is left as it is', async () => {
    await createFileKeyStore({ path, passphrase: 'correct horse', scryptCost }).save(pair)
    const before = await readFile(path, 'utf8')
    const reason = await reasonOf(loadOrCreatePrincipal(createFileKeyStore({ path, passphrase: 'battery staple', scryptCost })))
    expect(reason).toBe('the passphrase is another one, or the file was changed')
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  test.runIf(process.platform !== 'win32')('that is no file at all is told', async () => {
    await mkdir(path, { recursive: true })
    expect(await reasonOf(createFileKeyStore({ path }).load())).toMatch(/folder|not a file/)
    const pipe = join(folder, 'pipe')
    await run('mkfifo', [pipe])
    expect(await reasonOf(createFileKeyStore({ path: pipe }).load())).toBe('it is not a file')
    expect((await lstat(pipe)).isFIFO()).toBe(true)
    const loop = join(folder, 'loop')
    await symlink(loop, loop)
    expect(await reasonOf(createFileKeyStore({ path: loop }).load())).toBe('its path is a loop of links')
  })

  test('that cannot be made is told', async () => {
    await writeFile(join(folder, 'keys'), '')
    expect(await reasonOf(createFileKeyStore({ path }).save(pair))).toMatch(/not a folder|EEXIST/)
  })
})

describe('a sealed key', () => {
  test('opens under its passphrase alone, for any passphrase and any key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        async (passphrase, other, seed) => {
          const pair = createKeyPair(seed)
          const record = sealedKeySchema.parse(JSON.parse(JSON.stringify(await sealKey(pair, passphrase, scryptCost))))
          expect(Buffer.from((await openSealedKey(record, passphrase))?.seed ?? []).equals(pair.seed)).toBe(true)
          if (other.normalize('NFKC') !== passphrase.normalize('NFKC')) expect(await openSealedKey(record, other)).toBeUndefined()
        },
      ),
      { numRuns: 50 },
    )
  })

  test('does not open once any of it was changed', async () => {
    const sealed = sealedKeySchema.parse(await sealKey(createKeyPair(), 'correct horse', scryptCost))
    const flip = (octets: Buffer, at: number): Buffer<ArrayBuffer> => {
      const changed = Buffer.from(octets)
      changed[at % octets.length] = (changed[at % octets.length] ?? 0) ^ 1
      return changed
    }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('publicKey', 'nonce', 'sealed', 'salt', 'n'), fc.nat(47), async (part, at) => {
        const { scrypt } = sealed
        const changed = {
          ...sealed,
          ...(part === 'salt' ? { scrypt: { ...scrypt, salt: flip(scrypt.salt, at) } } : {}),
          ...(part === 'n' ? { scrypt: { ...scrypt, n: 32 } } : {}),
          ...(part === 'publicKey' || part === 'nonce' || part === 'sealed' ? { [part]: flip(sealed[part], at) } : {}),
        }
        expect(await openSealedKey(changed, 'correct horse')).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  test.each([3, 2 ** 21, 0, -2, 1.5])('may not ask for a cost of %d', async (n) => {
    const record = await sealKey(createKeyPair(), 'correct horse', scryptCost)
    expect(sealedKeySchema.safeParse({ ...record, scrypt: { ...record.scrypt, n } }).success).toBe(false)
  })
})
