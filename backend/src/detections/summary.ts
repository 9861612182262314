import { sql } from 'kysely'
import type { Summary } from '@reeve/protocol/api'
import type { Database } from '../database/open.ts'

export interface SummaryFilter {
  readonly source?: string | undefined
  readonly workspace?: string | undefined
}

interface Counts {
  servers: number
  capabilities: number
  protocols: number
  agents: number
  findings: number
  errors: number
  warnings: number
  infos: number
  clients: number
}

/** Workspaces that a summary lists at most, those heard of last. */
const listedWorkspaces = 200

/** Counts what is there now. A server counts once for each place that declares it. */
export async function readSummary(database: Database, filter: SummaryFilter, now: Date): Promise<Summary> {
  const counts = await readCounts(database, filter)
  const risks = await readRisks(database, filter)
  const workspaces = await readWorkspaces(database, filter)
  return {
    servers: counts.servers,
    capabilities: counts.capabilities,
    protocols: counts.protocols,
    agents: counts.agents,
    findings: counts.findings,
    findingsBySeverity: { error: counts.errors, warning: counts.warnings, info: counts.infos },
    serversByRisk: risks,
    clients: counts.clients,
    workspaces,
    lastReportAt: workspaces[0]?.lastSeenAt ?? null,
    eventsLastHour: await countEvents(database, filter, new Date(now.getTime() - 3_600_000)),
    eventsDropped: await countDropped(database, filter),
  }
}

const within = ({ source, workspace }: SummaryFilter, alias: string) => sql`(
  ${source ?? null}::text is null or ${sql.ref(`${alias}.source`)} = ${source ?? null}::text) and (
  ${workspace ?? null}::text is null or ${sql.ref(`${alias}.workspace_id`)} = ${workspace ?? null}::text)`

async function readCounts({ db }: Database, filter: SummaryFilter): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select
      count(*) filter (where kind = 'mcp-server')::int as servers,
      count(*) filter (where kind = 'capability')::int as capabilities,
      count(*) filter (where kind = 'protocol')::int as protocols,
      count(*) filter (where kind = 'agent')::int as agents,
      count(*) filter (where kind = 'finding')::int as findings,
      count(*) filter (where kind = 'finding' and data->>'severity' = 'error')::int as errors,
      count(*) filter (where kind = 'finding' and data->>'severity' = 'warning')::int as warnings,
      count(*) filter (where kind = 'finding' and data->>'severity' = 'info')::int as infos,
      count(distinct data->>'client') filter (where kind = 'mcp-server')::int as clients
    from agent_mcp_detections as d where state = 'present' and ${within(filter, 'd')}`.execute(db)
  return rows[0] as Counts
}

async function readRisks({ db }: Database, filter: SummaryFilter): Promise<Summary['serversByRisk']> {
  // One pass over servers and findings together: a join of the two was seen to take 40 s with 10,000 of each.
  const { rows } = await sql<Summary['serversByRisk']>`
    with things as (
      select
        count(*) filter (where kind = 'mcp-server') as places,
        bool_or(kind = 'finding') as found,
        bool_or(kind = 'finding' and data->>'severity' = 'error') as hostile
      from agent_mcp_detections as d
      where kind in ('mcp-server', 'finding') and state = 'present' and ${within(filter, 'd')}
      group by source, case kind when 'mcp-server' then data->>'id' else data->>'subject' end)
    select
      coalesce(sum(places) filter (where hostile), 0)::int as "atRisk",
      coalesce(sum(places) filter (where found and not hostile), 0)::int as "toLookAt",
      coalesce(sum(places) filter (where not found), 0)::int as clean
    from things`.execute(db)
  return rows[0] as Summary['serversByRisk']
}

async function readWorkspaces({ db }: Database, filter: SummaryFilter): Promise<Summary['workspaces']> {
  const rows = await db
    .selectFrom('workspaces as w')
    .selectAll()
    .where(sql<boolean>`${within(filter, 'w')}`)
    .orderBy('last_seen_at', 'desc')
    .orderBy('source')
    .limit(listedWorkspaces)
    .execute()
  return rows.map((row) => ({ id: row.workspace_id, name: row.name, source: row.source, lastSeenAt: row.last_seen_at.toISOString() }))
}

/** Unfiltered, the batches' own counts are added up: there are far fewer of them than events. */
async function countEvents({ db }: Database, filter: SummaryFilter, since: Date): Promise<number> {
  const query =
    filter.source === undefined && filter.workspace === undefined
      ? sql<{ count: number }>`select coalesce(sum(accepted), 0)::int as count from batches where received_at > ${since}`
      : sql<{ count: number }>`
          select count(*)::int as count from events as e
          where e.batch >= (select min(sequence) from batches where received_at > ${since}) and ${within(filter, 'e')}`
  return (await query.execute(db)).rows[0]?.count ?? 0
}

async function countDropped({ db }: Database, filter: SummaryFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum((record->'data'->>'total')::int8), 0)::int8 as count
    from events as e where type = 'reeve.events.dropped' and ${within(filter, 'e')}`.execute(db)
  return Number(rows[0]?.count ?? 0)
}
