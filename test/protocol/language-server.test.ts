import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readFile } from 'node:fs/promises'
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
import { describe, expect, it } from 'vitest'
import {
  createProtocolConnection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidSaveTextDocumentNotification,
  ExitNotification,
  FileChangeType,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node'
import { type House, openHouse, serverProgram } from '../support/house.ts'

/** An editor's side: a real client of the built server. */
interface Editor extends AsyncDisposable {
  readonly connection: ProtocolConnection
  readonly child: ChildProcess
  readonly initialized: InitializeResult
  readonly diagnostics: Map<string, Diagnostic[]>
  readonly registrations: string[]
  readonly logs: string[]
  readonly uri: (file: string) => string
  /** Resolves once the condition holds; it is looked at whenever the server says something. */
  until<T>(condition: () => T | undefined | false): Promise<T>
  shutdown(): Promise<number | null>
}

interface EditorOptions {
  readonly trusted?: boolean
  readonly watchesFiles?: boolean
  readonly protocolVersion?: number
}

async function openEditor(house: House, options: EditorOptions = {}): Promise<Editor> {
  const child = spawn(process.execPath, [serverProgram, '--stdio'], { env: house.env, stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const diagnostics = new Map<string, Diagnostic[]>()
  const registrations: string[] = []
  const logs: string[] = []
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const each of waiting) each()
  }
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    diagnostics.set(params.uri, params.diagnostics)
    wake()
  })
  connection.onNotification(LogMessageNotification.type, ({ message }) => void logs.push(message))
  connection.onNotification(inventoryChanged.method, wake)
  connection.onNotification(statusChanged.method, wake)
  connection.onRequest(RegistrationRequest.type, (params) => {
    registrations.push(...params.registrations.map(({ method }) => method))
    wake()
  })
  connection.listen()
  const folder = pathToFileURL(house.workspace).href
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: folder,
    workspaceFolders: [{ uri: folder, name: 'workspace' }],
    capabilities: { workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: options.watchesFiles ?? true } } },
    initializationOptions: {
      protocolVersion: options.protocolVersion ?? protocolVersion,
      trusted: options.trusted ?? true,
      userFiles: false,
    },
  })
  await connection.sendNotification(InitializedNotification.type, {})
  return {
    connection,
    child,
    initialized,
    diagnostics,
    registrations,
    logs,
    uri: (file) => pathToFileURL(join(house.workspace, file)).href,
    until: (condition) =>
      new Promise((resolve) => {
        const look = (): void => {
          const value = condition()
          if (!value) return
          waiting.delete(look)
          resolve(value)
        }
        waiting.add(look)
        look()
      }),
    shutdown: async () => {
      await connection.sendRequest(ShutdownRequest.type)
      await connection.sendNotification(ExitNotification.type)
      return ended
    },
    [Symbol.asyncDispose]: async () => {
      connection.dispose()
      child.kill('SIGKILL')
      await ended
    },
  }
}

const unpinned = (name: string) => ({ mcpServers: { [name]: { command: 'npx', args: ['-y', `${name}-mcp`] } } })
const inventories = (editor: Editor): Promise<readonly FolderInventory[]> => editor.connection.sendRequest(getInventory.method)

