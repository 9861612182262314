import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { protocolVersion } from '@reeve/protocol/api'
import { getStatus, inventoryChanged } from '@reeve/protocol/editor'
import {
  createProtocolConnection,
  DidSaveTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node'
import { openHouse, serverProgram } from '../support/house.ts'
import { type Measurement, median, memoryOf, quantile } from './measure.ts'
import { configurationOf, writeFiles } from './workspace-of-files.ts'

const files = 10_000
const starts = 5
const saves = 200
/** The worker thread ends after five seconds without work. */
const restMs = 8_000

/** The built language server in a workspace of 10,000 files: how soon it is ready, how soon a save shows, what it holds at rest. */
export async function supervisor(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-bench-'))
  try {
    await writeFiles(folder, files)
    const ready: number[] = []
    const first: number[] = []
    for (let count = 1; count < starts; count += 1) {
      const server = await start(folder)
      ready.push(server.readyMs)
      first.push(server.inventoryMs)
      server.stop()
      await server.house[Symbol.asyncDispose]()
    }
    const server = await start(folder)
    const saved = await server.saves(saves)
    await sleep(restMs)
    const { residentMb } = memoryOf(server.pid)
    server.stop()
    await server.house[Symbol.asyncDispose]()
    return [
      { what: 'supervisor: ready to answer', budget: 400, measured: median([...ready, server.readyMs]), unit: 'ms' },
      { what: `supervisor: whole inventory of ${files} files`, measured: median([...first, server.inventoryMs]), unit: 'ms' },
      { what: `supervisor: at rest with ${files} files`, budget: 120, measured: residentMb, unit: 'MB' },
      { what: 'a saved file to its diagnostics, median', measured: median(saved), unit: 'ms' },
      { what: 'a saved file to its diagnostics, p99', budget: 50, measured: quantile(saved, 0.99), unit: 'ms' },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function start(folder: string) {
  const house = await openHouse()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [serverProgram, '--stdio'], { env: house.env, stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
  const complete = Promise.withResolvers<void>()
  let onDiagnostics: () => void = () => undefined
  connection.onNotification(inventoryChanged.method, ({ complete: isComplete }: { complete: boolean }) => {
    if (isComplete) complete.resolve()
  })
  connection.onNotification(PublishDiagnosticsNotification.type, () => onDiagnostics())
  connection.onRequest('client/registerCapability', () => null)
  connection.listen()
  const uri = pathToFileURL(folder).href
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'bench' }],
    capabilities: { workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } } },
    initializationOptions: { protocolVersion, trusted: true, userFiles: false },
  })
  await connection.sendNotification(InitializedNotification.type, {})
  await connection.sendRequest(getStatus.method)
  const readyMs = performance.now() - startedAt
  await complete.promise
  const file = join(folder, '.cursor', 'mcp.json')
  return {
    house,
    pid: child.pid ?? 0,
    readyMs,
    inventoryMs: performance.now() - startedAt,
    stop: () => {
      connection.dispose()
      child.kill('SIGKILL')
    },
    saves: async (count: number): Promise<number[]> => {
      const samples: number[] = []
      for (let index = 0; index < count; index += 1) {
        await writeFile(file, configurationOf(`server${index}`))
        const shown = new Promise<void>((resolve) => {
          onDiagnostics = resolve
        })
        const savedAt = performance.now()
        await connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: pathToFileURL(file).href } })
        await shown
        samples.push(performance.now() - savedAt)
      }
      return samples
    },
  }
}
