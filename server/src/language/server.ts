import { homedir } from 'node:os'
import { protocolVersion } from '@reeve/protocol/api'
import {
  controlModule,
  type FolderInventory,
  getInventory,
  getStatus,
  type InitializationOptions,
  inventoryChanged,
  openDashboard,
  rescanWorkspace,
  statusChanged,
} from '@reeve/protocol/editor'
import { ReeveError } from '@reeve/protocol/errors'
import { createKeyPair } from '@reeve/protocol/signing'
import { version } from '@reeve/protocol/version'
import { createMemoryKeyStore, type KeyStore } from '@reeve/sdk/key-store'
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
  type WorkspaceFolder,
} from 'vscode-languageserver/node'
import { openKeyStore } from '../keys.ts'
import { createLogger, formatLogRecord, type LogSink, reasonOf } from '../log.ts'
import { reeveHome } from '../reeve-home.ts'
import { openReporting } from '../reporting.ts'
import { type Reporting, Supervisor } from '../supervisor.ts'
import { openWorkspace, type Workspace } from '../workspace.ts'
import { answer } from './answer.ts'
import { answerBackendRequests } from './backend-requests.ts'
import { DiagnosticPublisher } from './diagnostic-publisher.ts'
import { pathOfUri } from './diagnostics.ts'

/** News of one kind that follow each other are told once, this long after the first. */
const statusSettleMs = 50

/** After this time the editor's watcher is taken to have begun. */
const watcherBeginsMs = 2_000

/** What is watched through the editor: everything, because what counts is decided where files are read. */
const watchedGlob = '**/*'

/** The LSP face of the supervisor. It asks modules and decides nothing. */
export function serveEditor(connection: Connection, env: NodeJS.ProcessEnv = process.env): void {
  const home = reeveHome(env)
  const userHome = homedir()
  const folders = new Map<string, Workspace>()
  const sink = connectionSink(connection)
  let supervisor: Supervisor | undefined
  let reporting: Reporting | undefined
  let parameters: InitializeParams | undefined
  let canWatch = false
  let isOver = false

  const started = Promise.withResolvers<Supervisor>()

  const openFolder = async ({ uri }: WorkspaceFolder): Promise<void> => {
    const path = pathOfUri(uri)
    if (path === undefined || folders.has(uri)) return
    try {
      const workspace = await openWorkspace(path, home)
      folders.set(uri, workspace)
      await (await started.promise).open(workspace)
    } catch (error) {
      folders.delete(uri)
      createLogger(sink, 'language').error('a folder cannot be opened', { reason: reasonOf(error) })
    }
  }

  const closeFolder = async ({ uri }: WorkspaceFolder): Promise<void> => {
    const workspace = folders.get(uri)
    folders.delete(uri)
    if (workspace) await (await started.promise).close(workspace)
  }

  connection.onInitialize((given): InitializeResult => {
    parameters = given
    const options = initializationOptions(given)
    if (options.protocolVersion !== protocolVersion) {
      const message = `this supervisor speaks version ${protocolVersion} of the protocol and the editor's side version ${options.protocolVersion}; reload the window`
      throw new ResponseError(ErrorCodes.InvalidRequest, message)
    }
    canWatch = given.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true
    return {
      serverInfo: { name: 'Reeve', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.None, save: { includeText: false } },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    }
  })

  connection.onInitialized(async () => {
    if (!parameters) return
    const options = initializationOptions(parameters)
    const { trusted, userFiles } = options
    if (parameters.capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(async ({ added, removed }) => {
        await Promise.all(removed.map(closeFolder))
        await Promise.all(added.map(openFolder))
      })
    }
    // An untrusted workspace is read, and nothing of it leaves the machine.
    reporting = trusted ? await openReportingSafely(home, env, sink, options) : undefined
    supervisor = new Supervisor({
      home,
      reporting,
      sink,
      detection: { home: userHome, platform: process.platform, userFiles, watch: canWatch ? 'editor' : 'own' },
    })
    announce(connection, supervisor, folders, userHome, () => isOver)
    await supervisor.start()
    started.resolve(supervisor)
    const watching = canWatch
      ? connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watchedGlob }] })
      : undefined
    await Promise.all([watching, ...(parameters.workspaceFolders ?? []).map(openFolder)])
    // An editor does not say when its watcher has begun; what changed until then is looked for once more.
    if (canWatch)
      setTimeout(() => void supervisor?.modules.send('detection', { type: 'rescan' }).catch(() => undefined), watcherBeginsMs).unref()
  })

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.flatMap(({ uri }) => pathOfUri(uri) ?? [])
    if (paths.length > 0) void supervisor?.detection.changed(paths)
  })

  // A save is told by its own notification too, which comes before the editor's watcher has noticed.
  connection.onDidSaveTextDocument(({ textDocument }) => {
    const path = pathOfUri(textDocument.uri)
    if (path) void supervisor?.detection.changed([path])
  })

  connection.onRequest(getInventory, async () => {
    const { detection } = await started.promise
    return [...folders].map(
      ([uri, workspace]): FolderInventory => ({ folder: uri, workspace: workspace.id, ...detection.inventoryOf(workspace) }),
    )
  })
  connection.onRequest(getStatus, async () => (await started.promise).status())
  connection.onRequest(rescanWorkspace, () =>
    answer(async () => {
      await (await started.promise).modules.send('detection', { type: 'rescan' })
    }),
  )
  connection.onRequest(controlModule, ({ module, action }) =>
    answer(async () => {
      const { modules } = await started.promise
      await modules[action](module)
      return modules.status(module)
    }),
  )
  connection.onRequest(openDashboard, () =>
    answer(async () => {
      await started.promise
      if (!reporting) throw new ReeveError('workspace-untrusted')
      const { url } = await reporting.dashboardLink()
      return { url }
    }),
  )
  answerBackendRequests(connection, async () => {
    const { bus, uplink } = await started.promise
    if (!reporting || !uplink) throw new ReeveError('workspace-untrusted')
    return { bus, uplink, client: reporting.client }
  })
  connection.onShutdown(async () => {
    isOver = true
    await supervisor?.stop()
  })
}

