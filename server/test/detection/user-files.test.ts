import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Platform } from '../../src/modules/detection/client-roots.ts'
import { findUserFiles, reportedPath, userFileAt, userFolders } from '../../src/modules/detection/user-files.ts'
import { temporaryFolder } from './temporary-folder.ts'

const filesOn: Readonly<Record<Platform, readonly (readonly [client: string, path: string])[]>> = {
  linux: [
    ['vscode', '.config/Code/User/mcp.json'],
    ['vscode', '.config/Code/User/profiles/ab12/mcp.json'],
    ['vscode', '.config/Code - Insiders/User/settings.json'],
    ['vscode', '.config/VSCodium/User/mcp.json'],
    ['vscode', '.vscode-server/data/User/mcp.json'],
    ['vscode', '.local/share/code-server/User/mcp.json'],
    ['claude-desktop', '.config/Claude/claude_desktop_config.json'],
    ['claude-code', '.claude.json'],
    ['claude-code', '.claude/settings.json'],
    ['cursor', '.cursor/mcp.json'],
  ],
  darwin: [
    ['vscode', 'Library/Application Support/Code/User/mcp.json'],
    ['claude-desktop', 'Library/Application Support/Claude/claude_desktop_config.json'],
    ['claude-code', '.claude.json'],
    ['cursor', '.cursor/mcp.json'],
  ],
  win32: [
    ['vscode', 'AppData/Roaming/Code/User/mcp.json'],
    ['claude-desktop', 'AppData/Roaming/Claude/claude_desktop_config.json'],
    ['claude-code', '.claude.json'],
    ['cursor', '.cursor/mcp.json'],
  ],
}

describe.each(Object.keys(filesOn) as Platform[])('on %s', (platform) => {
  it('files of a home are found, and shown with ~', async () => {
    const files = filesOn[platform]
    const home = await temporaryFolder(Object.fromEntries(files.map(([, path]) => [path, '{}'])))
    const found = (await findUserFiles({ home, platform, environment: {} })).filter(({ scope }) => scope === 'user')
    expect(found.map(({ path, places }) => [places[0]?.client, path]).sort()).toEqual(
      files.map(([client, path]) => [client, `~/${path}`]).sort(),
    )
    for (const { absolute } of found) expect(absolute.startsWith(home)).toBe(true)
  })
})

it.each([
  ['linux', '/etc/claude-code/managed-mcp.json'],
  ['darwin', '/Library/Application Support/ClaudeCode/managed-mcp.json'],
  ['win32', 'C:/Program Files/ClaudeCode/managed-mcp.json'],
] as const)('on %s the system file %s is known', (platform, path) => {
  expect(userFileAt(path, { home: '/home/u', platform, environment: {} })).toMatchObject({
    path,
    scope: 'system',
    places: [{ client: 'claude-code' }],
  })
})

it('variables move places', async () => {
  const folder = await temporaryFolder({ '.claude.json': '{}' })
  const options = { home: join(folder, 'home'), platform: 'linux', environment: { CLAUDE_CONFIG_DIR: folder } } as const
  expect((await findUserFiles(options)).filter(({ scope }) => scope === 'user').map(({ path }) => path)).toEqual([
    join(folder, '.claude.json'),
  ])
  expect(
    userFileAt('D:\\Programs\\ClaudeCode\\managed-mcp.json', {
      home: 'C:\\Users\\u',
      platform: 'win32',
      environment: { ProgramFiles: 'D:\\Programs' },
    })?.scope,
  ).toBe('system')
})

it('variables of another platform move nothing', () => {
  const options = { home: '/Users/u', platform: 'darwin', environment: { XDG_CONFIG_HOME: '/x', APPDATA: '/y' } } as const
  expect(userFileAt('/Users/u/Library/Application Support/Claude/claude_desktop_config.json', options)?.scope).toBe('user')
})

it('a file that no row names is none', () => {
  const options = { home: '/home/u', platform: 'linux', environment: {} } as const
  expect(userFileAt('/home/u/.cursor/other.json', options)).toBeUndefined()
  expect(userFileAt('/home/other/.cursor/mcp.json', options)).toBeUndefined()
})

it('a home that is not there holds nothing', async () => {
  const home = await temporaryFolder({})
  expect(
    (await findUserFiles({ home: join(home, 'gone'), platform: 'linux', environment: {} })).filter(({ scope }) => scope === 'user'),
  ).toEqual([])
})

it('the folders to watch are there, or the nearest above them', async () => {
  const home = await temporaryFolder({ '.cursor/mcp.json': '{}' })
  await mkdir(join(home, '.config/Code/User/profiles/ab12'), { recursive: true })
  const folders = userFolders({ home, platform: 'linux', environment: {} })
  expect(folders).toEqual(expect.arrayContaining([home, join(home, '.cursor'), join(home, '.config'), join(home, '.config/Code/User')]))
  expect(folders).not.toContain('/')
  expect(new Set(folders).size).toBe(folders.length)
  expect(userFolders({ home, platform: 'win32', environment: {} }).every((folder) => folder.startsWith(home))).toBe(true)
})

it.each([
  ['/home/u/.cursor/mcp.json', '/home/u', '~/.cursor/mcp.json'],
  ['C:\\Users\\u\\.claude.json', 'C:\\Users\\u\\', '~/.claude.json'],
  ['/home/user2/x', '/home/u', '/home/user2/x'],
])('%s in %s is shown as %s', (path, home, shown) => {
  expect(reportedPath(path, home)).toBe(shown)
})
