import { eventDefinition, type InventoryKind } from '@reeve/protocol/events'
import type { ItemChange, ReportedItem } from '../modules/detection/items.ts'
import { plain } from './table.ts'

const nouns: Readonly<Record<InventoryKind, string>> = {
  workspace: 'workspace',
  'mcp-server': 'server',
  capability: 'capability',
  protocol: 'protocol',
  agent: 'agent',
  finding: 'finding',
}

/** One line about a change, such as `+ server github in .cursor/mcp.json:3`. `before` is what was known until now. */
export function changeText(change: ItemChange, before: ReadonlyMap<string, ReportedItem>): string | undefined {
  const state = eventDefinition(change.type).state
  if (!state) return undefined
  const data = change.data as { name?: string; message?: string; file?: string; line?: number }
  const sign = state.present ? (before.has(change.subject) ? '~' : '+') : '-'
  const place = data.file ? ` in ${plain(data.file)}${data.line ? `:${data.line}` : ''}` : ''
  return `${sign} ${nouns[state.kind]} ${plain(data.name ?? data.message ?? change.subject)}${place}`
}
