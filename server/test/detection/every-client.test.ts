import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { extractConfig } from '../../src/modules/detection/extract-config.ts'
import { Scanner } from '../../src/modules/detection/scanner.ts'
import { userFileAt, userFolders } from '../../src/modules/detection/user-files.ts'
import { clients, programSettings, snippets, systemFiles } from './client-list.ts'
import { temporaryFolder, writeFiles } from './temporary-folder.ts'

const platforms = ['linux', 'darwin', 'win32'] as const

interface Planted {
  readonly name: string
  readonly client: string
  readonly scope: 'project' | 'user' | 'system'
  /** As it is reported. */
  readonly file: string
  readonly line: number
}

interface Plan {
  readonly expected: readonly Planted[]
  readonly workspace: Readonly<Record<string, string>>
  readonly home: Readonly<Record<string, string>>
}

/** Files with one server each, named by number. Files of the workspace have a folder each, since clients share names. */
function planOf(platform: (typeof platforms)[number]): Plan {
  const expected: Planted[] = []
  const files: { workspace: Record<string, string>; home: Record<string, string> } = { workspace: {}, home: {} }
  for (const [client, snippet, ...paths] of clients[platform]) {
    for (const path of paths) {
      const name = `server-${expected.length}`
      const text = snippets[snippet].replace('NAME', name)
      const line = text.split('\n').findIndex((one) => one.includes(name)) + 1
      const isProject = path.startsWith('W/')
      const file = isProject ? `part-${expected.length}/${path.slice(2)}` : path.replace(/^AS(?=\/)/, programSettings[platform])
      expected.push({ name, client, scope: isProject ? 'project' : 'user', file, line })
      const kept = isProject ? files.workspace : files.home
      const key = isProject ? file : file.slice(2)
      expect(kept, 'the list names a file twice').not.toHaveProperty([key])
      kept[key] = text
    }
  }
  return { expected, ...files }
}

const byName = (list: readonly Planted[]): Planted[] => list.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))

async function scanned(root: string, home: string, platform: NodeJS.Platform): Promise<{ servers: Planted[]; errors: unknown }> {
  const scanner = new Scanner({ root, home, platform, userFiles: true, analyzer: null })
  await scanner.scan()
  const { servers, errors } = scanner.inventory
  // This machine may have system files of its own, or none that could be planted.
  const own = servers.filter(({ scope, file }) => scope !== 'system' || file.startsWith(home.replace(/\/mnt\/.*/, '')))
  return { servers: own.map(({ name, client, scope, file, line }) => ({ name, client: client ?? '', scope, file, line })), errors }
}

describe.each(platforms)('on %s', (platform) => {
  it('every file of every client is found once, with its client, scope and line', async () => {
    const plan = planOf(platform)
    const home = await temporaryFolder(plan.home)
    const { servers, errors } = await scanned(await temporaryFolder(plan.workspace), home, platform)
    expect(byName(servers)).toEqual(byName(plan.expected))
    expect(errors).toEqual([])
  })

  it('files of the machine are known', () => {
    for (const [client, snippet, ...paths] of systemFiles[platform]) {
      for (const path of paths) {
        const file = userFileAt(path, { home: '/home/ada', platform, environment: {} })
        expect(file, path).toMatchObject({ path, scope: 'system' })
        const found = file && extractConfig(file, file.places, snippets[snippet]).servers.map(({ entry }) => [entry.name, entry.client])
        expect(found, path).toEqual([['NAME', client]])
      }
    }
  })
})

it('a home on a drive of Windows is read from Linux as Windows has it', async () => {
  const plan = planOf('win32')
  const drives = await temporaryFolder({})
  const home = join(drives, 'mnt/c/Users/Ada')
  await writeFiles(home, plan.home)
  const managed = systemFiles.win32.map(([client, snippet, path = '']) => ({
    client,
    path: path.replace('C:', 'mnt/c'),
    text: snippets[snippet],
  }))
  await writeFiles(drives, Object.fromEntries(managed.map(({ path, text }) => [path, text])))
  const { servers } = await scanned(await temporaryFolder({}), home, 'linux')
  expect(byName(servers.filter(({ scope }) => scope === 'user'))).toEqual(byName(plan.expected.filter(({ scope }) => scope === 'user')))
  const found = servers.filter(({ scope }) => scope === 'system').map(({ client, file }) => `${client} ${file}`)
  expect(found.sort()).toEqual(managed.map(({ client, path }) => `${client} ${join(drives, path)}`).sort())
})

it('a home that is the workspace too has each of its files once', async () => {
  const home = await temporaryFolder({ '.cursor/mcp.json': snippets.mcpServers, 'app/.cursor/mcp.json': snippets.mcpServers })
  const scanner = new Scanner({ root: home, home, platform: 'linux', userFiles: true, analyzer: null })
  await scanner.scan()
  const places = (): string[] =>
    scanner.inventory.servers.filter(({ scope }) => scope !== 'system').map(({ name, file }) => `${name} ${file}`)
  expect(places()).toEqual(['NAME app/.cursor/mcp.json', 'NAME ~/.cursor/mcp.json'])
  await writeFiles(home, { '.cursor/mcp.json': snippets.mcpServers.replace('NAME', 'other') })
  await scanner.reread([join(home, '.cursor/mcp.json')])
  expect(places()).toEqual(['NAME app/.cursor/mcp.json', 'other ~/.cursor/mcp.json'])
  await scanner.scanFile(join(home, '.cursor/mcp.json'))
  expect(places()).toEqual(['other ~/.cursor/mcp.json'])
})

describe('variables', () => {
  it.each([
    ['CODEX_HOME', '', 'config.toml', 'codex', 'codex'],
    ['COPILOT_HOME', '', 'mcp-config.json', 'mcpServers', 'copilot-cli'],
    ['CLAUDE_CONFIG_DIR', '', '.claude.json', 'mcpServers', 'claude-code'],
    ['OPENCODE_CONFIG', '/mine.json', '', 'opencode', 'opencode'],
    ['CLINE_MCP_SETTINGS_PATH', '/mine.json', '', 'cline', 'cline'],
  ] as const)('%s moves a place on every platform', (variable, file, below, snippet, client) => {
    for (const platform of platforms) {
      const options = { home: '/home/ada', platform, environment: { [variable]: `/elsewhere${file}` } }
      const moved = userFileAt(below === '' ? `/elsewhere${file}` : `/elsewhere/${below}`, options)
      expect(moved, platform).toMatchObject({ scope: 'user' })
      expect(moved && extractConfig(moved, moved.places, snippets[snippet]).servers[0]?.entry.client).toBe(client)
      expect(userFileAt(moved?.absolute ?? '', { ...options, environment: {} })).toBeUndefined()
    }
  })
})

it('folders of plugins are watched to where plugins are', async () => {
  const home = await temporaryFolder({ '.claude/plugins/cache/market/tool/1.0/.mcp.json': '{}' })
  const folders = userFolders({ home, platform: 'linux', environment: {} })
  for (const folder of ['', '/market', '/market/tool', '/market/tool/1.0'])
    expect(folders).toContain(`${home}/.claude/plugins/cache${folder}`)
})

it('a folder that does not exist is waited for in the nearest one above, and nothing beside it is watched', async () => {
  const home = await temporaryFolder({ '.config/other/x': '', 'notes/x': '' })
  const folders = userFolders({ home, platform: 'linux', environment: {} }).filter((folder) => folder.startsWith(home))
  expect(folders).toEqual([home, `${home}/.config`])
})
