import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { findNpm, npmEnvironment } from '../../scripts/bootstrap/runtime.mjs'
import { root } from '../support/house.ts'
import { makePackages, packageFile, packagesFolder } from '../support/packages.ts'

const run = promisify(execFile)

let folder: string

beforeAll(makePackages, 120_000)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-packages-'))
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

/** Installs packages into the empty folder without a network, and without what npm may have kept of the network. */
async function install(...names: string[]): Promise<void> {
  const npm = findNpm(process.env)
  if (npm === undefined) throw new Error('npm cannot be found.')
  const files = await Promise.all(names.map(packageFile))
  const args = [npm, 'install', '--offline', '--cache', join(folder, 'cache'), '--no-audit', '--no-fund', ...files]
  await run(process.execPath, args, { cwd: folder, env: npmEnvironment(process.env) })
}

const runModule = async (source: string): Promise<string> => {
  await writeFile(join(folder, 'use.mjs'), source)
  return (await run(process.execPath, ['use.mjs'], { cwd: folder })).stdout
}

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: join(folder, 'home'),
  USERPROFILE: join(folder, 'home'),
  REEVE_HOME: join(folder, 'reeve'),
  REEVE_KEYCHAIN: 'off',
})

const reeve = (...args: string[]) => run(join(folder, 'node_modules', '.bin', 'reeve'), args, { cwd: folder, env: environment() })

async function makeWorkspace(): Promise<string> {
  const workspace = join(folder, 'workspace')
  await mkdir(join(workspace, '.cursor'), { recursive: true })
  await writeFile(join(workspace, '.cursor/mcp.json'), '{ "mcpServers": { "alpha": { "command": "npx", "args": ["alpha-mcp"] } } }')
  return workspace
}

test('the protocol installs without a registry, and is used', async () => {
  await install('reeve-protocol.tgz')
  const said = await runModule(`
    import { version } from '@reeve/protocol/version'
    import { isEventType } from '@reeve/protocol/events'
    console.log(JSON.stringify({ version, known: isEventType('reeve.finding.raised') }))
  `)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(JSON.parse(said)).toEqual({ version, known: true })
})

test('the libraries bring types that a strict compiler takes', async () => {
  await install('reeve-protocol.tgz', 'reeve-sdk.tgz')
  const source = `
    import type { ReeveEvent } from '@reeve/protocol/events'
    import { Reporter } from '@reeve/sdk/reporter'
    export const idOf = (event: ReeveEvent): string => event.id
    // @ts-expect-error: a number is no reporter.
    export const reporter: Reporter = 1
  `
  await writeFile(join(folder, 'use.ts'), source)
  const options = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2024',
    skipLibCheck: true,
    types: [],
    lib: ['es2024', 'esnext.disposable', 'dom'],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }))
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder }).catch((error) => {
    throw new Error(error.stdout)
  })
})

test('the library for agents makes a principal whose signature the protocol verifies', async () => {
  await install('reeve-protocol.tgz', 'reeve-sdk.tgz')
  const said = await runModule(`
    import { verify } from 'node:crypto'
    import { importPublicKey } from '@reeve/protocol/signing'
    import { createMemoryKeyStore } from '@reeve/sdk/key-store'
    import { loadOrCreatePrincipal } from '@reeve/sdk/principal'
    const { publicKey, sign } = await loadOrCreatePrincipal(createMemoryKeyStore())
    const verified = async (text) => verify(null, Buffer.from(text), importPublicKey(publicKey), await sign(Buffer.from('as it was')))
    console.log(JSON.stringify([await verified('as it was'), await verified('as it was not')]))
  `)
  expect(JSON.parse(said)).toEqual([true, false])
})

test('the command installs without a registry, scans, and reports to its own backend', { timeout: 60_000 }, async () => {
  await install('reeve.tgz')
  const workspace = await makeWorkspace()
  const scan = JSON.parse((await reeve('scan', workspace, '--no-user', '--format', 'json')).stdout)
  expect(scan.servers).toMatchObject([{ name: 'alpha', file: '.cursor/mcp.json' }])
  const up = JSON.parse((await reeve('up', workspace, '--once', '--format', 'json')).stdout)
  expect(up.backend.servers).toBe(1)
})

test('packing the same sources again gives the same octets', { timeout: 120_000 }, async () => {
  const digests = async (): Promise<string[]> => {
    const names = (await readdir(packagesFolder)).filter((name) => /\.(vsix|tgz)$/.test(name)).sort()
    return Promise.all(
      names.map(
        async (name) =>
          `${name} ${createHash('sha256')
            .update(await readFile(join(packagesFolder, name)))
            .digest('hex')}`,
      ),
    )
  }
  const before = await digests()
  expect(before).toHaveLength(4)
  await run(process.execPath, [join(root, 'scripts/package.mjs')], { cwd: root })
  expect(await digests()).toEqual(before)
})
