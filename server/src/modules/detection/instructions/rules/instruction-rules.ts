import { credentialExfiltration } from './credential-exfiltration.ts'
import { credentialRequest } from './credential-request.ts'
import { downloadAndRun, reverseShell } from './dangerous-command.ts'
import { dataExfiltration } from './data-exfiltration.ts'
import { hiddenFromUser } from './hidden-from-user.ts'
import { hiddenPersistence } from './hidden-persistence.ts'
import { injectedInstructions } from './injected-instructions.ts'
import type { InstructionRule } from './instruction-rule.ts'
import { privilegeEscalation } from './privilege-escalation.ts'
import { remoteControlledExecution } from './remote-controlled-execution.ts'
import { safetyOverride } from './safety-override.ts'
import { unsafeAutonomy } from './unsafe-autonomy.ts'

/** Every rule that looks at what a file tells agents. */
export const instructionRules: readonly InstructionRule[] = [
  injectedInstructions,
  hiddenFromUser,
  credentialExfiltration,
  credentialRequest,
  dataExfiltration,
  remoteControlledExecution,
  downloadAndRun,
  reverseShell,
  hiddenPersistence,
  privilegeEscalation,
  safetyOverride,
  unsafeAutonomy,
]
