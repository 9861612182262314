import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { protocolVersion } from '@reeve/protocol/api'
import {
  controlModule,
  type FolderInventory,
  getInventory,
  getStatus,
  inventoryChanged,
  openDashboard,
  rescanWorkspace,
  statusChanged,
} from '@reeve/protocol/editor'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConnection, type Diagnostic, ProposedFeatures } from 'vscode-languageserver/node'
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node'
import { discoverBackend, waitForBackendExit } from '../../src/backend-process.ts'
import { serveEditor } from '../../src/language/server.ts'

let folder = ''
let home = ''
let workspace = ''

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'reeve-lsp-')))
  home = join(folder, 'reeve')
  workspace = join(folder, 'workspace')
  await mkdir(workspace)
  vi.stubEnv('REEVE_BACKEND_PROGRAM', fileURLToPath(new URL('../../../dist/backend/main.js', import.meta.url)))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function write(file: string, content: unknown): Promise<string> {
  const path = join(workspace, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(content, undefined, 2))
  return pathToFileURL(path).href
}
const server = (name: string) => ({ mcpServers: { [name]: { command: 'npx', args: ['-y', `${name}-mcp`] } } })

/** A client and the server in this process, over two streams. */
async function open(options: { trusted?: boolean; watches?: boolean; folders?: string[] } = {}) {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()]
  const connection = createConnection(ProposedFeatures.all, new StreamMessageReader(toServer), new StreamMessageWriter(toClient))
  serveEditor(connection, { REEVE_HOME: home, REEVE_KEYCHAIN: 'off' })
  connection.listen()
  const client: ProtocolConnection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer))
  const diagnostics = new Map<string, Diagnostic[]>()
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const each of waiting) each()
  }
  client.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: Diagnostic[] }) => {
    diagnostics.set(params.uri, params.diagnostics)
    wake()
  })
  client.onNotification(inventoryChanged.method, wake)
  client.onNotification(statusChanged.method, wake)
  client.onNotification('window/logMessage', () => undefined)
  client.onRequest('client/registerCapability', () => null)
  client.listen()
  await client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: (options.folders ?? [pathToFileURL(workspace).href]).map((uri) => ({ uri, name: 'folder' })),
    capabilities: { workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: options.watches ?? true } } },
    initializationOptions: { protocolVersion, trusted: options.trusted ?? false, userFiles: false },
  })
  await client.sendNotification('initialized', {})
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  const close = async (): Promise<void> => {
    await client.sendRequest('shutdown')
    client.dispose()
    connection.dispose()
  }
  return { client, diagnostics, until, close }
}

describe('the language server', () => {
  it('tells findings, changes and states', async () => {
    const uri = await write('.cursor/mcp.json', server('alpha'))
    const { client, diagnostics, until, close } = await open()
    await until(() => (diagnostics.get(uri)?.length ?? 0) === 1)
    await write('.cursor/mcp.json', {})
    await client.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [
        { uri, type: 2 },
        { uri: 'untitled:x', type: 2 },
      ],
    })
    await until(() => diagnostics.get(uri)?.length === 0)
    await write('.cursor/mcp.json', server('beta'))
    await client.sendNotification('textDocument/didSave', { textDocument: { uri } })
    await until(() => diagnostics.get(uri)?.length === 1)
    await write('.mcp.json', server('gamma'))
    await client.sendRequest(rescanWorkspace.method)
    const [inventory] = await client.sendRequest<FolderInventory[]>(getInventory.method)
    expect(inventory?.inventory.servers.map(({ name }) => name)).toEqual(['beta', 'gamma'])
    const status = await client.sendRequest(getStatus.method)
    expect(status).toMatchObject({ modules: [{ name: 'core' }, { name: 'detection', state: 'running' }], backend: { state: 'stopped' } })
    // A module that was restarted goes on where it was.
    expect(await client.sendRequest(controlModule.method, { module: 'detection', action: 'restart' })).toMatchObject({ state: 'running' })
    await write('.mcp.json', {})
    await client.sendRequest(rescanWorkspace.method)
    const [after] = await client.sendRequest<FolderInventory[]>(getInventory.method)
    expect(after?.inventory.servers.map(({ name }) => name)).toEqual(['beta'])
    await expect(client.sendRequest(openDashboard.method)).rejects.toThrow(/not trusted/)
    await close()
  })

  it('opens and closes folders, and passes over what is no folder of this machine', async () => {
    const uri = await write('.cursor/mcp.json', server('alpha'))
    const { client, diagnostics, until, close } = await open({
      folders: ['vscode-vfs://github/x', pathToFileURL(join(folder, 'missing')).href],
    })
    expect(await client.sendRequest(getInventory.method)).toEqual([])
    const change = { uri: pathToFileURL(workspace).href, name: 'workspace' }
    await client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [change], removed: [] } })
    await until(() => diagnostics.has(uri))
    await client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [change] } })
    for (let open = 1; open > 0; ) open = (await client.sendRequest<unknown[]>(getInventory.method)).length
    await close()
  })

  it('watches by itself, reports and opens the dashboard where it is trusted', async () => {
    await write('.cursor/mcp.json', server('alpha'))
    const { client, diagnostics, until, close } = await open({ trusted: true, watches: false })
    await until(() => diagnostics.size > 0)
    const uri = await write('.mcp.json', server('beta'))
    await until(() => diagnostics.has(uri))
    const { url } = await client.sendRequest<{ url: string }>(openDashboard.method)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=/)
    const backend = await discoverBackend(home)
    await close()
    expect(backend && (await waitForBackendExit(backend.pid, 5000))).toBe(true)
  })

  it('detects and reports nothing where the key cannot be read', async () => {
    await mkdir(join(home, 'keys'), { recursive: true, mode: 0o700 })
    await writeFile(join(home, 'keys', 'supervisor.json'), 'not a key', { mode: 0o600 })
    const uri = await write('.cursor/mcp.json', server('alpha'))
    const { diagnostics, until, close } = await open({ trusted: true })
    await until(() => diagnostics.has(uri))
    expect(await discoverBackend(home)).toBeUndefined()
    await close()
  })
})
