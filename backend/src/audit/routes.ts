import type { Handlers } from '../transport/routing.ts'
import type { AuditService } from './service.ts'

export const auditRoutes = (audit: AuditService): Pick<Handlers, 'listAudit'> => ({
  listAudit: ({ query }) => audit.list(query),
})
