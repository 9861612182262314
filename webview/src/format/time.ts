const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const exact = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** Whole days between the two dates on the calendar of this machine. */
function calendarDays(then: Date, now: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return Math.round((midnight(now) - midnight(then)) / dayMs)
}

/**
 * How long ago, in the largest unit that fits: `just now`, `4 s ago`, `31 min ago`, `2 h ago`, `yesterday`, `5 d ago`,
 * and a date from 30 days on. A time that lies ahead, by a clock that is off, is `just now`. What is no time is `unknown`.
 */
export function relativeTime(iso: string, nowMs: number): string {
  const thenMs = Date.parse(iso)
  if (Number.isNaN(thenMs)) return 'unknown'
  const age = nowMs - thenMs
  if (age < secondMs) return 'just now'
  if (age < minuteMs) return `${Math.floor(age / secondMs)} s ago`
  if (age < hourMs) return `${Math.floor(age / minuteMs)} min ago`
  const days = calendarDays(new Date(thenMs), new Date(nowMs))
  if (days === 0 || age < 12 * hourMs) return `${Math.floor(age / hourMs)} h ago`
  if (days === 1) return 'yesterday'
  return days < 30 ? `${days} d ago` : day.format(thenMs)
}

/** The exact time with its zone, such as `20 November 2026 at 14:02:11 CET`. */
export function exactTime(iso: string): string {
  const ms = Date.parse(iso)
  return Number.isNaN(ms) ? iso : exact.format(ms)
}

/** When an event was, for a column of such times: `14:02:11.418` of today, `18 Nov 14:02:11` of another day. */
export function eventTime(iso: string, nowMs: number): string {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return 'unknown'
  const then = new Date(ms)
  if (calendarDays(then, new Date(nowMs)) !== 0) return `${dayOfYear.format(ms)} ${clock.format(ms)}`
  return `${clock.format(ms)}.${String(then.getMilliseconds()).padStart(3, '0')}`
}
