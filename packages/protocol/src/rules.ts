/**
 * Every rule that can raise a finding. Each has its page in `docs/rules/<id>.md`; a check holds the two together.
 * error: hostile, or exploitable as it stands. warning: a practice that invites harm. info: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'info'

export interface Rule {
  readonly title: string
  readonly severity: Severity
  /** One sentence: why this matters. */
  readonly why: string
  /** One sentence: what to do. */
  readonly fix: string
  readonly cwe: readonly string[]
  /** OWASP Top 10 for LLM applications (2025) or OWASP MCP Top 10, by id. */
  readonly owasp: readonly string[]
}

export const rules = {
  'unpinned-package': {
    title: 'Package without an exact version',
    severity: 'warning',
    why: 'Whatever is published next under this name runs on this machine without anybody having looked at it.',
    fix: 'Write the exact version that was reviewed, such as name@1.2.3, or a digest for an image.',
    cwe: ['CWE-1357', 'CWE-494'],
    owasp: ['LLM03:2025'],
  },
  'plaintext-secret': {
    title: 'Secret in plain text',
    severity: 'warning',
    why: 'Whoever reads this file, its backups or its history holds the credential.',
    fix: 'Move the value to an input or an environment variable, and revoke the one that was written here.',
    cwe: ['CWE-312', 'CWE-798'],
    owasp: ['LLM02:2025'],
  },
  'insecure-transport': {
    title: 'Server reached without TLS',
    severity: 'warning',
    why: 'Whoever sits on the way can read and change what the agent sees, and so what it does.',
    fix: 'Use https, or keep the server on this machine.',
    cwe: ['CWE-319'],
    owasp: ['LLM03:2025'],
  },
} as const satisfies Record<string, Rule>

export type RuleId = keyof typeof rules

export const ruleIds = Object.keys(rules) as [RuleId, ...RuleId[]]

export const severities = ['error', 'warning', 'info'] as const satisfies readonly Severity[]
