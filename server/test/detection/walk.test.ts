import { execFileSync } from 'node:child_process'
import { chmod, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { IgnoreRules } from '../../src/modules/detection/ignore-rules.ts'
import { type WalkOptions, walk } from '../../src/modules/detection/walk.ts'
import { asOrdinaryUser, temporaryFolder } from './temporary-folder.ts'

async function walked(root: string, options: Partial<WalkOptions> = {}) {
  const { configs, manifests, sources, errors } = await walk({ root, ignoreRules: new IgnoreRules(), ...options })
  const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path)
  return { configs: paths(configs), manifests: paths(manifests), sources: paths(sources), errors }
}

it('finds configuration at any depth, manifests and source, and nothing else', async () => {
  const root = await temporaryFolder({
    '.mcp.json': '{}',
    '.vscode/mcp.json': '{}',
    'packages/app/.cursor/mcp.json': '{}',
    'team.code-workspace': '{}',
    'package.json': '{}',
    'tools/requirements-dev.txt': '',
    'src/a.ts': '',
    'src/b.py': '',
    'README.md': '',
    'src/data.json': '{}',
  })
  expect(await walked(root)).toEqual({
    configs: ['.mcp.json', '.vscode/mcp.json', 'packages/app/.cursor/mcp.json', 'team.code-workspace'],
    manifests: ['package.json', 'tools/requirements-dev.txt'],
    sources: ['src/a.ts', 'src/b.py'],
    errors: [],
  })
})

it('obeys .gitignore for source and manifests, never for configuration', async () => {
  const root = await temporaryFolder({
    '.gitignore': 'private/\n*.gen.ts\n!keep.gen.ts\n.mcp.json\n',
    '.mcp.json': '{}',
    'private/.cursor/mcp.json': '{}',
    'private/a.ts': '',
    'private/package.json': '{}',
    'src/a.gen.ts': '',
    'src/keep.gen.ts': '',
    'src/.gitignore': '/only-here.ts\n',
    'src/only-here.ts': '',
    'src/deep/only-here.ts': '',
    'only-here.ts': '',
  })
  expect(await walked(root)).toEqual({
    configs: ['.mcp.json', 'private/.cursor/mcp.json'],
    manifests: [],
    sources: ['only-here.ts', 'src/deep/only-here.ts', 'src/keep.gen.ts'],
    errors: [],
  })
})

it('never enters packages, version control and virtual environments, and reads no source of what was built', async () => {
  const root = await temporaryFolder({
    'node_modules/x/.mcp.json': '{}',
    'node_modules/x/index.js': '',
    '.git/.mcp.json': '{}',
    'env/pyvenv.cfg': '',
    'env/.mcp.json': '{}',
    'env/lib/a.py': '',
    'dist/.mcp.json': '{}',
    'dist/a.js': '',
    'vendor/package.json': '{}',
    'a.js': '',
  })
  expect(await walked(root)).toEqual({ configs: ['dist/.mcp.json'], manifests: [], sources: ['a.js'], errors: [] })
})

it('enters a workspace that is itself a virtual environment', async () => {
  const root = await temporaryFolder({ 'pyvenv.cfg': '', '.mcp.json': '{}', 'lib/python3/site-packages/a.py': '', 'app.py': '' })
  expect(await walked(root)).toEqual({ configs: ['.mcp.json'], manifests: [], sources: ['app.py'], errors: [] })
})

