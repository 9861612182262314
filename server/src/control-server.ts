import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { link, stat, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ControlHello, ControlWelcome } from '@reeve/protocol/control'
import { getControlStatus, sayHello } from '@reeve/protocol/control'
import { ReeveError } from '@reeve/protocol/errors'
import type { SupervisorStatus } from '@reeve/protocol/editor'
import { protocolVersion } from '@reeve/protocol/api'
import { limits } from '@reeve/protocol/limits'
import {
  createMessageConnection,
  type MessageConnection,
  type MessageStrategy,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node'
import { privateFolder, readOrCreateFile } from './reeve-home.ts'

/** Where the control socket of a workspace is, and the token that opens it. */
export interface ControlAddress {
  readonly path: string
  readonly token: string
}

/** The longest path that every Unix takes for a socket, less a little. */
const socketPathCharacters = 100

/** Peers that may be connected to one socket at once. */
const connectionLimit = 64

/** A peer that does not say who it is within this time is shut out. */
const helloTimeoutMs = 5_000

/** Gives the address for a workspace; the folder is made where it is not there. */
export async function controlAddress(home: string, workspaceId: string): Promise<ControlAddress> {
  const folder = await privateFolder(join(home, 'run'))
  const token = await readOrCreateFile(join(folder, 'token'), () => randomBytes(32).toString('base64url'))
  const name = createHash('sha256').update(`${home}\n${workspaceId}`).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\reeve-${name}`, token }
  const path = join(folder, `${name}.sock`)
  if (path.length <= socketPathCharacters) return { path, token }
  const short = await privateFolder(join(tmpdir(), `reeve-${userInfo().uid}`))
  return { path: join(short, `${name}.sock`), token }
}

/** Serves one workspace's control socket. */
export interface ControlServer {
  readonly holderId: string
  /** Whether the name in the file system still leads here; another may have taken it in a race. */
  isReachable(): Promise<boolean>
  close(): Promise<void>
}

const sameToken = (given: unknown, expected: string): boolean => {
  if (typeof given !== 'string') return false
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

/** Listens. Rejects with the system's error when the name is taken (`EADDRINUSE`, `EEXIST`). */
export async function serveControl(address: ControlAddress, status: () => SupervisorStatus): Promise<ControlServer> {
  const holderId = randomBytes(16).toString('hex')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    if (sockets.size >= connectionLimit) return void socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serveConnection(socket, address.token, holderId, status)
  })
  const name = await takeName(server, address.path)
  // The socket keeps nobody's process alive: whoever holds it has other reasons to run.
  server.unref()
  return {
    holderId,
    isReachable: name.isOurs,
    close: async () => {
      if (await name.isOurs()) await name.release()
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

interface TakenName {
  isOurs(): Promise<boolean>
  release(): Promise<void>
}

/**
 * Listens under the name, if nobody has it. On Unix the socket is made under a name of its own and then linked, which
 * fails where the name is taken; and what the system removes when the socket closes is never another's.
 */
async function takeName(server: Server, path: string): Promise<TakenName> {
  if (process.platform === 'win32') {
    await listen(server, path)
    return { isOurs: async () => true, release: async () => undefined }
  }
  const own = `${path.slice(0, -'.sock'.length)}.${randomBytes(3).toString('hex')}`
  await listen(server, own)
  try {
    await link(own, path)
  } catch (error) {
    server.close()
    throw error
  }
  const inode = await inodeOf(own)
  await unlink(own)
  return {
    isOurs: async () => (await inodeOf(path)) === inode,
    release: () => unlink(path).catch(() => undefined),
  }
}

const inodeOf = async (path: string): Promise<string> => {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found ? `${found.dev}:${found.ino}` : 'gone'
}

const listen = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      server.on('error', () => undefined)
      resolve()
    })
  })

function serveConnection(socket: Socket, token: string, holderId: string, status: () => SupervisorStatus): void {
  const connection = open(socket)
  let known = false
  const timer = setTimeout(() => socket.destroy(), helloTimeoutMs)
  timer.unref()
  socket.on('close', () => clearTimeout(timer))
  connection.onRequest(sayHello, (hello: ControlHello): ControlWelcome => {
    if (!sameToken(hello?.token, token)) throw refuse('session-invalid')
    known = true
    clearTimeout(timer)
    return { protocolVersion, pid: process.pid, holderId }
  })
  connection.onRequest(getControlStatus, () => {
    if (!known) throw refuse('session-invalid')
    return status()
  })
  connection.listen()
}

const refuse = (code: 'session-invalid'): ResponseError<unknown> => {
  const error = new ReeveError(code)
  return new ResponseError(-32001, error.message, error.toBody())
}

/** Speaks JSON-RPC over a socket; a peer that sends more than the limit in one message is cut off. */
function open(socket: Socket): MessageConnection {
  let sinceMessage = 0
  socket.on('data', (chunk: Buffer) => {
    sinceMessage += chunk.length
    if (sinceMessage > limits.controlMessageBytes) socket.destroy()
  })
  const messageStrategy: MessageStrategy = {
    handleMessage: (message, next) => {
      sinceMessage = 0
      return next(message)
    },
  }
  const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket), undefined, {
    messageStrategy,
  })
  connection.onError(() => socket.destroy())
  return connection
}

/** A connection to whoever holds the workspace's lease. */
export interface ControlClient {
  readonly welcome: ControlWelcome
  getStatus(): Promise<SupervisorStatus>
  /** Resolves when the holder is gone. */
  readonly closed: Promise<void>
  close(): void
}

/** Connects; undefined when nobody listens there. Throws what the holder refuses with. */
export async function connectControl(address: ControlAddress, role: ControlHello['role']): Promise<ControlClient | undefined> {
  const socket = connect(address.path)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  if (!connected) return undefined
  socket.on('error', () => socket.destroy())
  const connection = open(socket)
  connection.listen()
  const hello = connection.sendRequest(sayHello, { protocolVersion, token: address.token, role })
  const gone = closed.then(() => undefined)
  const timeout = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), helloTimeoutMs).unref())
  const welcome = await Promise.race([hello, gone, timeout])
  if (!welcome) {
    socket.destroy()
    return undefined
  }
  return {
    welcome,
    getStatus: () => connection.sendRequest(getControlStatus),
    closed,
    close: () => {
      connection.dispose()
      socket.destroy()
    },
  }
}
