import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '@reeve/protocol/version'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backendFolder, discoverBackend, ensureEmbeddedBackend, waitForBackendExit } from '../../src/backend-process.ts'
import { createProgram } from '../../src/cli/program.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

let folder = ''
let home = ''
let workspace = ''

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'reeve-cli-')))
  home = join(folder, 'reeve')
  workspace = join(folder, 'workspace')
  await mkdir(workspace)
  vi.stubEnv('REEVE_BACKEND_PROGRAM', fileURLToPath(new URL('../../../dist/backend/main.js', import.meta.url)))
})
afterEach(async () => {
  const backend = await discoverBackend(home)
  if (backend) process.kill(backend.pid, 'SIGKILL')
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function write(file: string, content: unknown): Promise<void> {
  const path = join(workspace, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2))
}
const server = (...names: string[]) => ({
  mcpServers: Object.fromEntries(names.map((name) => [name, { command: 'npx', args: ['-y', `${name}-mcp`] }])),
})

/** Runs a command in this process. */
function start(...args: string[]) {
  const said = { out: '', err: '' }
  const abort = new AbortController()
  let wake: () => void = () => undefined
  const terminal: Terminal = {
    out: (text) => {
      said.out += text
      wake()
    },
    err: (text) => {
      said.err += text
      wake()
    },
    width: 120,
    isInteractive: false,
    env: { REEVE_HOME: home, REEVE_KEYCHAIN: 'off' },
    signal: abort.signal,
  }
  const outcome = { code: 0 }
  const ended = createProgram(terminal, outcome)
    .parseAsync(['node', 'reeve', ...args])
    .then(() => outcome.code)
  return {
    said,
    ended,
    end: () => abort.abort(),
    heard: async (text: string): Promise<void> => {
      while (!said.out.includes(text) && !said.err.includes(text)) await new Promise<void>((resolve) => (wake = resolve))
    },
  }
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const command = start(...args)
  const code = await command.ended
  return { code, ...command.said }
}

describe('reeve', () => {
  it.each([
    [['--version'], 0, version, ''],
    [['--help'], 0, 'Commands:', ''],
    [['scan', '--format', 'xml'], 2, '', "argument 'xml' is invalid"],
    [['scan', '--fail-on', 'everything'], 2, '', 'Allowed choices are error, warning, info'],
    [['dance'], 2, '', "unknown command 'dance'"],
    [['backend'], 2, '', "required option '--postgres <url>'"],
  ])('%j ends with %d', async (args, code, out, err) => {
    const result = await run(...args)
    expect(result.code).toBe(code)
    expect(result.out).toContain(out)
    expect(result.err).toContain(err)
  })
})

describe('reeve scan', () => {
  it('shows a table, and fails at the severity that it is told to', async () => {
    await write('.cursor/mcp.json', server('alpha'))
    const result = await run('scan', workspace, '--no-user')
    expect(result).toMatchObject({ code: 0, err: '' })
    expect(result.out).toContain('alpha-mcp')
    expect((await run('scan', workspace, '--no-user', '--fail-on', 'warning')).code).toBe(1)
    expect((await run('scan', workspace, '--no-user', '--fail-on', 'error')).code).toBe(0)
  })

  it('scans one file as the client would that reads it', async () => {
    await write('.cursor/mcp.json', server('alpha'))
    const { out } = await run('scan', join(workspace, '.cursor', 'mcp.json'), '--no-user', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject({ workspace, servers: [{ name: 'alpha', client: 'cursor', file: '.cursor/mcp.json' }] })
    await write('agent.py', 'import subprocess\nsubprocess.run(["ls"])\n')
    const source = await run('scan', join(workspace, 'agent.py'), '--no-user', '--format', 'json')
    expect(JSON.parse(source.out).capabilities).toMatchObject([{ name: 'system:exec' }])
  })

  it('reads another home on another platform', async () => {
    const other = join(folder, 'other')
    const path = join(other, 'Library', 'Application Support', 'Claude', 'claude_desktop_config.json')
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, JSON.stringify(server('desk')))
    const { out } = await run('scan', workspace, '--home', other, '--platform', 'darwin', '--format', 'json')
    expect(JSON.parse(out).servers).toMatchObject([
      { name: 'desk', client: 'claude-desktop', scope: 'user', file: '~/Library/Application Support/Claude/claude_desktop_config.json' },
    ])
  })

  it('refuses a folder that is not there', async () => {
    await expect(run('scan', join(workspace, 'missing'))).rejects.toMatchObject({ code: 'workspace-missing' })
  })
})

describe('reeve up', () => {
  it('reports once, as a table or as JSON', async () => {
    await write('.cursor/mcp.json', server('alpha'))
    const json = await run('up', workspace, '--once', '--no-user', '--format', 'json')
    expect(JSON.parse(json.out)).toMatchObject({ report: { rejected: 0, duplicates: 0 }, backend: { servers: 1, findings: 1 } })
    const text = await run('up', workspace, '--once', '--no-user')
    expect(text.out).toMatch(/Reported \d+ events in 1 batch: 0 new, \d+ known already, 0 refused\./)
    expect(text.out).toContain('holds 1 server and 1 finding of this folder')
  })

  it('watches until it is ended, and follows while another reports', async () => {
    await write('.cursor/mcp.json', server('alpha'))
    const first = start('up', workspace, '--no-user')
    await first.heard('Watching')
    const second = start('up', workspace, '--no-user', '--verbose')
    await second.heard('Another supervisor reports this folder')
    await second.heard('Watching')
    await write('.cursor/mcp.json', server('alpha', 'beta'))
    await Promise.all([first.heard('+ server beta'), second.heard('+ server beta')])
    first.end()
    expect(await first.ended).toBe(0)
    await second.heard('This supervisor reports the folder now')
    const backend = await discoverBackend(home)
    second.end()
    expect(await second.ended).toBe(0)
    expect(backend && (await waitForBackendExit(backend.pid, 5000))).toBe(true)
  })
})

describe('an embedded backend that does not start', () => {
  it.each([
    ['is not there', undefined, 'backend-start-failed'],
    ['ends at once', 'process.exit(1)', 'backend-start-failed'],
    ['says that the data is newer', 'process.exit(3)', 'backend-newer'],
  ])('because its program %s', async (_why, program, code) => {
    const path = join(folder, 'program.mjs')
    if (program) await writeFile(path, program)
    vi.stubEnv('REEVE_BACKEND_PROGRAM', path)
    await expect(ensureEmbeddedBackend(home)).rejects.toMatchObject({ code })
  })
})

describe('reeve dashboard', () => {
  it('gives a link while the backend runs, and says so where it does not', async () => {
    await expect(run('dashboard')).rejects.toMatchObject({ code: 'backend-not-running' })
    const command = start('up', workspace, '--no-user')
    await command.heard('Watching')
    const { code, out } = await run('dashboard')
    expect(code).toBe(0)
    expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=\S+\n$/)
    expect((await fetch(out.trim())).status).toBe(200)
    command.end()
    await command.ended
  })
})

