import { execFileSync } from 'node:child_process'
import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { scanReportSchema } from '@reeve/protocol/inventory'
import { afterAll, describe, expect, it } from 'vitest'
import { type ScanProgress, Scanner, type ScannerOptions, toScanReport } from '../../src/modules/detection/scanner.ts'
import { SourceAnalyzer } from '../../src/modules/detection/source/analyzer.ts'
import { temporaryFolder, writeFiles } from './temporary-folder.ts'

const analyzer = new SourceAnalyzer({ inProcessBytes: 1024 * 1024 })
afterAll(() => analyzer.close())

const mcp = (...names: string[]) => ({
  mcpServers: Object.fromEntries(names.map((name) => [name, { command: 'npx', args: ['-y', `${name}@1.0.0`] }])),
})

async function scannerOf(files: Readonly<Record<string, string | Buffer | object>>, options: Partial<ScannerOptions> = {}) {
  const root = await temporaryFolder(files)
  const scanner = new Scanner({ root, home: '/nonexistent', platform: 'linux', userFiles: false, analyzer, ...options })
  await scanner.scan()
  return { root, scanner, names: () => scanner.inventory.servers.map(({ name }) => name) }
}

const workspace = {
  '.cursor/mcp.json': mcp('git'),
  'apps/web/.mcp.json': mcp('web'),
  'package.json': { dependencies: { '@modelcontextprotocol/sdk': '1.0.0' } },
  'src/agent.ts':
    "import { helper } from './helper'\nimport { Agent } from '@openai/agents'\nexport const agent = new Agent({ name: 'Clerk' })\nhelper()\n",
  'src/helper.ts': "import { readFileSync } from 'node:fs'\nexport const helper = () => readFileSync('/etc/hosts')\n",
}

describe('a scan', () => {
  it('finds servers, capabilities, protocols and agents', async () => {
    const { root, scanner } = await scannerOf(workspace)
    const report = toScanReport(scanner.inventory, root, 12.345)
    expect(scanReportSchema.parse(report)).toEqual(report)
    expect(report.servers.filter(({ client }) => client !== null).map(({ name, file }) => [name, file])).toEqual([
      ['git', '.cursor/mcp.json'],
      ['web', 'apps/web/.mcp.json'],
    ])
    expect(report.agents.map(({ file }) => file)).toEqual(['src/agent.ts'])
    expect(report.capabilities.find(({ name }) => name === 'file:read')?.agents).toEqual([report.agents[0]?.id])
    expect(report.protocols.map(({ name }) => name)).toContain('mcp')
    expect(report.errors).toEqual([])
    expect(report).toMatchObject({ version: 1, workspace: root, durationMs: 12 })
  })

  it('gives the same output twice', async () => {
    const { scanner } = await scannerOf(workspace)
    const before = JSON.stringify(scanner.inventory)
    await scanner.scan()
    expect(JSON.stringify(scanner.inventory)).toBe(before)
  })

  it('tells its progress, configuration first', async () => {
    const told: ScanProgress[] = []
    await scannerOf(workspace, { onProgress: (progress) => told.push(progress) })
    expect(told.map(({ stage }) => stage)).toEqual([...told.map(({ stage }) => stage)].sort())
    expect(told.at(0)).toMatchObject({ stage: 'configuration', done: 3, total: 3 })
    expect(told.at(-1)).toEqual({ stage: 'source', done: 2, total: 2 })
  })

  it('knows the servers before it reads source', async () => {
    const root = await temporaryFolder(workspace)
    const seen: number[] = []
    const scanner: Scanner = new Scanner({
      ...{ root, home: '/nonexistent', platform: 'linux', userFiles: false, analyzer },
      onProgress: ({ stage, done }) => void (stage === 'source' && done === 0 && seen.push(scanner.inventory.servers.length)),
    })
    await scanner.scan()
    expect(seen).toEqual([2])
    expect(scanner.inventory.agents).toHaveLength(1)
  })

  it('tells every file that cannot be read and goes on', async () => {
    const { root, scanner, names } = await scannerOf({
      'good/.mcp.json': mcp('good'),
      'broken/.mcp.json': '{ "mcpServers": { "half": { "command": "x" }, ',
      'empty/.mcp.json': '',
      'binary/.mcp.json': Buffer.from([0, 1, 2, 3]),
      'huge/.mcp.json': Buffer.alloc(50 * 1024 * 1024, 0x20),
      'huge/a.ts': Buffer.alloc(50 * 1024 * 1024, 0x20),
      'deep/.mcp.json': '['.repeat(100_000),
    })
    execFileSync('mkfifo', [join(root, 'good/a.ts'), join(root, 'claude_desktop_config.json')])
    await symlink('loop', join(root, 'loop'))
    await symlink('..', join(root, 'good/up'))
    await scanner.scan()
    expect(names()).toEqual(['half', 'good'])
    expect(scanner.inventory.errors.map(({ file }) => file)).toEqual([
      'binary/.mcp.json',
      'broken/.mcp.json',
      'claude_desktop_config.json',
      'deep/.mcp.json',
      'empty/.mcp.json',
      'good/a.ts',
      'good/up',
      'huge/.mcp.json',
      'huge/a.ts',
      'loop',
    ])
  })

  it('reads files of the user when asked to', async () => {
    const home = await temporaryFolder({ '.cursor/mcp.json': mcp('mine'), '.claude.json': { projects: { '/p': mcp('project') } } })
    const { scanner } = await scannerOf({ '.mcp.json': mcp('ours') }, { home, userFiles: true })
    const user = scanner.inventory.servers.filter(({ scope }) => scope !== 'system')
    expect(user.map(({ name, file, scope }) => [name, file, scope])).toEqual([
      ['ours', '.mcp.json', 'project'],
      ['project', '~/.claude.json', 'user'],
      ['mine', '~/.cursor/mcp.json', 'user'],
    ])
    expect(scanner.userFolders()).toContain(join(home, '.cursor'))
  })

  it('knows no folders of the user when those are not read', async () => {
    const { scanner } = await scannerOf({})
    expect(scanner.userFolders()).toEqual([])
  })

  it('that is aborted leaves what was known', async () => {
    const { scanner, names } = await scannerOf(workspace)
    const before = names()
    await expect(scanner.scan(AbortSignal.abort())).rejects.toThrow('abort')
    expect(names()).toEqual(before)
  })

  it('works without source', async () => {
    const { scanner } = await scannerOf(workspace, { analyzer: null })
    expect(scanner.inventory.agents).toEqual([])
    expect(scanner.inventory.servers.length).toBeGreaterThan(0)
  })
})

