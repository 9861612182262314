import { sql } from 'kysely'
import type { TrustScore } from '@reeve/protocol/api'
import type { Severity } from '@reeve/protocol/rules'
import type { Database } from '../database/open.ts'

/** What a principal's score is made from. */
export interface TrustEvidence {
  readonly createdAt: Date
  readonly requests: number
  /** Requests whose signature did not hold. */
  readonly badSignatures: number
  readonly findings: Readonly<Record<Severity, number>>
}

export interface TrustStore {
  readEvidence(principal: string): Promise<TrustEvidence | undefined>
  /** Adds to the history unless the last score is the same. */
  keepScore(score: TrustScore): Promise<void>
}

export const createTrustStore = ({ db }: Database): TrustStore => ({
  readEvidence: async (principal) => {
    const agent = await db.selectFrom('agents').select('created_at').where('id', '=', principal).executeTakeFirst()
    if (!agent) return undefined
    const requests = await sql<{ requests: number; bad: number }>`
      select coalesce(sum(1 + repeated), 0)::int as requests,
        coalesce(sum(1 + repeated) filter (where error_code in ('signature-invalid', 'nonce-used')), 0)::int as bad
      from audit_logs where principal = ${principal}`.execute(db)
    const findings = await sql<{ severity: Severity; count: number }>`
      select data->>'severity' as severity, count(*)::int as count from agent_mcp_detections
      where kind = 'finding' and state = 'present' and source like ${`reeve://${principal}/%`} group by 1`.execute(db)
    const bySeverity = { error: 0, warning: 0, info: 0 }
    for (const row of findings.rows) bySeverity[row.severity] = row.count
    return {
      createdAt: agent.created_at,
      requests: requests.rows[0]?.requests ?? 0,
      badSignatures: requests.rows[0]?.bad ?? 0,
      findings: bySeverity,
    }
  },
  keepScore: async ({ principal, score, factors, at }) => {
    const last = await db
      .selectFrom('trust_score_history')
      .select('score')
      .where('principal', '=', principal)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (last?.score === score) return
    await db
      .insertInto('trust_score_history')
      .values({ principal, score, factors: JSON.stringify(factors), at: new Date(at) })
      .execute()
  },
})
