import type { Socket } from 'node:net'
import type { Http2Session } from 'node:http2'
import type { FastifyInstance } from 'fastify'
import { setTimeout as sleep } from 'node:timers/promises'

/** A connection that has nothing under way gets this long to say goodbye. */
const goodbyeMs = 250
const pollMs = 10

export interface Drain {
  /** Waits for what is under way, at most `drainMs`, then ends every connection and closes the server. */
  close(drainMs: number): Promise<void>
}

/** Watches the requests and connections of a server, so that it can end without waiting for clients that stay connected. */
export function watchConnections(app: FastifyInstance): Drain {
  const sockets = new Set<Socket>()
  const sessions = new Set<Http2Session>()
  let underWay = 0
  app.server.on('connection', (socket: Socket) => keep(sockets, socket))
  app.server.on('session', (session: Http2Session) => keep(sessions, session))
  app.addHook('onRequest', async (request, reply) => {
    if (request.ws) return
    underWay++
    reply.raw.once('close', () => underWay--)
  })
  return {
    close: async (drainMs) => {
      const deadline = Date.now() + drainMs
      while (underWay > 0 && Date.now() < deadline) await sleep(pollMs)
      const closed = app.close()
      for (const session of sessions) session.close()
      for (const socket of sockets) socket.end()
      await Promise.race([closed, sleep(goodbyeMs)])
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function keep<T extends { once(event: 'close', listener: () => void): unknown }>(set: Set<T>, member: T): void {
  set.add(member)
  member.once('close', () => set.delete(member))
}
