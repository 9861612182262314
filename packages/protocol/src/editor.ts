import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc'
import type { Detection, DetectionQuery, EventQuery, SignatureCheck, StoredEvent, Summary, TrustScore } from './api.ts'
import type { ErrorBody } from './errors.ts'
import type { Inventory } from './inventory.ts'

/** What the extension asks of the supervisor beyond LSP. Requests are `reeve/<verbNoun>`. */

export type ModuleState = 'registered' | 'starting' | 'running' | 'stopping' | 'stopped' | 'error' | 'disabled'

export interface ModuleStatus {
  readonly name: string
  readonly purpose: string
  readonly optional: boolean
  readonly dependencies: readonly string[]
  readonly state: ModuleState
  /** Why it is in the state `error`. */
  readonly reason: string | null
  readonly metrics: Readonly<Record<string, number>>
}

export interface FolderInventory {
  /** The folder's URI. */
  readonly folder: string
  /** The workspace's id at the backend. */
  readonly workspace: string
  /** Whether the scan of the folder is complete. */
  readonly complete: boolean
  readonly inventory: Inventory
}

export interface SupervisorStatus {
  readonly version: string
  readonly modules: readonly ModuleStatus[]
  readonly backend: {
    readonly state: 'connected' | 'degraded' | 'stopped'
    readonly url: string | null
    readonly principal: string | null
    readonly queuedEvents: number
    readonly droppedEvents: number
  }
  /** Folders of which another supervisor is the reporter. */
  readonly following: readonly string[]
}

/** Passed as `initializationOptions`. */
export interface InitializationOptions {
  readonly protocolVersion: number
  /** Whether the workspace may be acted on; an untrusted one is read and nothing leaves the machine. */
  readonly trusted: boolean
  /** Whether files of the user and the system are read too. */
  readonly userFiles: boolean
  /** The seed of the principal's key, 32 octets in base64, where the editor keeps it. Otherwise the supervisor keeps its own. */
  readonly keySeed?: string
  /** A team's backend, by its URL and, where it is not signed by an authority, its certificate as PEM. The embedded one otherwise. */
  readonly backend?: { readonly url: string; readonly certificate?: string }
}

/** A page of rows; without a cursor it is the last. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor?: string | undefined
}

/** Gives what is known of each folder now. */
export const getInventory = new RequestType0<readonly FolderInventory[], ErrorBody>('reeve/getInventory')
/** Reads everything anew. */
export const rescanWorkspace = new RequestType0<void, ErrorBody>('reeve/rescanWorkspace')
/** Gives the state of the modules and of the connection to the backend. */
export const getStatus = new RequestType0<SupervisorStatus, ErrorBody>('reeve/getStatus')
/** Starts, stops or restarts a module. */
export const controlModule = new RequestType<{ module: string; action: 'start' | 'stop' | 'restart' }, ModuleStatus, ErrorBody>(
  'reeve/controlModule',
)
/** Makes a link that opens the dashboard once. */
export const openDashboard = new RequestType0<{ url: string }, ErrorBody>('reeve/openDashboard')
/** Says that a folder's inventory changed. */
export const inventoryChanged = new NotificationType<FolderInventory>('reeve/inventoryChanged')
/** Says that a module or the connection changed. */
export const statusChanged = new NotificationType<SupervisorStatus>('reeve/statusChanged')
/** Gives the backend's counts, of all workspaces or of one. */
export const getSummary = new RequestType<{ workspace?: string | undefined }, Summary, ErrorBody>('reeve/getSummary')
/** Gives a page of what the backend holds. */
export const listDetections = new RequestType<Partial<DetectionQuery>, Page<Detection>, ErrorBody>('reeve/listDetections')
/** Gives a page of the events that the backend stored, the newest first. */
export const listEvents = new RequestType<Partial<EventQuery>, Page<StoredEvent>, ErrorBody>('reeve/listEvents')
/** Gives a principal's trust score; null where the backend knows none. */
export const getTrustScore = new RequestType<{ principal: string }, TrustScore | null, ErrorBody>('reeve/getTrustScore')
/** Checks that an event that the backend stored is what its sender signed. */
export const checkSignature = new RequestType<{ source: string; eventId: string }, SignatureCheck, ErrorBody>('reeve/checkSignature')
/** Asks to be told, or no longer, what the backend stores: by `eventsStored` and `summaryChanged`. */
export const watchBackend = new RequestType<{ watch: boolean }, void, ErrorBody>('reeve/watchBackend')
/** Says which events the backend has just stored. */
export const eventsStored = new NotificationType<{ readonly rows: readonly StoredEvent[] }>('reeve/eventsStored')
/** Says that the backend's counts changed. */
export const summaryChanged = new NotificationType<Summary>('reeve/summaryChanged')
