import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { WebSocket } from '@fastify/websocket'
import { ReeveError } from '@reeve/protocol/errors'
import { gatewayPath } from '@reeve/protocol/gateway'
import { limits } from '@reeve/protocol/limits'
import type { AuditService } from '../audit/service.ts'
import { answerError } from './errors.ts'
import type { Caller } from './request.ts'
import { pathOf } from './routing.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the audit calls a request of this route. */
    action?: string
  }
}

export interface ServerOptions {
  readonly log: Logger
  readonly audit: AuditService
  /** Certificate and key in PEM; without them the server speaks plain HTTP. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined
  readonly isStopping: () => boolean
  /** Called for every request that comes. */
  readonly onRequest: () => void
}

/** Paths that are answered while the backend stops. */
const answeredWhileStopping = new Set(['getHealth', 'getReadiness'])
const keepAliveMs = 72_000
/** In the audit: the client went before it was answered. */
const abandonedStatus = 499
/** A request must have come whole within this time. */
const requestMs = 30_000

/** A Fastify instance that audits every request, tells errors in the catalogue's words, and takes bodies as octets. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const shared = {
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: limits.registrationBodyBytes,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    clientErrorHandler: (error: Error, socket: Socket) => refuseMalformed(error, socket, options.audit),
  }
  const app = options.tls
    ? (Fastify({
        ...shared,
        http2: true,
        https: { allowHTTP1: true, minVersion: 'TLSv1.3', cert: options.tls.certificate, key: options.tls.key },
      }) as unknown as FastifyInstance)
    : (Fastify(shared) as unknown as FastifyInstance)
  takeBodiesAsOctets(app)
  watchRequests(app, options)
  app.setErrorHandler<Error>(answerError)
  app.setNotFoundHandler((request) => {
    throw new ReeveError('not-found', { path: pathOf(request) })
  })
  await app.register(websocket, { options: { maxPayload: limits.gatewayMessageBytes, perMessageDeflate: false } })
  return app
}

function takeBodiesAsOctets(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

function watchRequests(app: FastifyInstance, options: ServerOptions): void {
  app.decorateRequest('auditNote')
  app.addHook('onRequest', async (request, reply) => {
    const action = request.routeOptions.config.action ?? 'unknown-route'
    request.auditNote = { action, principal: null, errorCode: null, remoteAddress: request.ip, done: false }
    reply.header('x-request-id', request.id)
    options.onRequest()
    if (options.isStopping() && !answeredWhileStopping.has(action)) throw new ReeveError('backend-stopping')
  })
  app.addHook('onResponse', async (request, reply) => audit(options.audit, request, reply.statusCode))
  app.addHook('onRequestAbort', async (request) => audit(options.audit, request, abandonedStatus))
}

/** Audits a request once, whatever ends it first. */
function audit(service: AuditService, request: FastifyRequest, status: number): void {
  const { done, ...note } = request.auditNote
  if (done) return
  request.auditNote.done = true
  service.record({ ...note, status, requestId: request.id })
}

/** What is not HTTP at all never reaches a route: it is answered, and audited, here. */
function refuseMalformed(_error: Error, socket: Socket, service: AuditService): void {
  const { remoteAddress = '' } = socket
  service.record({
    principal: null,
    action: 'malformed-request',
    status: 400,
    errorCode: 'request-invalid',
    remoteAddress,
    requestId: randomUUID(),
  })
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  else socket.destroy()
}

/** Adds the gateway. `admit` tells who upgrades, or throws; undefined leaves it to the first message. */
export function registerGateway(
  app: FastifyInstance,
  service: AuditService,
  admit: (request: FastifyRequest) => Promise<Caller | undefined>,
  accept: (socket: WebSocket, caller: Caller | undefined) => void,
): void {
  const callers = new WeakMap<FastifyRequest, Caller>()
  app.route({
    method: 'GET',
    url: gatewayPath,
    config: { action: 'openGateway' },
    preValidation: async (request) => {
      if (!request.ws) throw new ReeveError('request-invalid', { field: 'upgrade', reason: 'the gateway is a WebSocket' })
      const caller = await admit(request)
      if (caller) callers.set(request, caller)
    },
    handler: async () => undefined,
    wsHandler: (socket, request) => {
      audit(service, request, 101)
      accept(socket, callers.get(request))
    },
  })
}
