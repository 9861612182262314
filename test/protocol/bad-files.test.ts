import { execFileSync } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScanReport } from '@reeve/protocol/inventory'
import { describe, expect, it } from 'vitest'
import { type House, openHouse } from '../support/house.ts'

const good = { mcpServers: { good: { command: 'npx', args: ['good-mcp@1.0.0'] } } }

/** How a file can be bad, and what is said of it; null where it is no error. */
const cases: readonly { name: string; make: (house: House) => Promise<unknown>; file: string; message: RegExp | null }[] = [
  {
    name: 'broken JSON',
    make: (house) => house.write('a/.mcp.json', '{ "mcpServers": { "half": { "command": "npx" '),
    file: 'a/.mcp.json',
    message: /is not valid JSON/,
  },
  { name: 'an empty file', make: (house) => house.write('a/.mcp.json', ''), file: 'a/.mcp.json', message: /empty/ },
  {
    name: 'a file of 50 MB',
    make: (house) => house.write('a/.mcp.json', Buffer.alloc(50 * 1024 * 1024, ' ')),
    file: 'a/.mcp.json',
    message: /is larger than/,
  },
  {
    name: 'source of 50 MB',
    make: (house) => house.write('a/huge.ts', Buffer.alloc(50 * 1024 * 1024, 'a')),
    file: 'a/huge.ts',
    message: /is larger than/,
  },
  {
    name: 'a binary file',
    make: (house) => house.write('a/.mcp.json', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0])),
    file: 'a/.mcp.json',
    message: /binary/,
  },
  {
    name: 'binary source',
    make: (house) => house.write('a/b.py', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0])),
    file: 'a/b.py',
    message: /binary/,
  },
  {
    name: 'a folder of that name',
    make: (house) => mkdir(join(house.workspace, 'a/.mcp.json'), { recursive: true }),
    file: 'a/.mcp.json',
    message: null,
  },
  {
    name: 'a link to itself',
    make: (house) => symlink('.mcp.json', join(house.workspace, 'a/.mcp.json')),
    file: 'a/.mcp.json',
    message: /link/,
  },
  {
    name: 'a folder that links to its parent',
    make: (house) => symlink('..', join(house.workspace, 'a/loop')),
    file: 'a/loop',
    message: /link/,
  },
  {
    name: 'a pipe',
    make: async (house) => execFileSync('mkfifo', [join(house.workspace, 'a/.mcp.json')]),
    file: 'a/.mcp.json',
    message: /not an ordinary file/,
  },
  { name: 'a link out of the workspace', make: (house) => symlink('/etc', join(house.workspace, 'a/out')), file: 'a/out', message: /link/ },
  { name: 'JSON of another shape', make: (house) => house.write('a/.mcp.json', '[1, 2, 3]'), file: 'a/.mcp.json', message: null },
  {
    name: 'JSON a hundred thousand levels deep',
    make: (house) => house.write('a/.mcp.json', '['.repeat(100_000)),
    file: 'a/.mcp.json',
    message: /\.mcp\.json/,
  },
  { name: 'broken Python', make: (house) => house.write('a/b.py', 'import os\ndef ((\n'), file: 'a/b.py', message: null },
  {
    name: 'a broken manifest',
    make: (house) => house.write('a/package.json', '{ "dependencies": '),
    file: 'a/package.json',
    message: /is not valid JSON/,
  },
]

async function scan(house: House): Promise<ScanReport> {
  const { code, out, err } = await house.run('scan', house.workspace, '--no-user', '--format', 'json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

describe('a bad file is an entry in errors and stops nothing', () => {
  it.each(cases)('$name', async ({ make, file, message }) => {
    await using house = await openHouse()
    await mkdir(join(house.workspace, 'a'))
    await make(house)
    await house.write('.cursor/mcp.json', good)
    await house.write('z/.mcp.json', good)
    const { servers, errors } = await scan(house)
    expect(servers.filter(({ name }) => name === 'good').map((server) => server.file)).toEqual(['.cursor/mcp.json', 'z/.mcp.json'])
    expect(errors).toEqual(message === null ? [] : [{ file, message: expect.stringMatching(message) }])
  })
})
