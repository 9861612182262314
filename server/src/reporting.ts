import { hostname } from 'node:os'
import { eventSource } from '@reeve/protocol/events'
import { limits } from '@reeve/protocol/limits'
import { BackendClient } from '@reeve/sdk/backend-client'
import type { BackendEndpoint } from '@reeve/sdk/endpoint'
import type { KeyStore } from '@reeve/sdk/key-store'
import { loadOrCreatePrincipal } from '@reeve/sdk/principal'
import { Reporter } from '@reeve/sdk/reporter'
import { ensureEmbeddedBackend } from './backend-process.ts'
import type { Logger } from './log.ts'
import type { Reporting } from './supervisor.ts'

export interface ReportingOptions {
  readonly home: string
  readonly keyStore: KeyStore
  readonly log: Logger
  /** A team's backend; the embedded one where there is none. */
  readonly backend?: { readonly url: string; readonly certificate?: string | undefined } | undefined
}

/** Makes the way to the backend: loads or makes the principal, and finds or starts the backend when it is first needed. */
export async function openReporting(options: ReportingOptions): Promise<Reporting> {
  const principal = await loadOrCreatePrincipal(options.keyStore)
  const endpoint = endpointOf(options)
  const registration = { name: `supervisor on ${hostname()}`.slice(0, limits.nameCharacters), kind: 'supervisor' } as const
  const client = new BackendClient({ endpoint, principal })
  const register = async (): Promise<void> => {
    await client.register(registration.name, registration.kind)
  }
  const reporter = new Reporter({
    client,
    registration,
    source: () => eventSource(principal.id, 'supervisor'),
    onProblem: (error) => options.log.warn('a report was not taken', { code: error.code, reason: error.message }),
    onState: (state) => options.log.info('reporting is now', { state }),
  })
  return {
    principal,
    client,
    reporter,
    endpoint: async () => {
      const found = await endpoint()
      return { ...found, audience: found.audience ?? (await client.audience()) }
    },
    register,
    dashboardLink: async () => {
      await register()
      return client.request('createDashboardLink', { body: {} })
    },
  }
}

/** Several that ask at once share one answer, so that the embedded backend is started once. */
function endpointOf({ home, backend }: ReportingOptions): () => Promise<BackendEndpoint> {
  if (backend) return async () => backend
  let asking: Promise<BackendEndpoint> | undefined
  return () => {
    asking ??= ensureEmbeddedBackend(home)
      .then(({ url, certificate, backendId, registrationToken }) => ({ url, certificate, audience: backendId, registrationToken }))
      .finally(() => {
        asking = undefined
      })
    return asking
  }
}
