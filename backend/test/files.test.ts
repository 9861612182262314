import { X509Certificate } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tryLock } from '../src/embedded/lock.ts'
import { BoundedFile, createLog } from '../src/log.ts'
import { keepCertificate } from '../src/transport/certificate.ts'
import { temporaryFolder } from './support/databases.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(() => folder.remove())

const day = 86_400_000

describe('the certificate', () => {
  test('is for loopback, kept, and its key is for the user alone', async () => {
    const made = await keepCertificate(folder.path)
    const parsed = new X509Certificate(made.certificate)
    expect([parsed.checkHost('localhost'), parsed.checkIP('127.0.0.1'), parsed.checkIP('::1')]).toEqual(['localhost', '127.0.0.1', '::1'])
    expect((await stat(join(folder.path, 'key.pem'))).mode & 0o777).toBe(0o600)
    expect(await keepCertificate(folder.path)).toEqual(made)
  })

  test('is made anew before it ends, for another host, and when it is broken', async () => {
    const made = await keepCertificate(folder.path)
    const renewed = await keepCertificate(folder.path, [], new Date(Date.now() + 380 * day))
    expect(renewed.certificate).not.toBe(made.certificate)
    const named = await keepCertificate(folder.path, ['reeve.example', '10.0.0.1'])
    expect(new X509Certificate(named.certificate).checkHost('reeve.example')).toBe('reeve.example')
    await writeFile(join(folder.path, 'key.pem'), 'broken')
    expect((await keepCertificate(folder.path)).key).toContain('PRIVATE KEY')
  })
})

describe('the log', () => {
  test('is bounded: the file before is kept, older lines go', async () => {
    const path = join(folder.path, 'backend.log')
    const log = createLog(new BoundedFile(path, 2000))
    for (let index = 0; index < 100; index++) log.info({ index }, 'a line')
    expect((await stat(path)).size).toBeLessThan(2500)
    expect((await stat(`${path}.1`)).size).toBeLessThan(2500)
    expect(await readFile(path, 'utf8')).toContain('"index":99')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test('leaves secrets out, and a disk that takes nothing stops nothing', () => {
    const lines: string[] = []
    const log = createLog({ write: (line) => lines.push(line) })
    log.info({ token: 'canary', headers: { authorization: 'canary' }, kept: 'yes' }, 'a line')
    expect(lines.join()).toContain('yes')
    expect(lines.join()).not.toContain('canary')
    expect(() => new BoundedFile(join(folder.path, 'missing', 'log')).write('line')).not.toThrow()
  })
})

test('a lock is held by one, until it is released', () => {
  const path = join(folder.path, 'lock')
  const lock = tryLock(path)
  expect(lock).toBeDefined()
  expect(tryLock(path)).toBeUndefined()
  lock?.release()
  const next = tryLock(path)
  expect(next).toBeDefined()
  next?.release()
  expect(() => tryLock(join(folder.path, 'missing', 'lock'))).toThrow()
})
