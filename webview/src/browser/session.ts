import type { RouteResponse } from '@reeve/protocol/api'
import { HostError } from '../shared/host-error.ts'
import { requestJson } from './http-client.ts'

/** The part of `Storage` that a session needs. */
export type SessionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The parts of a window's address that hold the one-time token of a link. */
export interface Address {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>
  readonly history: Pick<History, 'replaceState'>
}

const storageKey = 'reeve.session'

/** Takes the one-time token out of the address, so that neither the history nor a copied address keeps it. */
export function takeLinkToken({ location, history }: Address): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (!token) return undefined
  history.replaceState(null, '', location.pathname + location.search)
  return token
}

/** The dashboard's session: won once with a link's token, kept over a reload, forgotten when the backend says it is over. */
export class Session {
  readonly #origin: string
  readonly #storage: SessionStorage
  #linkToken: string | undefined

  constructor(origin: string, storage: SessionStorage, linkToken: string | undefined) {
    this.#origin = origin
    this.#storage = storage
    this.#linkToken = linkToken
  }

  /**
   * The session's token. Exchanges the link's token first when there is one; a link that was used before is no harm
   * while an earlier session still stands. Rejects with `session-invalid` or `link-used` when only a new link helps.
   */
  async token(): Promise<string> {
    if (this.#linkToken !== undefined) await this.#exchange(this.#linkToken)
    const token = this.#storage.getItem(storageKey)
    if (token === null)
      throw new HostError('session-invalid', 'This page was opened without a session.', 'Open the dashboard anew with reeve up.')
    return token
  }

  end(): void {
    this.#storage.removeItem(storageKey)
  }

  #exchanging: Promise<void> | undefined

  /** Exchanges once, however many ask at the same time. */
  #exchange(linkToken: string): Promise<void> {
    this.#exchanging ??= this.#exchangeOnce(linkToken).finally(() => {
      this.#exchanging = undefined
    })
    return this.#exchanging
  }

  async #exchangeOnce(linkToken: string): Promise<void> {
    try {
      const session = await requestJson<RouteResponse<'createDashboardSession'>>(this.#origin, '/api/v1/dashboard/sessions', {
        method: 'POST',
        body: { token: linkToken },
      })
      this.#storage.setItem(storageKey, session.sessionToken)
      this.#linkToken = undefined
    } catch (error) {
      if (!(error instanceof HostError) || error.code !== 'link-used') throw error
      this.#linkToken = undefined
      if (this.#storage.getItem(storageKey) === null) throw error
    }
  }
}
