import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { Agent, TrustScore } from '@reeve/protocol/api'
import type { InventoryKind, ReeveEvent } from '@reeve/protocol/events'

/** The tables as Kysely sees them; `migrations.ts` makes them. */

type Json<T extends object> = JSONColumnType<T, string, string>
type Time = ColumnType<Date, Date, Date>

export interface Tables {
  settings: { key: string; value: Json<{ value: unknown }> }
  agents: { id: string; name: string; kind: Agent['kind']; created_at: Time; last_seen_at: Time }
  agent_keys: { agent_id: string; public_key: string; created_at: Time }
  workspaces: { source: string; workspace_id: string; principal: string; name: string; last_seen_at: Time }
  batches: {
    sequence: Generated<number>
    batch_id: string
    principal: string
    received_at: Time
    remote_address: string
    method: string
    path: string
    signed_timestamp: string
    nonce: string
    signature: string
    content_encoding: string | null
    octets: Uint8Array
    accepted: number
  }
  events: {
    sequence: Generated<number>
    id: string
    source: string
    workspace_id: string
    type: string
    subject: string | null
    batch: number
    record: Json<ReeveEvent>
  }
  agent_mcp_detections: {
    position: Generated<number>
    source: string
    subject: string
    workspace_id: string
    kind: InventoryKind
    name: string
    state: 'present' | 'removed'
    data: Json<Record<string, unknown>>
    data_hash: string
    first_seen_at: Time
    last_seen_at: Time
    changed_at: Time
    stored_at: Time
    event_id: string
  }
  trust_score_history: {
    sequence: Generated<number>
    principal: string
    score: number
    factors: Json<TrustScore['factors']>
    at: Time
  }
  audit_logs: {
    sequence: Generated<number>
    at: Time
    principal: string | null
    action: string
    status: number
    error_code: string | null
    remote_address: string
    request_id: string
    repeated: number
  }
}
