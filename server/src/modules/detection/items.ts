import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { contentHash, type InventoryItem } from '@reeve/protocol/digest'
import { type EventData, type EventType, type InventoryKind, type ReportedServer, stateEventTypes } from '@reeve/protocol/events'
import type { Inventory, ServerEntry } from '@reeve/protocol/inventory'
import { version } from '@reeve/protocol/version'
import type { Workspace } from '../../workspace.ts'

/** One thing of the inventory as it is reported: what its event says, under a subject that stays the same while the thing does. */
export interface ReportedItem extends InventoryItem {
  readonly kind: InventoryKind
  readonly name: string
  readonly data: EventData<EventType>
}

/** News about one item: the event that tells it. */
export interface ItemChange {
  readonly type: EventType
  readonly subject: string
  readonly data: EventData<EventType>
}

/** A short key out of what identifies a thing at its place. */
const keyOf = (...parts: string[]): string => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)

/** The program of a command, without its folder and ending; a command may be a whole command line. */
function launcherOf(command: string | null): string | null {
  const line = command?.trim() ?? ''
  // A path of Windows may hold spaces, and then its ending tells where it ends.
  const program = /^"?([a-z]:[\\/].*?\.(?:exe|cmd|bat))\b/i.exec(line)?.[1] ?? /^(?:"([^"]+)"|(\S+))/.exec(line)?.slice(1).find(Boolean)
  if (!program) return null
  const name = basename(program.replaceAll('\\', '/')).replace(/\.(exe|cmd|bat)$/i, '')
  return name.includes('***') ? null : name.slice(0, 64)
}

function hostOf(url: string | null): string | null {
  if (!url) return null
  const host = URL.canParse(url) ? new URL(url).host : ''
  return host === '' || host.includes('*') ? null : host.slice(0, 256)
}

/** Leaves out what stays on the machine. */
function reportedServer(server: ServerEntry, definitionHash: string): ReportedServer {
  const { command, args: _args, url, ...rest } = server
  return { ...rest, launcher: launcherOf(command), host: hostOf(url), definitionHash }
}

/** All that is reported of a workspace, by subject. `definitionHashOf` gives the hash of a server's definition at its place. */
export function reportedItems(
  workspace: Workspace,
  platform: string,
  inventory: Inventory,
  definitionHashOf: (server: ServerEntry) => string,
): Map<string, ReportedItem> {
  const items = new Map<string, ReportedItem>()
  const add = (kind: InventoryKind, key: string, name: string, data: EventData<EventType>): void => {
    // Two things that even their place does not tell apart are counted by number.
    let subject = `${kind}/${key}`
    for (let count = 2; items.has(subject); count += 1) subject = `${kind}/${key}-${count}`
    items.set(subject, { kind, subject, name, data, hash: contentHash(data) })
  }
  add('workspace', workspace.id, workspace.name, { name: workspace.name, platform, supervisorVersion: version })
  for (const server of inventory.servers) {
    add('mcp-server', keyOf(server.id, server.file, server.name), server.name, reportedServer(server, definitionHashOf(server)))
  }
  for (const capability of inventory.capabilities) add('capability', capability.name, capability.name, capability)
  for (const protocol of inventory.protocols) add('protocol', protocol.name, protocol.name, protocol)
  for (const agent of inventory.agents) add('agent', agent.id, agent.name, agent)
  for (const finding of inventory.findings) {
    add('finding', keyOf(finding.rule, finding.file, finding.subject ?? '', finding.message), finding.message, finding)
  }
  return items
}

/** The news between two states: what is new or differs, then what is gone. */
export function changesBetween(before: ReadonlyMap<string, ReportedItem>, after: ReadonlyMap<string, ReportedItem>): ItemChange[] {
  const changes: ItemChange[] = []
  for (const item of after.values()) {
    if (before.get(item.subject)?.hash !== item.hash) changes.push(presentChange(item))
  }
  for (const item of before.values()) {
    if (!after.has(item.subject)) changes.push(absentChange(item))
  }
  return changes
}

export const presentChange = (item: ReportedItem): ItemChange => ({
  type: stateEventTypes[item.kind].present,
  subject: item.subject,
  data: item.data,
})

/** `subject` begins with the kind. */
export function absentChange(item: { readonly subject: string; readonly name: string }): ItemChange {
  const kind = item.subject.slice(0, item.subject.indexOf('/')) as InventoryKind
  return { type: stateEventTypes[kind].absent, subject: item.subject, data: { name: item.name } }
}
