import type { SyncResult } from '@reeve/protocol/api'
import { inventoryDigest } from '@reeve/protocol/digest'
import { absentChange, type ItemChange, presentChange, type ReportedItem } from '../detection/items.ts'

/** Asks the backend to compare; `items` is absent in the first, cheap question. */
export type AskSync = (question: { source: string; digest: string; items?: { subject: string; hash: string }[] }) => Promise<SyncResult>

/**
 * Compares the present inventory with what the backend holds of it and gives the news that is missing there.
 * It compares states, not events: whatever was lost on the way, nothing that is still true stays unknown.
 */
export async function findMissingNews(source: string, items: ReadonlyMap<string, ReportedItem>, ask: AskSync): Promise<ItemChange[]> {
  const digest = inventoryDigest(items.values())
  const first = await ask({ source, digest })
  if (first.equal) return []
  const pairs = [...items.values()].map(({ subject, hash }) => ({ subject, hash }))
  const answer = await ask({ source, digest, items: pairs })
  const wanted = answer.wanted.flatMap((subject) => {
    const item = items.get(subject)
    return item ? [presentChange(item)] : []
  })
  return [...wanted, ...answer.gone.map(absentChange)]
}