describe('reeve doctor', () => {
  it('looks at a machine where nothing was started yet, and at one where the backend runs', async () => {
    const before = await run('doctor')
    expect(before).toMatchObject({ code: 0, err: '' })
    expect(before.out).toContain('is made at the first start')
    const command = start('up', workspace, '--no-user')
    await command.heard('Watching')
    const { out, code } = await run('doctor', '--format', 'json')
    expect(code).toBe(0)
    const { checks } = JSON.parse(out) as { checks: { name: string; state: string; message: string }[] }
    expect(checks.find(({ name }) => name === 'backend')).toMatchObject({
      state: 'ok',
      message: expect.stringMatching(/healthy, version .*, pglite/),
    })
    expect(checks.find(({ name }) => name === 'key')).toMatchObject({
      state: 'note',
      message: expect.stringMatching(/plain file.*principal [0-9a-f]{32}/),
    })
    command.end()
    await command.ended
  })

  it('names a key that cannot be read, and a backend that does not answer', async () => {
    await mkdir(join(home, 'keys'), { recursive: true, mode: 0o700 })
    await writeFile(join(home, 'keys', 'supervisor.json'), 'not a key', { mode: 0o600 })
    await mkdir(backendFolder(home), { recursive: true })
    const discovery = {
      pid: process.pid,
      url: 'https://127.0.0.1:9',
      certificate: 'none',
      backendId: 'b',
      version: '0.1.0',
      protocolVersion: 1,
      startedAt: new Date().toISOString(),
      dashboardUrl: 'http://127.0.0.1:9',
      registrationToken: 't',
    }
    await writeFile(join(backendFolder(home), 'backend.json'), JSON.stringify(discovery))
    const { code, out } = await run('doctor')
    expect(code).toBe(3)
    expect(out).toMatch(/problem +key: The key of this machine cannot be read/)
    expect(out).toMatch(/problem +backend: process \d+ runs and does not answer/)
    await rm(join(backendFolder(home), 'backend.json'))
  })
})