describe('links', () => {
  it('are followed within the workspace', async () => {
    const root = await temporaryFolder({ 'shared/mcp.json': '{}', 'shared/a.ts': '', 'shared.json': '{}' })
    await symlink('shared', join(root, '.cursor'))
    await symlink('shared.json', join(root, '.mcp.json'))
    const configs = ['.cursor/mcp.json', '.mcp.json', 'shared/mcp.json']
    expect(await walked(root)).toEqual({ configs, manifests: [], sources: ['shared/a.ts'], errors: [] })
  })

  it('that lead out of the workspace are told and not followed', async () => {
    const outside = await temporaryFolder({ 'mcp.json': '{}', 'notes.md': '' })
    const root = await temporaryFolder({ 'a.ts': '' })
    await symlink(outside, join(root, '.cursor'))
    await symlink(join(outside, 'mcp.json'), join(root, '.mcp.json'))
    await symlink(join(outside, 'notes.md'), join(root, 'notes.md'))
    expect(await walked(root)).toEqual({
      configs: [],
      manifests: [],
      sources: ['a.ts'],
      errors: ['.cursor', '.mcp.json'].map((file) => ({
        file,
        message: `${file} cannot be read: it is a link that leads out of the workspace.`,
      })),
    })
  })

  it('that loop end', async () => {
    const root = await temporaryFolder({ 'a/.mcp.json': '{}', 'b/c/x.ts': '' })
    await symlink('..', join(root, 'a/up'))
    await symlink('.', join(root, 'a/here'))
    await symlink('self', join(root, 'self'))
    await symlink('../../a', join(root, 'b/c/other'))
    await symlink('../b', join(root, 'a/cross'))
    const { configs, sources, errors } = await walked(root)
    expect(configs).toEqual(['a/.mcp.json', 'b/c/other/.mcp.json'])
    expect(sources).toEqual(['b/c/x.ts'])
    expect(errors.map(({ file, message }) => [file, message.slice(message.indexOf(': ') + 2)])).toEqual([
      ['a/cross/c/other', 'it is a link within a linked folder.'],
      ['a/here', 'it is a link that leads back to a folder above it.'],
      ['a/up', 'it is a link that leads back to a folder above it.'],
      ['b/c/other/cross', 'it is a link within a linked folder.'],
      ['b/c/other/here', 'it is a link that leads back to a folder above it.'],
      ['b/c/other/up', 'it is a link that leads back to a folder above it.'],
      ['self', 'it is a link that leads back to itself.'],
    ])
  })

  it('that lead nowhere matter where their name does', async () => {
    const root = await temporaryFolder({})
    await symlink('gone', join(root, '.mcp.json'))
    await symlink('gone', join(root, 'notes.md'))
    expect((await walked(root)).errors).toEqual([
      { file: '.mcp.json', message: '.mcp.json cannot be read: it is a link that leads nowhere.' },
    ])
  })
})

describe('bounds', () => {
  it('of depth are told', async () => {
    const root = await temporaryFolder({ 'a/b/c/.mcp.json': '{}', '.mcp.json': '{}' })
    const { configs, errors } = await walked(root, { limits: { depth: 2 } })
    expect(configs).toEqual(['.mcp.json'])
    expect(errors).toEqual([{ file: 'a/b/c', message: 'a/b/c cannot be read: its folders are nested too deeply.' }])
  })

  it('of files are told once', async () => {
    const root = await temporaryFolder(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`d${index % 5}/f${index}.ts`, ''])))
    const { sources, errors } = await walked(root, { limits: { entries: 20, concurrency: 2 } })
    expect(sources.length).toBeLessThanOrEqual(20)
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('the walk ends here, after 20 files and folders')])
  })

  it('of errors hold', async () => {
    const root = await temporaryFolder({})
    for (let index = 0; index < 10; index++) await symlink('..', join(root, `up${index}`))
    expect((await walked(root, { limits: { errors: 3 } })).errors).toHaveLength(3)
  })
})

it('a folder that may not be read is told', async () => {
  const root = await temporaryFolder({ 'shut/a.ts': '', 'open/a.ts': '' })
  await chmod(join(root, 'shut'), 0)
  onTestFinished(() => chmod(join(root, 'shut'), 0o700))
  const found = await asOrdinaryUser(root, () => walked(root))
  expect(found).toMatchObject({ sources: ['open/a.ts'], errors: [{ file: 'shut', message: 'shut cannot be read: permission denied.' }] })
})

it('a folder that is not there is told', async () => {
  const root = await temporaryFolder({})
  expect(await walked(join(root, 'gone'))).toMatchObject({ sources: [], errors: [{ file: '.' }] })
})

