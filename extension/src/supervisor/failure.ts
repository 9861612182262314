import { ReeveError } from '@reeve/protocol/errors'
import { l10n } from 'vscode'
import { plainLine, withoutMarkup } from '../support/text.ts'

/** What went wrong and what to do, ready to be shown. */
export interface Failure {
  /** A code of the catalogue, where the failure is one of it. */
  readonly code: string | null
  readonly message: string
  readonly action: string
}

/** Tells a failure as a person should read it; one that is not of the catalogue is told by its message alone. */
export function failureOf(error: unknown): Failure {
  const known = error instanceof ReeveError ? error : ReeveError.fromBody((error as { data?: unknown } | null)?.data)
  if (known) return { code: known.code, message: shown(known.message), action: shown(known.action) }
  const message = error instanceof Error ? error.message : String(error)
  return { code: null, message: shown(message), action: l10n.t('See the log for more.') }
}

const shown = (text: string): string => withoutMarkup(plainLine(text, 500))
