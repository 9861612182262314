import type { Finding } from '@reeve/protocol/inventory'
import { distinct, finding, hiddenValues, steeringFindings } from '../instructions/extract-instructions.ts'
import { settingStatements } from '../instructions/setting-statements.ts'
import type { ServerDefinition } from '../servers.ts'
import { autoApprove } from './auto-approve.ts'
import { broadDirectory } from './broad-directory.ts'
import { hostMount, hostNetwork, privilegedContainer } from './containers.ts'
import { deprecatedTransport } from './deprecated-transport.ts'
import { downloadAndRun } from './download-and-run.ts'
import { inlineCode } from './inline-code.ts'
import { insecureTransport } from './insecure-transport.ts'
import { noAuthentication } from './no-authentication.ts'
import { plaintextSecret } from './plaintext-secret.ts'
import { reverseShell } from './reverse-shell.ts'
import type { ServerRule } from './rule.ts'
import { shellExecution } from './shell-execution.ts'
import { typosquat } from './typosquat.ts'
import { unpinnedPackage } from './unpinned-package.ts'

/** Every rule that looks at a server's declaration. */
const serverRules: readonly ServerRule[] = [
  unpinnedPackage,
  plaintextSecret,
  insecureTransport,
  noAuthentication,
  deprecatedTransport,
  shellExecution,
  inlineCode,
  downloadAndRun,
  reverseShell,
  broadDirectory,
  privilegedContainer,
  hostMount,
  hostNetwork,
  autoApprove,
  typosquat,
]

/** What the rules say of one server, and of the texts in its declaration that an agent may read. */
export function findingsOf(server: ServerDefinition): Finding[] {
  const place = { file: server.entry.file, subject: server.entry.id }
  const declared = serverRules.flatMap((rule) => rule.check(server).map(({ message, span }) => finding(rule.id, message, span, place)))
  return distinct([...declared, ...hiddenValues(server.node, place), ...steeringFindings(settingStatements(server.node), place)])
}
