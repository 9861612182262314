import type { Handlers } from '../transport/routing.ts'
import type { IngestService } from './service.ts'

export const ingestRoutes = (ingest: IngestService): Pick<Handlers, 'postBatch'> => ({
  postBatch: ({ body, signed, origin }) => ingest.take(body, signed, origin),
})
