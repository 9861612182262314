import type { RouteName, routes } from '@reeve/protocol/api'
import type { z } from 'zod'

type RouteOf<N extends RouteName> = (typeof routes)[N]

type ParameterOf<P extends string> = P extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | ParameterOf<`/${Rest}`>
  : P extends `${string}/:${infer Name}`
    ? Name
    : never

type InputOf<N extends RouteName, Part extends 'query' | 'body'> =
  RouteOf<N> extends { readonly [K in Part]: infer S extends z.ZodType } ? Omit<z.input<S>, 'audience' | 'principal'> : never

/** What a route takes; `params` must be there when its path has any. `audience` and `principal` are filled in. */
export type RouteRequest<N extends RouteName> = {
  /** Values for the names behind a colon in the route's path. */
  readonly params?: Readonly<Record<ParameterOf<RouteOf<N>['path']>, string>>
  readonly query?: InputOf<N, 'query'>
  readonly body?: InputOf<N, 'body'>
  /** The whole body as JSON, in place of `body`: nothing is added to it. */
  readonly encodedBody?: string
  /** Gives the request up; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
} & ([ParameterOf<RouteOf<N>['path']>] extends [never] ? unknown : { readonly params: object })

/** A request to any route, its types forgotten. */
export interface AnyRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: object
  readonly body?: object
  readonly encodedBody?: string
  readonly signal?: AbortSignal | undefined
}
