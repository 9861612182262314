import WebSocket from 'ws'
import { type GatewayServerMessage, gatewayPath, gatewayServerMessageSchema } from '@reeve/protocol/gateway'
import type { SendOptions, TestPrincipal } from './client.ts'

/** A client of the gateway that keeps what it was told. */
export class TestSocket {
  readonly socket: WebSocket
  readonly messages: GatewayServerMessage[] = []
  readonly #waiting: (() => void)[] = []
  closed: { code: number } | undefined

  constructor(url: string, options: WebSocket.ClientOptions = {}) {
    this.socket = new WebSocket(url, options)
    this.socket.on('message', (data) => {
      this.messages.push(gatewayServerMessageSchema.parse(JSON.parse(data.toString())))
      this.#wake()
    })
    this.socket.on('close', (code) => {
      this.closed ??= { code }
      this.#wake()
    })
    this.socket.on('unexpected-response', (_request, response) => {
      this.closed = { code: response.statusCode ?? 0 }
      this.socket.terminate()
      this.#wake()
    })
    this.socket.on('error', () => {})
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The first message of a type that fits, once it is there. */
  async next<T extends GatewayServerMessage['type']>(
    type: T,
    fits: (message: Extract<GatewayServerMessage, { type: T }>) => boolean = () => true,
  ): Promise<Extract<GatewayServerMessage, { type: T }>> {
    for (;;) {
      const found = this.messages.find(
        (message): message is Extract<GatewayServerMessage, { type: T }> =>
          message.type === type && fits(message as Extract<GatewayServerMessage, { type: T }>),
      )
      if (found) return found
      if (this.closed) throw new Error(`closed with ${this.closed.code} before ${type}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** The code that the connection was closed with, or the status that the upgrade was refused with. */
  async end(): Promise<number> {
    while (!this.closed) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.closed.code
  }

  close(): Promise<number> {
    this.socket.close()
    return this.end()
  }
}

/** Opens the gateway as a supervisor does. */
export async function openGateway(principal: TestPrincipal, options: SendOptions & { audience?: string } = {}): Promise<TestSocket> {
  const path = `${gatewayPath}?audience=${options.audience ?? principal.target.backendId}`
  const signed = await principal.sign('GET', path, Buffer.alloc(0), options)
  return new TestSocket(`${principal.target.url.replace('https', 'wss')}${path}`, {
    ca: principal.target.certificate,
    headers: { ...signed, ...options.headers } as Record<string, string>,
  })
}
