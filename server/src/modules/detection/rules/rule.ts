import type { RuleId } from '@reeve/protocol/rules'
import type { Span } from '../config/config-node.ts'
import type { ServerDefinition } from '../servers.ts'

/** A place where a server breaks a rule. The message says what and what to do, and never holds a credential. */
export interface Violation {
  readonly message: string
  readonly span: Span
}

/** A rule that looks at one server as its file declares it. */
export interface ServerRule {
  readonly id: RuleId
  check(server: ServerDefinition): readonly Violation[]
}
