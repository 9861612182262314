import { RequestType, RequestType0 } from 'vscode-jsonrpc'
import type { ErrorBody } from './errors.ts'
import type { SupervisorStatus } from './editor.ts'

/**
 * What programs on this machine ask of the supervisor that reports a workspace: JSON-RPC over a Unix socket or a
 * named pipe in a folder that only the user may enter. The socket is also the lease: whoever listens on it reports,
 * and the system closes it when the process dies.
 */

export interface ControlHello {
  readonly protocolVersion: number
  /** Read from a 0600 file beside the socket; proves that the caller is the same user. */
  readonly token: string
  /** `follower`: another supervisor of the same workspace, which waits to take over. */
  readonly role: 'follower' | 'cli'
}

export interface ControlWelcome {
  readonly protocolVersion: number
  readonly pid: number
  /** Random for each holder, so that a holder can tell itself from another that took its place. */
  readonly holderId: string
}

/** First on every connection; all else is refused before it. */
export const sayHello = new RequestType<ControlHello, ControlWelcome, ErrorBody>('reeve/sayHello')
/** Gives the state of the supervisor that holds the lease. */
export const getControlStatus = new RequestType0<SupervisorStatus, ErrorBody>('reeve/getControlStatus')
