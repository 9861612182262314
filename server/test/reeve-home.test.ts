import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyPair } from '@reeve/protocol/signing'
import { compareVersions } from '@reeve/protocol/version'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KeyringEntry, openKeyStore } from '../src/keys.ts'
import { privateFolder, readOrCreateFile, reeveHome } from '../src/reeve-home.ts'
import { openWorkspace } from '../src/workspace.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-home-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('where Reeve keeps what is the user’s', () => {
  it.each([
    [{ REEVE_HOME: '/x' }, 'linux', '/x'],
    [{ XDG_STATE_HOME: '/state' }, 'linux', '/state/reeve'],
    [{}, 'linux', '.local/state/reeve'],
    [{}, 'darwin', 'Library/Application Support/Reeve'],
    [{ LOCALAPPDATA: '/local' }, 'win32', '/local/Reeve'],
    [{}, 'win32', 'AppData/Local/Reeve'],
  ] as const)('with %j on %s ends in %s', (env, platform, end) => {
    expect(reeveHome(env, platform).endsWith(end)).toBe(true)
  })

  it('takes away the rights of others', async () => {
    const open = join(folder, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    await privateFolder(open)
    expect((await stat(open)).mode & 0o777).toBe(0o700)
  })

  it('makes a file once, however many ask at once', async () => {
    const path = join(folder, 'deep', 'id')
    const contents = await Promise.all(Array.from({ length: 20 }, (_, index) => readOrCreateFile(path, () => `content ${index}`)))
    expect(new Set(contents).size).toBe(1)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'deep'))).toEqual(['id'])
  })
})

describe('a workspace', () => {
  it('has an id that is stable, the same through a link, and says nothing of the path', async () => {
    const home = join(folder, 'home')
    const real = join(folder, 'project')
    await mkdir(real)
    await symlink(real, join(folder, 'link'))
    const [first, again, linked] = [
      await openWorkspace(real, home),
      await openWorkspace(real, home),
      await openWorkspace(join(folder, 'link'), home),
    ]
    expect([again.id, linked.id]).toEqual([first.id, first.id])
    expect(first).toMatchObject({ name: 'project' })
    expect((await openWorkspace(real, join(folder, 'other-home'))).id).not.toBe(first.id)
  })

  it('must be there', async () => {
    await expect(openWorkspace(join(folder, 'missing'), folder)).rejects.toMatchObject({ code: 'workspace-missing' })
  })
})

describe('the key store of the command line', () => {
  it('is a plain file where there is neither keychain nor passphrase', async () => {
    const store = await openKeyStore(folder, { REEVE_KEYCHAIN: 'off' })
    expect(store.kind).toBe('plain-file')
    const pair = createKeyPair()
    await store.save(pair)
    expect((await (await openKeyStore(folder, {})).load())?.publicKey).toEqual(pair.publicKey)
  })

  it('is under a passphrase where there is one, and says so when it is missing', async () => {
    const store = await openKeyStore(folder, { REEVE_KEY_PASSPHRASE: 'correct horse' })
    expect(store.kind).toBe('passphrase-file')
    await store.save(createKeyPair())
    expect(await (await openKeyStore(folder, { REEVE_KEY_PASSPHRASE: 'correct horse' })).load()).toBeDefined()
    await expect((await openKeyStore(folder, { REEVE_KEY_PASSPHRASE: 'wrong' })).load()).rejects.toMatchObject({ code: 'key-unreadable' })
    await expect(openKeyStore(folder, {})).rejects.toMatchObject({ code: 'key-unreadable' })
  })
})

describe('the keychain', () => {
  const keyring = (change: Partial<KeyringEntry> = {}): KeyringEntry => {
    let kept: string | null = null
    return {
      getPassword: () => kept,
      setPassword: (password) => {
        kept = password
      },
      deletePassword: () => {
        kept = null
      },
      ...change,
    }
  }

  it('keeps the key where there is one, and the first key stays', async () => {
    const entry = keyring()
    const store = await openKeyStore(folder, {}, async () => entry)
    expect(store.kind).toBe('keychain')
    expect(await store.load()).toBeUndefined()
    const pair = createKeyPair()
    await store.save(pair)
    await store.save(createKeyPair())
    expect((await store.load())?.publicKey).toEqual(pair.publicKey)
    expect(await readdir(join(folder, 'keys'))).toEqual(['in-keychain'])
  })

  it('is asked for again when it kept the key and cannot be opened, so that no second identity arises', async () => {
    await (await openKeyStore(folder, {}, async () => keyring())).save(createKeyPair())
    await expect(openKeyStore(folder, {}, async () => undefined)).rejects.toMatchObject({ code: 'key-unreadable' })
  })

  it('gives way to a file where it does not work', async () => {
    const broken = async (): Promise<KeyringEntry> => {
      throw new Error('AccessDenied')
    }
    expect((await openKeyStore(folder, {}, broken)).kind).toBe('plain-file')
  })

  it('says so when it refuses later', async () => {
    const refuse = (): never => {
      throw new Error('locked')
    }
    const store = await openKeyStore(folder, {}, async () => keyring({ setPassword: refuse }))
    await expect(store.save(createKeyPair())).rejects.toMatchObject({ code: 'key-unreadable' })
    const locked = await openKeyStore(folder, {}, async () => keyring({ getPassword: refuse }))
    await expect(locked.load()).rejects.toMatchObject({ code: 'key-unreadable' })
  })
})

describe('versions', () => {
  it.each([
    ['1.2.3', '1.2.3', 0],
    ['1.2.4', '1.2.3', 1],
    ['1.10.0', '1.9.9', 1],
    ['0.1.0', '1.0.0', -1],
    ['1.2.3-beta', '1.2.3', -1],
    ['1.2', '1.2.0', 0],
  ])('%s against %s is %d', (a, b, order) => {
    expect(compareVersions(a, b)).toBe(order)
  })
})
