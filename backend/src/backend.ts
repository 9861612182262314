import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { type Health, protocolVersion, type RouteName, routes } from '@reeve/protocol/api'
import { limits } from '@reeve/protocol/limits'
import { webviewPath } from './assets.ts'
import { auditRoutes } from './audit/routes.ts'
import { AuditService } from './audit/service.ts'
import { createAuditStore } from './audit/store.ts'
import { createDashboard } from './dashboard/app.ts'
import { dashboardRoutes } from './dashboard/routes.ts'
import { SessionService } from './dashboard/sessions.ts'
import type { Database } from './database/open.ts'
import { detectionRoutes } from './detections/routes.ts'
import { DetectionService } from './detections/service.ts'
import { GatewayService } from './gateway/service.ts'
import { healthRoutes } from './health/routes.ts'
import { identityRoutes } from './identity/routes.ts'
import { IdentityService } from './identity/service.ts'
import { createIdentityStore } from './identity/store.ts'
import { ingestRoutes } from './ingest/routes.ts'
import { IngestService } from './ingest/service.ts'
import { SignatureCheckService } from './ingest/signature-check.ts'
import { createIngestStore } from './ingest/store.ts'
import { watchConnections } from './transport/drain.ts'
import { type Handlers, registerRoutes } from './transport/routing.ts'
import { createServer, registerGateway } from './transport/server.ts'
import { trustRoutes } from './trust/routes.ts'
import { TrustService } from './trust/service.ts'
import { createTrustStore } from './trust/store.ts'
import { version } from '@reeve/protocol/version'

export interface BackendOptions {
  readonly database: Database
  readonly log: Logger
  /** Certificate and key in PEM. */
  readonly tls: { readonly certificate: string; readonly key: string }
  readonly host?: string
  /** 0 lets the system choose. */
  readonly port?: number
  readonly webviewDirectory?: string
  readonly requestsPerMinute?: number
  /** Asked of principals that register: the backend serves one user alone. */
  readonly registrationToken?: string | undefined
  readonly heartbeatMs?: number
  /** Where the database went that did not open: told in the audit, and in the health until a batch fills the new one. */
  readonly databaseMovedTo?: string | undefined
}

export interface Backend {
  readonly app: FastifyInstance
  readonly dashboard: FastifyInstance
  /** `https://HOST:PORT`. */
  readonly url: string
  /** `http://127.0.0.1:PORT`. */
  readonly dashboardUrl: string
  readonly audit: AuditService
  /** Connections of principals to the gateway. */
  principals(): number
  /** When the last principal said that it leaves, in milliseconds since 1970; undefined while one is there, or went without a word. */
  leftAt(): number | undefined
  /** When the last request came, in milliseconds since 1970. */
  lastRequestAt(): number
  /** Ends what is under way within `drainMs`, takes nothing new meanwhile, and closes the database. */
  close(): Promise<void>
}

/** What is under way when the backend stops has this long to end. */
const drainMs = 3_000

/** Builds the backend over an open database and listens on both its ports. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const { database, log } = options
  const startedAt = Date.now()
  let stopping = false
  let lastRequestAt = Date.now()

  const audit = new AuditService(createAuditStore(database), log)
  const detections = new DetectionService(database)
  const sessions = new SessionService()
  const gateway: GatewayService = new GatewayService({
    backendId: database.backendId,
    heartbeatMs: options.heartbeatMs ?? limits.heartbeatMs,
    log,
    sessionEnd: (token) => sessions.sessionEnd(token),
    summarize: () => detections.summarize(),
    onHeartbeat: (principalId) => {
      identity.touch(principalId).catch((error: unknown) => log.warn({ err: error }, 'a heartbeat could not be noted'))
    },
  })
  const identity = new IdentityService(createIdentityStore(database), {
    backendId: database.backendId,
    requestsPerMinute: options.requestsPerMinute ?? limits.requestsPerMinute,
    registrationToken: options.registrationToken,
    isConnected: (principalId) => gateway.isConnected(principalId),
  })
  let refilled = options.databaseMovedTo === undefined
  const ingest = new IngestService(createIngestStore(database, { oneUser: options.registrationToken !== undefined }), (rows) => {
    refilled = true
    gateway.publish(rows)
  })
  const health = (): Health => ({
    status: stopping ? 'stopping' : refilled ? 'healthy' : 'degraded',
    backendId: database.backendId,
    version,
    protocolVersion,
    database: database.kind,
    uptimeMs: Date.now() - startedAt,
  })
  let dashboardUrl = ''
  const handlers: Handlers = {
    ...healthRoutes(health),
    ...identityRoutes(identity),
    ...ingestRoutes(ingest, new SignatureCheckService(database)),
    ...detectionRoutes(detections),
    ...trustRoutes(new TrustService(createTrustStore(database))),
    ...auditRoutes(audit),
    ...dashboardRoutes(sessions, () => dashboardUrl),
  }
  const shared = {
    log,
    audit,
    handlers,
    identity,
    isSession: (token: string) => sessions.isSession(token),
    isStopping: () => stopping,
    onRequest: () => {
      lastRequestAt = Date.now()
    },
  }

  const app = await createServer({ ...shared, tls: options.tls })
  registerRoutes(app, Object.keys(routes) as RouteName[], { ...shared, signatures: true })
  registerGateway(
    app,
    audit,
    async (request) => {
      const { claim } = await identity.authenticate(request)
      identity.checkAddressee(claim.principalId, request.query as { audience?: string }, false)
      return { kind: 'principal', principalId: claim.principalId }
    },
    (socket, caller) => gateway.accept(socket, caller),
  )
  const dashboard = await createDashboard({ ...shared, gateway, webviewDirectory: options.webviewDirectory ?? webviewPath })

  const drains = { main: watchConnections(app), dashboard: watchConnections(dashboard) }

  const host = options.host ?? '127.0.0.1'
  await app.listen({ host, port: options.port ?? 0 })
  await dashboard.listen({ host: '127.0.0.1', port: 0 })
  dashboardUrl = `http://127.0.0.1:${portOf(dashboard)}`

  if (options.databaseMovedTo !== undefined) recordMove(audit)

  const close = async (): Promise<void> => {
    stopping = true
    gateway.close()
    await Promise.all([drains.main.close(drainMs), drains.dashboard.close(drainMs)])
    await audit.close()
    await database.close()
  }
  return {
    app,
    dashboard,
    url: `https://${host.includes(':') ? `[${host}]` : host}:${portOf(app)}`,
    dashboardUrl,
    audit,
    principals: () => gateway.principals,
    leftAt: () => gateway.leftAt,
    lastRequestAt: () => lastRequestAt,
    close,
  }
}

const portOf = (app: FastifyInstance): number => (app.server.address() as AddressInfo).port

const recordMove = (audit: AuditService): void =>
  audit.record({
    principal: null,
    action: 'openDatabase',
    status: 500,
    errorCode: 'database-moved',
    remoteAddress: '',
    requestId: randomUUID(),
  })
