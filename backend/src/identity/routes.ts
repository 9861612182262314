import type { Handlers } from '../transport/routing.ts'
import type { IdentityService } from './service.ts'

export const identityRoutes = (identity: IdentityService): Pick<Handlers, 'registerAgent' | 'listAgents' | 'getAgent'> => ({
  registerAgent: ({ body, origin }) => identity.register(body, origin.receivedAt),
  listAgents: async () => ({ rows: await identity.listAgents() }),
  getAgent: ({ parameters }) => identity.getAgent(parameters.id ?? ''),
})
