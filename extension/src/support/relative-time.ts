import { l10n } from 'vscode'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long ago a time was, in the largest unit that fits; `now` and the time in milliseconds since the epoch. */
export function relativeTime(time: number, now: number = Date.now()): string {
  const age = Math.max(0, now - time)
  if (age < minuteMs) return l10n.t('just now')
  if (age < hourMs) return l10n.t('{0} min ago', Math.floor(age / minuteMs))
  if (age < dayMs) return l10n.t('{0} h ago', Math.floor(age / hourMs))
  return l10n.t('{0} d ago', Math.floor(age / dayMs))
}
