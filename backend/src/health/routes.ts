import type { Health } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import type { Handlers } from '../transport/routing.ts'

export const healthRoutes = (health: () => Health): Pick<Handlers, 'getHealth' | 'getReadiness'> => ({
  getHealth: async () => health(),
  getReadiness: async () => {
    const state = health()
    if (state.status === 'stopping') throw new ReeveError('backend-stopping')
    return state
  },
})
