import { execFileSync } from 'node:child_process'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readText, sizeLimits } from '../../src/modules/detection/read.ts'
import { asOrdinaryUser, temporaryFolder } from './temporary-folder.ts'

const limit = sizeLimits.config

async function read(content: string | Buffer, limitBytes: number = limit) {
  const root = await temporaryFolder({ 'a.json': content })
  return readText({ path: 'a.json', absolute: join(root, 'a.json') }, limitBytes)
}

const utf16 = (text: string, mark: readonly number[]): Buffer => {
  const bytes = Buffer.from(text, 'utf16le')
  return Buffer.concat([Buffer.from(mark), mark[0] === 0xfe ? bytes.swap16() : bytes])
}

it.each([
  ['UTF-8', Buffer.from('{"ä": "→"}')],
  ['UTF-8 with a byte-order mark', Buffer.from('\uFEFF{"ä": "→"}')],
  ['UTF-16, low octet first', utf16('{"ä": "→"}', [0xff, 0xfe])],
  ['UTF-16, high octet first', utf16('{"ä": "→"}', [0xfe, 0xff])],
])('reads %s', async (_encoding, bytes) => {
  expect(await read(bytes)).toEqual({ kind: 'text', text: '{"ä": "→"}' })
})

it('reads an empty file, and one of exactly the limit', async () => {
  expect(await read('')).toEqual({ kind: 'text', text: '' })
  expect(await read('abcde', 5)).toEqual({ kind: 'text', text: 'abcde' })
})

it('tells a file over the limit', async () => {
  expect(await read('abcdef', 5)).toEqual({
    kind: 'error',
    error: { file: 'a.json', message: 'a.json is larger than 5 octets and was not read.' },
  })
})

it('tells a huge file without reading it', async () => {
  expect(await read(Buffer.alloc(50 * 1024 * 1024))).toMatchObject({
    kind: 'error',
    error: { message: `a.json is larger than ${limit} octets and was not read.` },
  })
})

it('tells a binary file', async () => {
  expect(await read(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]))).toMatchObject({
    error: { message: 'a.json cannot be read: it is a binary file.' },
  })
})

it('tells a missing file apart', async () => {
  const root = await temporaryFolder({})
  expect(await readText({ path: 'a.json', absolute: join(root, 'a.json') }, limit)).toEqual({ kind: 'missing' })
})

it.each(['pipe', 'folder', 'device'])('never opens a %s', async (kind) => {
  const root = await temporaryFolder({})
  const absolute = kind === 'device' ? '/dev/zero' : kind === 'folder' ? root : join(root, 'pipe')
  if (kind === 'pipe') execFileSync('mkfifo', [absolute])
  expect(await readText({ path: 'a.json', absolute }, limit)).toEqual({
    kind: 'error',
    error: { file: 'a.json', message: 'a.json cannot be read: it is not an ordinary file.' },
  })
})

it('tells a file that may not be read', async () => {
  const root = await temporaryFolder({ 'a.json': '{}' })
  await chmod(join(root, 'a.json'), 0)
  const result = await asOrdinaryUser(root, () => readText({ path: 'a.json', absolute: join(root, 'a.json') }, limit))
  expect(result).toMatchObject({ error: { message: 'a.json cannot be read: permission denied.' } })
})

it('tells a path that cannot be', async () => {
  expect(await readText({ path: 'a.json', absolute: `/${'x'.repeat(5000)}` }, limit)).toMatchObject({
    error: { message: 'a.json cannot be read: its path is too long.' },
  })
})
