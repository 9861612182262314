import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Scanner } from '../../src/modules/detection/scanner.ts'
import { temporaryFolder, writeFiles } from './temporary-folder.ts'

const mcp = (...command: string[]) => ({ mcpServers: { s: { command: command[0], args: command.slice(1) } } })

/** The installed version of the one server of a workspace. */
async function versionIn(files: Readonly<Record<string, string | object>>): Promise<string | undefined> {
  const root = await temporaryFolder(files)
  const scanner = new Scanner({ root, home: '/nonexistent', platform: 'linux', userFiles: false, analyzer: null })
  await scanner.scan()
  const servers = scanner.inventory.servers.filter(({ client }) => client === 'cursor')
  expect(servers).toHaveLength(1)
  return servers[0]?.installedVersion
}

const npx = mcp('npx', '-y', '@a/b')
const uvx = mcp('uvx', 'Some_Server')

describe('the installed version of an unpinned package', () => {
  it.each([
    ['node_modules/@a/b/package.json', npx, { name: '@a/b', version: '1.2.3' }, '1.2.3'],
    ['app/node_modules/@a/b/package.json', npx, { name: '@a/b', version: '1.2.4' }, '1.2.4'],
    ['package-lock.json', npx, JSON.stringify({ packages: { 'node_modules/@a/b': { version: '2.0.0' } } }, null, 2), '2.0.0'],
    ['app/package-lock.json', npx, JSON.stringify({ packages: { 'node_modules/@a/c': { version: '2.0.0' } } }, null, 2), undefined],
    ['pnpm-lock.yaml', npx, "lockfileVersion: '9.0'\npackages:\n\n  '@a/b@3.1.0':\n    resolution: {}\n", '3.1.0'],
    ['yarn.lock', npx, '# yarn\n\n"@a/b@^4.0.0":\n  version "4.0.1"\n', '4.0.1'],
    ['yarn.lock', npx, '"@a/b@npm:^4.0.0":\n  version: 4.0.2\n', '4.0.2'],
    ['bun.lock', npx, '{\n  "packages": {\n    "@a/b": ["@a/b@5.0.0", "", {}],\n', '5.0.0'],
    ['.venv/lib/python3.13/site-packages/some_server-0.9.1.dist-info/METADATA', uvx, 'x', '0.9.1'],
    ['venv/Lib/site-packages/Some.Server-0.9.2.dist-info/METADATA', uvx, 'x', '0.9.2'],
    ['uv.lock', uvx, '[[package]]\nname = "some-server"\nversion = "0.8.0"\n', '0.8.0'],
    ['poetry.lock', uvx, '[[package]]\nname = "other"\nversion = "1"\n\n[[package]]\nname = "some-server"\nversion = "0.8.1"\n', '0.8.1'],
    ['node_modules/@a/b/package.json', mcp('npx', '@a/b@latest'), { version: '1.2.3' }, '1.2.3'],
    ['node_modules/@a/b/package.json', mcp('npx', '@a/b@1.0.0'), { version: '1.2.3' }, undefined],
    ['node_modules/@a/b/package.json', npx, 'no manifest', undefined],
    ['package.json', mcp('npx', '@../..'), { version: '6.6.6' }, undefined],
    ['node_modules/image/package.json', mcp('docker', 'run', 'image'), { version: '1.0.0' }, undefined],
  ] as const)('%s, %j', async (path, config, content, expected) => {
    expect(await versionIn({ 'app/.cursor/mcp.json': config, [path]: content })).toBe(expected)
  })

  it('is that of the nearest folder, and what is installed before what is locked', async () => {
    const lock = JSON.stringify({ packages: { 'node_modules/@a/b': { version: '2.0.0' } } }, null, 2)
    const files = { 'app/.cursor/mcp.json': npx, 'node_modules/@a/b/package.json': { version: '1.0.0' }, 'app/package-lock.json': lock }
    expect(await versionIn(files)).toBe('2.0.0')
    expect(await versionIn({ ...files, 'app/node_modules/@a/b/package.json': { version: '3.0.0' } })).toBe('3.0.0')
  })

  it('follows what is installed when its file is read again', async () => {
    const root = await temporaryFolder({ '.cursor/mcp.json': npx, 'node_modules/@a/b/package.json': { version: '1.0.0' } })
    const scanner = new Scanner({ root, home: '/nonexistent', platform: 'linux', userFiles: false, analyzer: null })
    await scanner.scan()
    await rm(join(root, 'node_modules'), { recursive: true })
    await writeFiles(root, { 'node_modules/@a/b/package.json': { version: '1.0.1' } })
    await scanner.reread([join(root, '.cursor/mcp.json')])
    expect(scanner.inventory.servers[0]?.installedVersion).toBe('1.0.1')
  })
})
