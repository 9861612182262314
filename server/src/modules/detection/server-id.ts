import { createHash } from 'node:crypto'
import type { PackageReference } from '@reeve/protocol/inventory'
import { maskArguments, maskSecrets, maskUrl } from './secrets.ts'

/** What a server runs: a package, an address, or a command with its arguments. */
export interface ServerRuns {
  readonly package: PackageReference | null
  readonly url: string | null
  readonly command: string | null
  readonly args: readonly string[]
}

/**
 * The id of a server: 16 hexadecimal digits that are the same for the same name and package (whatever its version),
 * else address, else command, wherever it is declared.
 */
export function serverId(name: string, runs: ServerRuns): string {
  return createHash('sha256')
    .update(`${name.toLowerCase()}\n${identityOf(runs)}`)
    .digest('hex')
    .slice(0, 16)
}

function identityOf({ package: reference, url, command, args }: ServerRuns): string {
  if (reference) return `${reference.ecosystem}:${reference.name}`
  if (command !== null) return [maskSecrets(command), ...maskArguments(args)].join('\n')
  return url === null ? '' : normalizeUrl(url)
}

/** Host in lower case, no default port, credentials masked, no fragment, no slash at the end. */
function normalizeUrl(url: string): string {
  const masked = maskUrl(url.trim())
  if (!URL.canParse(masked)) return masked
  const parsed = new URL(masked)
  parsed.hash = ''
  return parsed.href.replace(/\/(?=$|\?)/, '')
}
