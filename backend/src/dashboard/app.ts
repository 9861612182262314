import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type RouteName, routes } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import type { GatewayService } from '../gateway/service.ts'
import { type RoutingOptions, registerRoutes } from '../transport/routing.ts'
import { createServer, registerGateway, type ServerOptions } from '../transport/server.ts'

export interface DashboardOptions extends Omit<ServerOptions, 'tls'>, Omit<RoutingOptions, 'signatures'> {
  readonly gateway: GatewayService
  /** The folder of the built pages. */
  readonly webviewDirectory: string
}

const loopbackNames = ['127.0.0.1', 'localhost']

/** Reading, and opening a session: all else needs a principal's signature, which a page has not. */
const dashboardRouteNames = (Object.keys(routes) as RouteName[]).filter(
  (name) => routes[name].method === 'GET' || name === 'createDashboardSession',
)

/**
 * The dashboard for a browser on this machine: plain HTTP on loopback, since no browser trusts our certificate without
 * harm. A page of another site that reaches it by rebinding a name or by asking across origins is refused.
 */
export async function createDashboard(options: DashboardOptions): Promise<FastifyInstance> {
  const app = await createServer({ ...options, tls: undefined })
  app.addHook('onRequest', async (request, reply) => {
    checkOrigin(request)
    reply.headers(securityHeaders(request.headers.host ?? ''))
  })
  registerRoutes(app, dashboardRouteNames, { ...options, signatures: false })
  registerGateway(
    app,
    options.audit,
    async () => undefined,
    (socket, caller) => options.gateway.accept(socket, caller),
  )
  if (existsSync(options.webviewDirectory)) {
    await app.register(async (pages) => {
      pages.addHook('onRoute', (route) => {
        route.config = { ...route.config, action: 'getPage' }
      })
      await pages.register(fastifyStatic, { root: options.webviewDirectory, dotfiles: 'deny' })
    })
  }
  return app
}

/** Throws `origin-refused` unless the request was made under the dashboard's own name, by a page of its own. */
function checkOrigin(request: FastifyRequest): void {
  const port = request.socket.localPort
  const hosts = loopbackNames.map((name) => `${name}:${port}`)
  const { host, origin } = request.headers
  if (host === undefined || !hosts.includes(host)) throw new ReeveError('origin-refused')
  if (origin !== undefined && origin !== `http://${host}`) throw new ReeveError('origin-refused')
}

const securityHeaders = (host: string): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ws://${host}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
})
