import type { Finding } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import { rules } from '@reeve/protocol/rules'
import type { ServerDefinition } from '../servers.ts'
import { insecureTransport } from './insecure-transport.ts'
import { plaintextSecret } from './plaintext-secret.ts'
import type { ServerRule } from './rule.ts'
import { unpinnedPackage } from './unpinned-package.ts'

/** Every rule that looks at a server's declaration. */
const serverRules: readonly ServerRule[] = [unpinnedPackage, plaintextSecret, insecureTransport]

/** What the rules say of one server. */
export function findingsOf(server: ServerDefinition): Finding[] {
  return serverRules.flatMap((rule) =>
    rule.check(server).map(
      ({ message, span }): Finding => ({
        rule: rule.id,
        severity: rules[rule.id].severity,
        // Names come from the file and may hold what moves a terminal's cursor.
        message: message.replace(/\p{Cc}/gu, ' ').slice(0, limits.messageCharacters),
        file: server.entry.file,
        ...span,
        subject: server.entry.id,
      }),
    ),
  )
}