describe('a reread', () => {
  it('sees a changed, a new and a vanished file, and reads no other', async () => {
    const { root, scanner, names } = await scannerOf({ '.cursor/mcp.json': mcp('a'), '.mcp.json': mcp('b') })
    await writeFiles(root, { '.cursor/mcp.json': mcp('a', 'a2'), '.mcp.json': mcp('unseen') })
    expect(await scanner.reread([join(root, '.cursor/mcp.json')])).toBe(true)
    expect(names()).toEqual(['a', 'a2', 'b'])
    await writeFiles(root, { 'new/.vscode/mcp.json': { servers: { c: { command: 'x' } } } })
    expect(await scanner.reread(['new/.vscode/mcp.json'])).toBe(true)
    await rm(join(root, '.cursor/mcp.json'))
    expect(await scanner.reread([join(root, '.cursor/mcp.json')])).toBe(true)
    expect(names()).toEqual(['b', 'c'])
  })

  it('of what is unchanged or of no interest changes nothing', async () => {
    const { root, scanner } = await scannerOf({ '.mcp.json': mcp('a'), 'README.md': '', 'node_modules/x/.mcp.json': mcp('x') })
    const paths = ['.mcp.json', 'README.md', 'gone.json', 'node_modules/x/.mcp.json', '/elsewhere/.mcp.json', '../.mcp.json'].map((path) =>
      path.startsWith('/') ? path : join(root, path),
    )
    expect(await scanner.reread(paths)).toBe(false)
  })

  it('sees folders that come and go', async () => {
    const { root, scanner, names } = await scannerOf({ '.mcp.json': mcp('a') })
    await writeFiles(root, {
      'pkg/.mcp.json': mcp('b'),
      'pkg/deep/.cursor/mcp.json': mcp('c'),
      'pkg/src/x.py': 'import subprocess\nsubprocess.run("ls")\n',
      'pkg/requirements.txt': 'mcp\n',
    })
    expect(await scanner.reread([join(root, 'pkg')])).toBe(true)
    expect(names()).toEqual(expect.arrayContaining(['a', 'b', 'c']))
    expect(scanner.inventory.capabilities.map(({ name }) => name)).toContain('system:exec')
    await rm(join(root, 'pkg'), { recursive: true })
    expect(await scanner.reread([join(root, 'pkg')])).toBe(true)
    expect(names()).toEqual(['a'])
    expect(scanner.inventory.capabilities).toEqual([])
  })

  it('of the whole folder keeps the files of the user', async () => {
    const home = await temporaryFolder({ '.cursor/mcp.json': mcp('mine') })
    const { root, scanner, names } = await scannerOf({ '.mcp.json': mcp('a') }, { home, userFiles: true })
    const before = names()
    await scanner.reread([root])
    expect(names()).toEqual(before)
  })

  it('sees a file of the user change and vanish', async () => {
    const home = await temporaryFolder({})
    const { scanner, names } = await scannerOf({}, { home, userFiles: true })
    const path = join(home, '.cursor/mcp.json')
    await writeFiles(home, { '.cursor/mcp.json': mcp('mine') })
    expect(await scanner.reread([path])).toBe(true)
    expect(names()).toContain('mine')
    await rm(path)
    expect(await scanner.reread([path])).toBe(true)
    expect(names()).not.toContain('mine')
  })

  it('obeys .gitignore, and heeds its changes', async () => {
    const { root, scanner } = await scannerOf({ '.gitignore': 'out.py\n', 'out.py': 'import subprocess\nsubprocess.run("ls")\n' })
    expect(await scanner.reread([join(root, 'out.py')])).toBe(false)
    await writeFiles(root, { '.gitignore': '' })
    expect(await scanner.reread([join(root, '.gitignore')])).toBe(true)
    expect(scanner.inventory.capabilities.map(({ name }) => name)).toContain('system:exec')
  })

  it('forgets the error of a file that was mended', async () => {
    const { root, scanner } = await scannerOf({ '.mcp.json': '{' })
    expect(scanner.inventory.errors).toHaveLength(1)
    await writeFiles(root, { '.mcp.json': mcp('a') })
    expect(await scanner.reread(['.mcp.json'])).toBe(true)
    expect(scanner.inventory.errors).toEqual([])
  })
})

