import { list, plural } from '../format/count.ts'
import { healthOf } from '../shared/health.ts'
import type { DashboardState } from './dashboard-store.ts'
import { stateChangeOf } from '../records/detections.ts'

/** What a screen reader is told of the way from one state to the next; empty when there is nothing to say. */
export function announcementOf(before: DashboardState, after: DashboardState): string {
  const sentences: string[] = []
  if (before.connection !== after.connection) sentences.push(`${healthOf[after.connection].word}.`)
  if (before.phase === 'loading' && after.phase === 'ready') sentences.push('Loaded.')
  const fresh = after.liveEvents - before.liveEvents
  if (fresh > 0) sentences.push(`${eventsInWords(after, fresh)}.`)
  return sentences.join(' ')
}

function eventsInWords(state: DashboardState, fresh: number): string {
  const events = state.events.slice(0, fresh)
  const raised = events.filter(({ event }) => event.type === 'reeve.finding.raised').length
  const changes = events.filter(({ event }) => stateChangeOf(event.type) !== undefined).length - raised
  const rest = fresh - raised - changes
  return list([
    ...(raised > 0 ? [plural(raised, 'new finding')] : []),
    ...(changes > 0 ? [plural(changes, 'change')] : []),
    ...(rest > 0 ? [plural(rest, 'event')] : []),
  ])
}
