/** What the exit code of every command says. */
export const exitCodes = {
  fine: 0,
  /** Findings at or over `--fail-on`. */
  findings: 1,
  usage: 2,
  /** It could not be done; the message says why. */
  failed: 3,
} as const