describe('one file', () => {
  it('is read alone', async () => {
    const { root, scanner, names } = await scannerOf(workspace)
    await scanner.scanFile(join(root, 'apps/web/.mcp.json'))
    expect(names()).toEqual(['web'])
    await scanner.scanFile('src/helper.ts')
    expect(names()).toEqual([])
    expect(scanner.inventory.capabilities.map(({ name }) => name)).toContain('file:read')
  })

  it('outside of the workspace is not read', async () => {
    const { scanner } = await scannerOf(workspace)
    await scanner.scanFile('/etc/passwd')
    expect(scanner.inventory).toMatchObject({ servers: [], errors: [] })
  })
})

it('the definition hash of a server changes with its definition alone', async () => {
  const { root, scanner } = await scannerOf({ '.mcp.json': mcp('a') })
  const hash = () => scanner.inventory.servers.map((server) => scanner.definitionHashOf(server))[0]
  const before = hash()
  expect(before).toMatch(/^[0-9a-f]{64}$/)
  await writeFiles(root, { 'other/.mcp.json': mcp('b') })
  await scanner.reread(['other/.mcp.json'])
  expect(hash()).toBe(before)
})

it('no credential of a workspace reaches the inventory', async () => {
  const canary = (name: string): string => `${name}Zx8Kq2Lm5Np7Rt9Vw1Yb3`
  const { scanner } = await scannerOf({
    '.mcp.json': {
      mcpServers: {
        a: {
          command: `run --token=${canary('C')}`,
          args: ['--api-key', canary('A'), `--password=${canary('P')}`, `https://u:${canary('W')}@h/x`],
          env: { API_KEY: canary('E') },
        },
        b: { url: `https://h/mcp?key=${canary('Q')}`, headers: { Authorization: `Bearer ${canary('H')}` } },
        c: { command: 'npx', args: [`https://u:${canary('S')}@registry.example/pkg.tgz`] },
      },
    },
    '.cursor/mcp.json': `{ "mcpServers": { "d": { "env": { "TOKEN": "${canary('B')}`,
  })
  expect(scanner.inventory.servers).toHaveLength(3)
  expect(JSON.stringify(scanner.inventory)).not.toContain('Zx8Kq2Lm5Np7')
})
