import { relativeTime } from '../format/time.ts'
import type { DashboardState } from './dashboard-store.ts'
import type { NoticeText } from './notice.ts'

const openAnew = 'To open it anew, run reeve up in a terminal and follow the link it prints, or use “Reeve: Open Dashboard” in the editor.'

const asOf = ({ phase, trueAtMs }: DashboardState, nowMs: number): string =>
  phase === 'loading' || trueAtMs === undefined
    ? 'There is nothing to show yet.'
    : `What is shown was true ${relativeTime(new Date(trueAtMs).toISOString(), nowMs)}.`

/** What the page has to say before all else; undefined when all is well. */
export function noticeOf(state: DashboardState, nowMs: number): NoticeText | undefined {
  if (state.connection === 'ended') {
    return {
      icon: 'stop-circle',
      tone: 'warning',
      title: 'This session has ended.',
      works: `${state.reason ?? ''} ${asOf(state, nowMs)} Supervisors go on watching and reporting.`.trim(),
      action: openAnew,
    }
  }
  if (state.connection === 'lost') {
    return {
      icon: 'debug-disconnect',
      tone: 'warning',
      title: 'The backend cannot be reached.',
      works: `${asOf(state, nowMs)} Supervisors go on watching, and keep what happens in memory until it is back.`,
      action: 'Check that it runs with reeve doctor. This page connects again by itself.',
    }
  }
  if (state.failure) {
    return { icon: 'error', tone: 'error', title: state.failure.message, works: asOf(state, nowMs), action: state.failure.action }
  }
  if (state.phase === 'ready' && state.workspaces.length === 0 && state.events.length === 0) {
    return {
      icon: 'inbox',
      tone: 'quiet',
      title: 'Nothing reported yet.',
      works: 'What a supervisor finds shows up here by itself: servers, agents, what they can do, and what somebody should look at.',
      action: 'Run reeve up in a project folder, or open one in an editor with the Reeve extension.',
    }
  }
  return undefined
}
