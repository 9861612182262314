import { randomUUID } from 'node:crypto'
import type { BatchResult, RegisterAgent } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import type { BackendClient } from './backend-client.ts'

interface BatchHead {
  readonly audience: string
  readonly principal: string
  /** A UUID, another one for every try: what is sent again may be cut otherwise. */
  readonly batchId: string
  readonly sentAt: Date
}

/** The body of a batch: `batchSchema` of the API, made without parsing an event again. */
const encodeBatch = (head: BatchHead, events: readonly string[]): string =>
  `${JSON.stringify({ ...head, sentAt: head.sentAt.toISOString() }).slice(0, -1)},"events":[${events.join(',')}]}`

/** What a principal is registered as. */
export interface Registration {
  readonly name: string
  readonly kind: RegisterAgent['kind']
}

/** A backend that is new needs its id learnt and the principal registered; what is still refused then stays refused. */
const mostRemedies = 3

/**
 * Sends events, each as JSON, in one signed batch. A principal that is unknown is registered, and an audience that is another
 * learnt anew, before the batch is sent again. Throws as `BackendClient.request` does.
 */
export async function deliverBatch(
  client: BackendClient,
  registration: Registration,
  events: readonly string[],
  signal: AbortSignal,
): Promise<BatchResult> {
  for (let remedies = 0; ; remedies++) {
    try {
      return await postBatch(client, events, signal)
    } catch (error) {
      if (remedies === mostRemedies || !(await remedy(client, registration, error))) throw error
    }
  }
}

async function postBatch(client: BackendClient, events: readonly string[], signal: AbortSignal): Promise<BatchResult> {
  const head = { audience: await client.audience(), principal: client.signer.id, batchId: randomUUID(), sentAt: new Date() }
  return await client.request('postBatch', { encodedBody: encodeBatch(head, events), signal })
}

/** Removes the cause of a refusal, if it is one that can be removed. */
async function remedy(client: BackendClient, registration: Registration, error: unknown): Promise<boolean> {
  const code = error instanceof ReeveError ? error.code : undefined
  if (code === 'audience-mismatch') return client.forgetAudience()
  if (code !== 'principal-unknown') return false
  try {
    await client.register(registration.name, registration.kind)
    return true
  } catch (refusal) {
    // A backend that is new knows neither the principal nor the id that the request names.
    if (refusal instanceof ReeveError && refusal.code === 'audience-mismatch') return client.forgetAudience()
    throw refusal
  }
}
