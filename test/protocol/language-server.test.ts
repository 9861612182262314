import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readFile } from 'node:fs/promises'
import { type Detection, protocolVersion, type StoredEvent, type Summary } from '@reeve/protocol/api'
import {
  controlModule,
  eventsStored,
  type FolderInventory,
  getInventory,
  getStatus,
  getSummary,
  getTrustScore,
  inventoryChanged,
  listDetections,
  listEvents,
  openDashboard,
  rescanWorkspace,
  statusChanged,
  summaryChanged,
  watchBackend,
} from '@reeve/protocol/editor'
import { createKeyPair, principalIdOf } from '@reeve/protocol/signing'
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
  /** What the backend told by itself. */
  readonly stored: StoredEvent[]
  readonly summaries: Summary[]
  readonly uri: (file: string) => string
  /** Resolves once the condition holds; it is looked at whenever the server says something. */
  until<T>(condition: () => T | undefined | false): Promise<T>
  shutdown(): Promise<number | null>
}

interface EditorOptions {
  readonly trusted?: boolean
  readonly watchesFiles?: boolean
  readonly protocolVersion?: number
  readonly keySeed?: string
}

async function openEditor(house: House, options: EditorOptions = {}): Promise<Editor> {
  const child = spawn(process.execPath, [serverProgram, '--stdio'], { env: house.env, stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const diagnostics = new Map<string, Diagnostic[]>()
  const registrations: string[] = []
  const logs: string[] = []
  const stored: StoredEvent[] = []
  const summaries: Summary[] = []
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
  connection.onNotification(eventsStored.method, ({ rows }: { rows: StoredEvent[] }) => {
    stored.push(...rows)
    wake()
  })
  connection.onNotification(summaryChanged.method, (summary: Summary) => {
    summaries.push(summary)
    wake()
  })
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
      ...(options.keySeed === undefined ? {} : { keySeed: options.keySeed }),
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
    stored,
    summaries,
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

describe('what an editor shows of the backend', () => {
  it('is asked through the supervisor', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', unpinned('alpha'))
    await using editor = await openEditor(house)
    const ask = <T>(type: { method: string }, parameters: object): Promise<T> => editor.connection.sendRequest<T>(type.method, parameters)
    await ask(watchBackend, { watch: true })
    await editor.until(() => editor.summaries.some(({ servers }) => servers === 1))
    const [folder] = await inventories(editor)
    expect(await ask(getSummary, { workspace: folder?.workspace })).toMatchObject({ servers: 1, findings: 1 })
    const { rows } = await ask<{ rows: Detection[] }>(listDetections, { kind: 'mcp-server' })
    expect(rows).toMatchObject([{ name: 'alpha', workspace: { id: folder?.workspace } }])
    expect((await ask<{ rows: StoredEvent[] }>(listEvents, { limit: 1 })).rows).toHaveLength(1)
    expect(await ask(getTrustScore, { principal: 'nobody' })).toBeNull()
    await expect(ask(listEvents, { cursor: 'no cursor' })).rejects.toMatchObject({ data: { error: { code: 'request-invalid' } } })
    await editor.shutdown()
  })

  it('is told as it happens while somebody listens, and not afterwards', async () => {
    await using house = await openHouse()
    await using editor = await openEditor(house, { watchesFiles: false })
    const names = (): unknown[] => editor.stored.map(({ event }) => event.data['name'])
    await editor.connection.sendRequest(watchBackend.method, { watch: true })
    await editor.until(() => editor.summaries.length > 0)
    await house.write('.cursor/mcp.json', unpinned('alpha'))
    await editor.until(() => names().includes('alpha'))
    await editor.connection.sendRequest(watchBackend.method, { watch: false })
    const heard = editor.stored.length
    await house.write('.mcp.json', unpinned('beta'))
    for (let servers = 0; servers !== 2; ) ({ servers } = await editor.connection.sendRequest<Summary>(getSummary.method, {}))
    expect(editor.stored).toHaveLength(heard)
    await editor.shutdown()
  })

  it('is refused where nothing may leave the machine', async () => {
    await using house = await openHouse()
    await using editor = await openEditor(house, { trusted: false })
    for (const { method } of [getSummary, listEvents, watchBackend]) {
      await expect(editor.connection.sendRequest(method, {})).rejects.toMatchObject({ data: { error: { code: 'workspace-untrusted' } } })
    }
    await editor.shutdown()
  })
})

describe('a key that the editor keeps', () => {
  const pair = createKeyPair()

  it('is the one that signs, and is written nowhere', async () => {
    await using house = await openHouse()
    const keySeed = Buffer.from(pair.seed).toString('base64')
    await using editor = await openEditor(house, { keySeed })
    expect(await editor.connection.sendRequest(getStatus.method)).toMatchObject({ backend: { principal: principalIdOf(pair.publicKey) } })
    await expect(readFile(join(house.reeveHome, 'keys', 'supervisor.json'))).rejects.toThrow(/ENOENT/)
    expect(await readFile(`/proc/${editor.child.pid}/environ`, 'utf8').catch(() => '')).not.toContain(keySeed)
    await editor.shutdown()
    expect(editor.logs.join('\n')).not.toContain(keySeed)
  })

  it.each(['', 'AAAA'])('that is none is refused, and no other is made: %j', async (keySeed) => {
    await using house = await openHouse()
    await using editor = await openEditor(house, { keySeed })
    expect(await editor.connection.sendRequest(getStatus.method)).toMatchObject({ backend: { principal: null } })
    await expect(readFile(join(house.reeveHome, 'keys', 'supervisor.json'))).rejects.toThrow(/ENOENT/)
    await editor.shutdown()
  })
})
