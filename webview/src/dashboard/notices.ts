import type { DashboardState } from './dashboard-store.ts'
import type { NoticeText } from '../shared/notice.ts'

const openAnew =
  'To open it anew, run `reeve up` in a terminal and follow the link it prints, or use “Reeve: Open Dashboard” in the editor.'

const trueAt = ({ phase, trueAtMs }: DashboardState): string | undefined =>
  phase === 'loading' || trueAtMs === undefined ? undefined : new Date(trueAtMs).toISOString()

/** What the page has to say before all else; undefined when all is well. */
export function noticeOf(state: DashboardState): NoticeText | undefined {
  if (state.connection === 'ended') {
    return {
      icon: 'stop-circle',
      tone: 'warning',
      title: 'This session has ended.',
      trueAt: trueAt(state),
      works: `${state.reason ?? ''} Supervisors go on watching and reporting.`.trim(),
      action: openAnew,
    }
  }
  if (state.connection === 'lost') {
    return {
      icon: 'debug-disconnect',
      tone: 'warning',
      title: 'The backend cannot be reached.',
      trueAt: trueAt(state),
      works: 'Supervisors go on watching, and keep what happens in memory until it is back.',
      action: 'Check that it runs with `reeve doctor`. This page connects again by itself.',
    }
  }
  if (state.failure) {
    return { icon: 'error', tone: 'error', title: state.failure.message, trueAt: trueAt(state), action: state.failure.action }
  }
  if (state.phase === 'ready' && state.workspaces.length === 0 && state.events.length === 0) {
    return {
      icon: 'inbox',
      tone: 'quiet',
      title: 'Nothing reported yet.',
      works: 'What a supervisor finds shows up here by itself: servers, agents, what they can do, and what somebody should look at.',
      action: 'Run `reeve up` in a project folder, or open one in an editor with the Reeve extension.',
    }
  }
  return undefined
}
