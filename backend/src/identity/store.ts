import type { Agent, RegisterAgent } from '@reeve/protocol/api'
import type { Database } from '../database/open.ts'

export type AgentRow = Omit<Agent, 'connected'>

export interface IdentityStore {
  /** Adds the agent with its first key, unless it is there. */
  insertAgent(agent: RegisterAgent, now: Date): Promise<void>
  findAgent(id: string): Promise<AgentRow | undefined>
  listAgents(): Promise<AgentRow[]>
  /** The agent's public keys in base64. */
  findKeys(agentId: string): Promise<string[]>
  touchAgent(id: string, now: Date): Promise<void>
}

/** Agents that one answer lists at most. */
const listedAgents = 10_000

export function createIdentityStore({ db }: Database): IdentityStore {
  const rows = () => db.selectFrom('agents').select(['id', 'name', 'kind', 'created_at', 'last_seen_at'])
  const toAgent = (row: Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]): AgentRow => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  })
  return {
    insertAgent: (agent, now) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('agents')
          .values({ id: agent.principal, name: agent.name, kind: agent.kind, created_at: now, last_seen_at: now })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ name: agent.name, last_seen_at: now }))
          .execute()
        await transaction
          .insertInto('agent_keys')
          .values({ agent_id: agent.principal, public_key: agent.publicKey, created_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),
    findAgent: async (id) => {
      const row = await rows().where('id', '=', id).executeTakeFirst()
      return row && toAgent(row)
    },
    listAgents: async () => (await rows().orderBy('created_at').orderBy('id').limit(listedAgents).execute()).map(toAgent),
    findKeys: async (agentId) =>
      (await db.selectFrom('agent_keys').select('public_key').where('agent_id', '=', agentId).execute()).map((row) => row.public_key),
    touchAgent: async (id, now) => {
      await db.updateTable('agents').set({ last_seen_at: now }).where('id', '=', id).execute()
    },
  }
}
