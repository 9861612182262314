import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Route, type RouteName, type RouteResponse, routes } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import type { IdentityService } from '../identity/service.ts'
import { parseWith, readJsonBody } from './body.ts'
import { type Caller, octetsOf, originOf, type RequestOrigin, requestToSign, type SignedRequest } from './request.ts'

type RouteOf<N extends RouteName> = (typeof routes)[N]
type QueryOf<N extends RouteName> = RouteOf<N> extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined
type BodyOf<N extends RouteName> = RouteOf<N> extends { body: infer B extends z.ZodType } ? z.output<B> : undefined
type SignedOf<N extends RouteName> = RouteOf<N>['auth'] extends 'signed' | 'possession' ? SignedRequest : undefined

/** A request once it was let in and found well-formed. */
export interface RouteRequest<N extends RouteName> {
  readonly query: QueryOf<N>
  readonly body: BodyOf<N>
  readonly parameters: Readonly<Record<string, string>>
  readonly origin: RequestOrigin
  readonly signed: SignedOf<N>
}

/** One handler for each route of the protocol; a route without one does not compile. */
export type Handlers = { readonly [N in RouteName]: (request: RouteRequest<N>) => Promise<RouteResponse<N>> }

type AnyHandler = (request: RouteRequest<RouteName>) => Promise<unknown>

export interface RoutingOptions {
  readonly handlers: Handlers
  readonly identity: IdentityService
  readonly isSession: (token: string) => boolean
  /** Whether principals may sign here; the dashboard's port takes sessions alone. */
  readonly signatures: boolean
}

/** Registers those of the protocol's routes that `names` gives. */
export function registerRoutes(app: FastifyInstance, names: readonly RouteName[], options: RoutingOptions): void {
  for (const name of names) {
    const route: Route = routes[name]
    const handler = options.handlers[name] as AnyHandler
    app.route({
      method: route.method,
      url: route.path,
      bodyLimit: route.auth === 'signed' ? limits.requestBodyBytes : limits.registrationBodyBytes,
      config: { action: name },
      handler: async (request) => handler(await receive(request, route, options)),
    })
  }
  refuseOtherMethods(app, names)
}

/** A path that is there under another method is refused as such. */
function refuseOtherMethods(app: FastifyInstance, names: readonly RouteName[]): void {
  const methods = new Map<string, string[]>()
  for (const name of names) methods.set(routes[name].path, [...(methods.get(routes[name].path) ?? []), routes[name].method])
  for (const [url, taken] of methods) {
    app.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !taken.includes(method)),
      url,
      config: { action: 'unknown-route' },
      handler: async (request) => {
        throw new ReeveError('method-unsupported', { path: pathOf(request), method: request.method })
      },
    })
  }
}

export const pathOf = (request: FastifyRequest): string => (request.raw.url ?? '').split('?')[0]?.slice(0, limits.nameCharacters) ?? ''

/** Lets a request in: who it is (headers, clock, principal, rate, signature, nonce), then its form, then whether it was meant for here. */
async function receive(request: FastifyRequest, route: Route, options: RoutingOptions): Promise<RouteRequest<RouteName>> {
  const origin = originOf(request)
  const { caller, signed } = await admit(request, route, options)
  const value = route.body ? await readBody(request, route) : undefined
  const body = route.body ? parseWith(route.body, value) : undefined
  const query = route.query ? parseWith(route.query, request.query) : undefined
  let proof = signed
  if (route.auth === 'possession') {
    proof = options.identity.checkPossession(
      requestToSign(request),
      request.headers,
      body as Parameters<IdentityService['checkPossession']>[2],
    )
    request.auditNote.principal = proof.claim.principalId
  } else if (caller?.kind === 'principal') {
    options.identity.checkAddressee(
      caller.principalId,
      (body ?? query ?? {}) as { audience?: string; principal?: string },
      body !== undefined,
    )
  }
  return { query, body, parameters: request.params, origin, signed: proof } as RouteRequest<RouteName>
}

function readBody(request: FastifyRequest, route: Route): Promise<unknown> {
  const limit = route.auth === 'signed' ? limits.inflatedBodyBytes : limits.registrationBodyBytes
  return readJsonBody(octetsOf(request), request.headers['content-encoding'], limit)
}

async function admit(request: FastifyRequest, route: Route, options: RoutingOptions): Promise<{ caller?: Caller; signed?: SignedRequest }> {
  switch (route.auth) {
    case 'none':
      return {}
    case 'possession':
      options.identity.limitAddress(request.ip)
      return {}
    case 'reader':
    case 'session':
      if (!options.signatures || route.auth === 'session' || request.headers.authorization !== undefined) {
        if (!options.isSession(bearerOf(request))) throw new ReeveError('session-invalid')
        return { caller: { kind: 'session' } }
      }
  }
  const signed = await options.identity.authenticate(request)
  return { caller: { kind: 'principal', principalId: signed.claim.principalId }, signed }
}

const bearerOf = (request: FastifyRequest): string => /^Bearer ([\w-]{1,128})$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
