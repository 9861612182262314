import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import * as z from 'zod'

/** SHA-256 over the canonical JSON (RFC 8785) of a value, as 64 hexadecimal digits. */
export const contentHash = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? 'null')
    .digest('hex')

/** One thing of an inventory as a resynchronisation compares it: its subject and the `contentHash` of its event data. */
export const inventoryItemSchema = z.object({
  subject: z.string().min(1).max(256),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})
export type InventoryItem = z.infer<typeof inventoryItemSchema>

/** The digest of a whole inventory: SHA-256 over its items in the order of their subjects. The order they come in does not matter. */
export function inventoryDigest(items: Iterable<InventoryItem>): string {
  const lines = [...items].map((item) => `${item.subject}\n${item.hash}\n`).sort()
  const hash = createHash('sha256')
  for (const line of lines) hash.update(line)
  return hash.digest('hex')
}
