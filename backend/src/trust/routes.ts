import type { Handlers } from '../transport/routing.ts'
import type { TrustService } from './service.ts'

export const trustRoutes = (trust: TrustService): Pick<Handlers, 'getTrustScore'> => ({
  getTrustScore: ({ parameters }) => trust.getScore(parameters.id ?? ''),
})
