import type { EventExport } from '@reeve/protocol/panel'
import type { EventEntry } from './event-entry.ts'

/** The content of an export: the records as they were stored, each with its receipt, in the order in which they are shown. */
export function exportText(format: EventExport['format'], entries: readonly EventEntry[]): string {
  const lines = entries.map(({ stored }) => JSON.stringify(stored))
  return format === 'json' ? `[\n${lines.join(',\n')}\n]\n` : `${lines.join('\n')}\n`
}
