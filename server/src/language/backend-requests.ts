import {
  checkSignature,
  eventsStored,
  getSummary,
  getTrustScore,
  listDetections,
  listEvents,
  summaryChanged,
  watchBackend,
} from '@reeve/protocol/editor'
import { ReeveError } from '@reeve/protocol/errors'
import type { BackendClient } from '@reeve/sdk/backend-client'
import type { Connection } from 'vscode-languageserver/node'
import type { Bus } from '../modules/core/bus.ts'
import type { UplinkModule } from '../modules/uplink/uplink.ts'
import { answer } from './answer.ts'

/** The way to the backend, where there is one. */
interface BackendAccess {
  readonly client: BackendClient
  readonly uplink: UplinkModule
  readonly bus: Bus
}

/**
 * Asks the backend for what the editor's pages show, and hands on what it says by itself while a page is open.
 * `access` throws where nothing may leave the machine.
 */
export function answerBackendRequests(connection: Connection, access: () => Promise<BackendAccess>): void {
  let endWatch: (() => void) | undefined

  connection.onRequest(getSummary, (query) => answer(async () => (await access()).client.request('getSummary', { query })))
  connection.onRequest(listDetections, (query) => answer(async () => (await access()).client.request('listDetections', { query })))
  connection.onRequest(listEvents, (query) => answer(async () => (await access()).client.request('listEvents', { query })))
  connection.onRequest(getTrustScore, ({ principal }) =>
    answer(async () => {
      try {
        return await (await access()).client.request('getTrustScore', { params: { id: principal } })
      } catch (error) {
        if (error instanceof ReeveError && error.code === 'not-found') return null
        throw error
      }
    }),
  )
  connection.onRequest(checkSignature, ({ source, eventId }) =>
    answer(async () => (await access()).client.request('checkEventSignature', { params: { id: eventId }, query: { source } })),
  )
  connection.onRequest(watchBackend, ({ watch }) =>
    answer(async () => {
      const { bus, uplink } = await access()
      if (!watch) endWatch?.()
      if (watch) endWatch ??= watchBus(connection, bus)
      else endWatch = undefined
      uplink.listen(watch ? ['events', 'summary'] : [])
    }),
  )
}

function watchBus(connection: Connection, bus: Bus): () => void {
  const ends = [
    bus.on('events.stored', ({ rows }) => void connection.sendNotification(eventsStored, { rows })),
    bus.on('summary.changed', (summary) => void connection.sendNotification(summaryChanged, summary)),
  ]
  return () => {
    for (const end of ends) end()
  }
}
