import type { EventType } from '@reeve/protocol/events'

/**
 * The types of events and what each says, in the catalogue's order. The record's type holds the list to the catalogue
 * without carrying its schemas into the page.
 */
const purposes: Readonly<Record<EventType, string>> = {
  'reeve.workspace.opened': 'a workspace is watched',
  'reeve.workspace.closed': 'a workspace is no longer watched',
  'reeve.mcp-server.detected': 'a server is declared, or changed',
  'reeve.mcp-server.removed': 'a server is no longer declared',
  'reeve.capability.detected': 'code can do something, or its evidence changed',
  'reeve.capability.removed': 'no code can do it any more',
  'reeve.protocol.detected': 'a protocol is spoken',
  'reeve.protocol.removed': 'a protocol is no longer spoken',
  'reeve.agent.detected': 'an agent is there, or moved',
  'reeve.agent.removed': 'an agent is gone',
  'reeve.finding.raised': 'a rule found something',
  'reeve.finding.resolved': 'what a rule had found is gone',
  'reeve.module.started': 'a module of the supervisor runs',
  'reeve.module.stopped': 'a module was stopped',
  'reeve.module.failed': 'a module failed',
  'reeve.events.dropped': 'events were lost',
}

/** Types without what all begin with, such as `finding.raised`. */
export const eventTypes: readonly { readonly type: string; readonly purpose: string }[] = Object.entries(purposes).map(
  ([type, purpose]) => ({ type: type.replace(/^reeve\./, ''), purpose }),
)
