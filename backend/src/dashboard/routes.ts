import type { Handlers } from '../transport/routing.ts'
import type { SessionService } from './sessions.ts'

/** `dashboardUrl` gives where the dashboard listens, without a slash at its end. */
export const dashboardRoutes = (
  sessions: SessionService,
  dashboardUrl: () => string,
): Pick<Handlers, 'createDashboardLink' | 'createDashboardSession'> => ({
  createDashboardLink: async () => {
    const { token, expiresAt } = sessions.createLink()
    return { url: `${dashboardUrl()}/#token=${token}`, expiresAt: expiresAt.toISOString() }
  },
  createDashboardSession: async ({ body }) => sessions.openSession(body.token),
})
