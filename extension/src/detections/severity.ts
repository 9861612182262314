import type { Severity } from '@reeve/protocol/rules'
import { l10n } from 'vscode'

/** The icon of a severity tells it by its shape; the colour only repeats it. */
export const severityIcons: Readonly<Record<Severity, { readonly id: string; readonly color: string }>> = {
  error: { id: 'error', color: 'list.errorForeground' },
  warning: { id: 'warning', color: 'list.warningForeground' },
  info: { id: 'info', color: 'notificationsInfoIcon.foreground' },
}

export const severityLabels = (): Readonly<Record<Severity, string>> => ({
  error: l10n.t('error'),
  warning: l10n.t('warning'),
  info: l10n.t('info'),
})
