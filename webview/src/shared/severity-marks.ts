import type { Severity } from '@reeve/protocol/rules'
import type { IconName, IconTone } from './icon.ts'

/** How a severity looks, and the word that says the same. */
export const severityMarks: Readonly<Record<Severity, { icon: IconName; tone: IconTone; word: string }>> = {
  error: { icon: 'error', tone: 'error', word: 'Error' },
  warning: { icon: 'warning', tone: 'warning', word: 'Warning' },
  info: { icon: 'info', tone: 'info', word: 'Info' },
}