it('a .gitignore that is no text is told', async () => {
  const root = await temporaryFolder({ '.gitignore': Buffer.from([0, 1, 2]), 'a.ts': '' })
  expect(await walked(root)).toMatchObject({
    sources: ['a.ts'],
    errors: [{ file: '.gitignore', message: '.gitignore cannot be read: it is a binary file.' }],
  })
})

it('special files are passed over', async () => {
  const root = await temporaryFolder({ 'a.ts': '' })
  await mkdir(join(root, '.cursor'))
  execFileSync('mkfifo', [join(root, '.cursor/mcp.json'), join(root, 'pipe.ts')])
  expect(await walked(root)).toMatchObject({ configs: ['.cursor/mcp.json'], sources: ['a.ts', 'pipe.ts'], errors: [] })
})

it('a part of the workspace is walked with the rules of the whole', async () => {
  const root = await temporaryFolder({
    '.gitignore': 'x/out.ts\n',
    'x/out.ts': '',
    'x/in.ts': '',
    'dist/y/a.ts': '',
    'dist/y/.mcp.json': '{}',
  })
  const ignoreRules = new IgnoreRules()
  await walk({ root, ignoreRules })
  expect(await walked(root, { path: 'x', ignoreRules })).toMatchObject({ sources: ['x/in.ts'] })
  expect(await walked(root, { path: 'x/in.ts', ignoreRules })).toMatchObject({ sources: ['x/in.ts'] })
  expect(await walked(root, { path: 'x/out.ts', ignoreRules })).toMatchObject({ sources: [] })
  expect(await walked(root, { path: 'gone.ts', ignoreRules })).toMatchObject({ sources: [], errors: [] })
  expect(await walked(root, { path: 'dist/y', ignoreRules })).toMatchObject({ sources: [], configs: ['dist/y/.mcp.json'] })
})

it('a part is looked at as the whole would be: nothing outside, nothing foreign, no source behind links', async () => {
  const outside = await temporaryFolder({ 'mcp.json': '{}', 'a.txt': '' })
  const root = await temporaryFolder({
    'env/pyvenv.cfg': '',
    'env/.mcp.json': '{}',
    'node_modules/.mcp.json': '{}',
    'real/a.ts': '',
    'real/mcp.json': '{}',
  })
  await symlink(outside, join(root, '.vscode'))
  await symlink('real', join(root, '.cursor'))
  const ignoreRules = new IgnoreRules()
  const whole = await walked(root, { ignoreRules })
  expect(whole.configs).toEqual(['.cursor/mcp.json', 'real/mcp.json'])
  const leadsOut = (file: string) => [{ file, message: `${file} cannot be read: it is a link that leads out of the workspace.` }]
  const none = { configs: [], manifests: [], sources: [] }
  expect(await walked(root, { path: '.vscode/mcp.json', ignoreRules })).toEqual({ ...none, errors: leadsOut('.vscode/mcp.json') })
  expect(await walked(root, { path: '.vscode', ignoreRules })).toEqual({ ...none, errors: leadsOut('.vscode') })
  expect(await walked(root, { path: '.vscode/a.txt', ignoreRules })).toEqual({ ...none, errors: [] })
  expect(await walked(root, { path: 'env/.mcp.json', ignoreRules })).toEqual({ ...none, errors: [] })
  expect(await walked(root, { path: 'node_modules/.mcp.json', ignoreRules })).toEqual({ ...none, errors: [] })
  expect(await walked(root, { path: '.cursor', ignoreRules })).toEqual({ ...none, configs: ['.cursor/mcp.json'], errors: [] })
  expect(await walked(root, { path: '.cursor/a.ts', ignoreRules })).toEqual({ ...none, errors: [] })
})

it('ends when it is aborted', async () => {
  const root = await temporaryFolder({ 'a.ts': '' })
  await expect(walk({ root, ignoreRules: new IgnoreRules(), signal: AbortSignal.abort() })).rejects.toThrow('abort')
})
