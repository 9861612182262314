import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Tables } from './schema.ts'

/**
 * The steps from an empty database to the present tables, the same for PGlite and PostgreSQL. A step that was
 * released is never edited; a change is a new step at the end. The schema version is the number of steps.
 */
const statements = [
  'create table settings (key text primary key, value jsonb not null)',

  `create table agents (
    id text primary key, name text not null, kind text not null,
    created_at timestamptz not null, last_seen_at timestamptz not null)`,
  `create table agent_keys (
    agent_id text not null references agents (id), public_key text not null, created_at timestamptz not null,
    primary key (agent_id, public_key))`,
  `create table workspaces (
    source text primary key, workspace_id text not null, principal text not null, name text not null,
    last_seen_at timestamptz not null)`,

  // The octets as they came, with what was signed beside them, so that any event's signature can be checked later.
  `create table batches (
    sequence bigserial primary key, batch_id uuid not null, principal text not null, received_at timestamptz not null,
    remote_address text not null, method text not null, path text not null, signed_timestamp text not null,
    nonce text not null, signature text not null, content_encoding text, octets bytea not null, accepted integer not null,
    unique (principal, nonce))`,
  'create index batches_received on batches (received_at)',

  `create table events (
    sequence bigserial primary key, id text not null, source text not null, workspace_id text not null, type text not null,
    subject text, batch bigint not null, record jsonb not null,
    unique (source, id))`,
  'create index events_by_source on events (source, sequence)',
  "create index events_dropped on events (sequence) where type = 'reeve.events.dropped'",

  `create table agent_mcp_detections (
    position bigserial unique, source text not null, subject text not null, workspace_id text not null, kind text not null,
    name text not null, state text not null, data jsonb not null, data_hash text not null,
    first_seen_at timestamptz not null, last_seen_at timestamptz not null, changed_at timestamptz not null,
    stored_at timestamptz not null, event_id text not null,
    primary key (source, subject))`,

  `create table trust_score_history (
    sequence bigserial primary key, principal text not null, score double precision not null, factors jsonb not null,
    at timestamptz not null)`,
  'create index trust_score_by_principal on trust_score_history (principal, sequence)',

  `create table audit_logs (
    sequence bigserial primary key, at timestamptz not null, principal text, action text not null, status integer not null,
    error_code text, remote_address text not null, request_id text not null, repeated integer not null)`,
  'create index audit_logs_by_principal on audit_logs (principal, sequence)',
] as const

async function createTables(db: Kysely<Tables>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-tables': { up: createTables },
}

export const schemaVersion = Object.keys(migrations).length
