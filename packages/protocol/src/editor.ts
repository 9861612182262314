import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc'
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
