import type { Handlers } from '../transport/routing.ts'
import type { IngestService } from './service.ts'
import type { SignatureCheckService } from './signature-check.ts'

export const ingestRoutes = (
  ingest: IngestService,
  signatures: SignatureCheckService,
): Pick<Handlers, 'postBatch' | 'checkEventSignature'> => ({
  checkEventSignature: ({ parameters, query }) => signatures.check(query.source, parameters.id ?? ''),
  postBatch: ({ body, signed, origin }) => ingest.take(body, signed, origin),
})