describe('the built supervisor as a language server', () => {
  it('publishes findings as diagnostics with a link to their page, and takes them back', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', unpinned('alpha'))
    await using editor = await openEditor(house)
    expect(editor.initialized.serverInfo?.name).toBe('Reeve')
    const [diagnostic] = await editor.until(() => editor.diagnostics.get(editor.uri('.cursor/mcp.json')))
    expect(diagnostic).toMatchObject({ source: 'Reeve', code: 'unpinned-package', severity: 2 })
    const page = await readFile(fileURLToPath(String(diagnostic?.codeDescription?.href)), 'utf8')
    expect(page).toContain('unpinned-package')
    expect(editor.registrations).toEqual(['workspace/didChangeWatchedFiles'])

    const path = await house.write('.cursor/mcp.json', { mcpServers: { alpha: { command: 'npx', args: ['-y', 'alpha-mcp@1.2.3'] } } })
    await editor.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: pathToFileURL(path).href, type: FileChangeType.Changed }],
    })
    await editor.until(() => editor.diagnostics.get(editor.uri('.cursor/mcp.json'))?.length === 0)
    expect(await editor.shutdown()).toBe(0)
  })

  it('gives inventory and status, and controls modules', async () => {
    await using house = await openHouse()
    await house.write('.mcp.json', unpinned('alpha'))
    await using editor = await openEditor(house)
    await editor.until(() => editor.diagnostics.size > 0)
    const [folder] = await inventories(editor)
    expect(folder).toMatchObject({ complete: true, inventory: { servers: [{ name: 'alpha', client: 'claude-code' }] } })

    await house.write('.cursor/mcp.json', unpinned('beta'))
    await editor.connection.sendRequest(rescanWorkspace.method)
    expect((await inventories(editor))[0]?.inventory.servers).toHaveLength(2)

    const stopped = await editor.connection.sendRequest(controlModule.method, { module: 'detection', action: 'stop' })
    expect(stopped).toMatchObject({ name: 'detection', state: 'stopped' })
    await expect(editor.connection.sendRequest(controlModule.method, { module: 'nothing', action: 'stop' })).rejects.toMatchObject({
      data: { error: { code: 'module-unknown' } },
    })
    const status = await editor.connection.sendRequest(getStatus.method)
    expect(status).toMatchObject({
      modules: [{ name: 'core' }, { name: 'detection', state: 'stopped' }, { name: 'telemetry' }, { name: 'uplink' }],
    })
    await editor.shutdown()
  })

  it('reports to the embedded backend, and opens its dashboard', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', unpinned('alpha'))
    await using editor = await openEditor(house)
    const { url } = await editor.connection.sendRequest<{ url: string }>(openDashboard.method)
    expect((await fetch(url)).status).toBe(200)
    await editor.shutdown()
    const { out } = await house.run('up', house.workspace, '--once', '--no-user', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject({ backend: { servers: 1 }, report: { accepted: 0 } })
  })

  it('watches by itself where the editor does not', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', unpinned('alpha'))
    await using editor = await openEditor(house, { watchesFiles: false })
    await editor.until(() => editor.diagnostics.size > 0)
    await house.write('.mcp.json', unpinned('beta'))
    await editor.until(() => editor.diagnostics.get(editor.uri('.mcp.json'))?.length)
    await editor.shutdown()
  })

  it('reads a file again when it is saved', async () => {
    await using house = await openHouse()
    const path = await house.write('.cursor/mcp.json', unpinned('alpha'))
    await using editor = await openEditor(house)
    await editor.until(() => editor.diagnostics.size > 0)
    await house.write('.cursor/mcp.json', {})
    await editor.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: pathToFileURL(path).href } })
    await editor.until(() => editor.diagnostics.get(editor.uri('.cursor/mcp.json'))?.length === 0)
    await editor.shutdown()
  })

  it('opens and closes folders', async () => {
    await using house = await openHouse()
    await using other = await openHouse()
    await other.write('.mcp.json', unpinned('beta'))
    await using editor = await openEditor(house)
    const uri = pathToFileURL(other.workspace).href
    await editor.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [{ uri, name: 'other' }], removed: [] },
    })
    await editor.until(() => editor.diagnostics.get(pathToFileURL(join(other.workspace, '.mcp.json')).href))
    expect(await inventories(editor)).toHaveLength(2)
    await editor.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [], removed: [{ uri, name: 'other' }] },
    })
    for (let open = 2; open !== 1; ) open = (await inventories(editor)).length
    await editor.shutdown()
  })

  it('lets nothing of an untrusted workspace leave the machine, and starts nothing', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', unpinned('alpha'))
    await using editor = await openEditor(house, { trusted: false })
    await editor.until(() => editor.diagnostics.size > 0)
    expect(await editor.connection.sendRequest(getStatus.method)).toMatchObject({ backend: { state: 'stopped', principal: null } })
    await expect(editor.connection.sendRequest(openDashboard.method)).rejects.toThrow(/not trusted/)
    await editor.shutdown()
    await expect(readFile(join(house.reeveHome, 'backend', 'backend.json'))).rejects.toThrow(/ENOENT/)
  })

  it('refuses an editor that speaks another version', async () => {
    await using house = await openHouse()
    await expect(openEditor(house, { protocolVersion: 99 })).rejects.toThrow(/reload the window/)
  })
})
