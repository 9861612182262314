import type { WebSocket } from '@fastify/websocket'
import { type GatewayServerMessage, gatewayCloseCodes } from '@reeve/protocol/gateway'
import { type ErrorCode, ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import type { Caller } from '../transport/request.ts'

export type Channel = 'events' | 'summary'

/** Octets that wait for a client that reads too slowly, before it is let go. */
const waitingBytes = 4 * 1024 * 1024
const openState = 1

/** One client of the gateway. Known once it has a caller. */
export class GatewayConnection {
  caller: Caller | undefined
  readonly channels = new Set<Channel>()
  heardAt = Date.now()
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
  }

  send(message: GatewayServerMessage): void {
    this.sendText(JSON.stringify(message))
  }

  /** Sends a message that is JSON already. A client that does not keep up is cut off rather than kept in memory. */
  sendText(text: string): void {
    if (this.#socket.readyState !== openState) return
    if (this.#socket.bufferedAmount > waitingBytes) this.#socket.terminate()
    else this.#socket.send(text)
  }

  ping(): void {
    if (this.#socket.readyState === openState) this.#socket.ping()
  }

  /** Says why, and closes. */
  close(reason: keyof typeof gatewayCloseCodes, code?: ErrorCode): void {
    if (code) {
      const { message } = new ReeveError(code, {
        seconds: 0,
        limit: limits.gatewayMessageBytes,
        field: 'message',
        reason: 'it is not of the gateway',
      })
      this.send({ type: 'error', code, message })
    }
    this.#socket.close(gatewayCloseCodes[reason], reason)
  }

  /** Ends without waiting for the other side. */
  terminate(): void {
    this.#socket.terminate()
  }
}
