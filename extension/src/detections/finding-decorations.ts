import { createHash } from 'node:crypto'
import type { Severity } from '@reeve/protocol/rules'
import { type Disposable, FileDecoration, type FileDecorationProvider, l10n, ThemeColor, Uri, window } from 'vscode'
import { countOf } from '../support/text.ts'
import { severityIcons, severityLabels } from './severity.ts'

const scheme = 'reeve-detection'

interface Findings {
  readonly count: number
  readonly severity: Severity
}

/** A URI that says nothing but how many findings a row has: names of a workspace are no part of it. */
export function decorationUri(rowId: string, { count, severity }: Findings): Uri {
  const name = createHash('sha256').update(rowId).digest('hex').slice(0, 16)
  return Uri.from({ scheme, path: `/${name}`, query: `${severity}=${count}` })
}

/** Draws the count of findings at the end of a row in the colour of the gravest. */
export function registerFindingDecorations(): Disposable {
  const provider: FileDecorationProvider = {
    provideFileDecoration(uri) {
      if (uri.scheme !== scheme) return undefined
      const [severity, count] = uri.query.split('=') as [Severity, string]
      const findings = Number(count)
      const label = `${countOf(findings, l10n.t('finding'), l10n.t('findings'))}, ${severityLabels()[severity]}`
      return new FileDecoration(findings > 9 ? '9+' : count, label, new ThemeColor(severityIcons[severity].color))
    },
  }
  return window.registerFileDecorationProvider(provider)
}