const defaults: InitializationOptions = { protocolVersion, trusted: true, userFiles: true }

/** A client that is not ours gives no options, or its own; it is trusted as whoever starts programs is. */
function initializationOptions({ initializationOptions: given }: InitializeParams): InitializationOptions {
  return typeof given === 'object' && given !== null ? { ...defaults, ...given } : defaults
}

/** Detection works without a key; reporting does not. */
async function openReportingSafely(
  home: string,
  env: NodeJS.ProcessEnv,
  sink: LogSink,
  { keySeed, backend }: InitializationOptions,
): Promise<Reporting | undefined> {
  const log = createLogger(sink, 'reporting')
  try {
    const keyStore = keySeed === undefined ? await openKeyStore(home, env) : await givenKey(keySeed)
    return await openReporting({ home, keyStore, log, backend })
  } catch (error) {
    log.error('nothing can be reported', { reason: reasonOf(error) })
    return undefined
  }
}

/** The key that the editor keeps. Throws without repeating it. */
async function givenKey(keySeed: string): Promise<KeyStore> {
  const seed = Buffer.from(keySeed, 'base64')
  if (seed.length !== 32) throw new ReeveError('key-unreadable', { path: 'the editor', reason: 'its seed has not 32 octets' })
  const store = createMemoryKeyStore()
  await store.save(createKeyPair(seed))
  return store
}

/** Tells the editor what changes: diagnostics, inventories, states. */
function announce(
  connection: Connection,
  supervisor: Supervisor,
  folders: ReadonlyMap<string, Workspace>,
  userHome: string,
  isOver: () => boolean,
): void {
  const publisher = new DiagnosticPublisher((uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics }))
  supervisor.bus.on('inventory.changed', ({ workspace, inventory, complete }) => {
    publisher.publish(workspace, userHome, inventory)
    const uri = [...folders].find(([, { id }]) => id === workspace.id)?.[0]
    if (uri) void connection.sendNotification(inventoryChanged, { folder: uri, workspace: workspace.id, inventory, complete })
  })
  let timer: NodeJS.Timeout | undefined
  const tellStatus = (): void => {
    if (timer) return
    timer = setTimeout(() => {
      timer = undefined
      // A status that changed at the very end has nobody left to hear it.
      if (!isOver()) void connection.sendNotification(statusChanged, supervisor.status())
    }, statusSettleMs)
  }
  for (const topic of ['module.changed', 'backend.changed', 'lease.changed'] as const) supervisor.bus.on(topic, tellStatus)
}

const connectionSink =
  (connection: Connection): LogSink =>
  (record) => {
    const line = formatLogRecord(record)
    connection.console[record.level](line)
  }
