import type { NoticeText } from '../shared/notice.ts'
import type { EventsState } from './events-store.ts'

/** What the page has to say before all else; undefined when all is well. */
export function eventsNotice(state: EventsState): NoticeText | undefined {
  if (state.connection === 'ended') {
    return {
      icon: 'stop-circle',
      tone: 'warning',
      title: 'This session has ended.',
      works: 'What is listed stays. Supervisors go on watching and reporting.',
      action: 'Open the page anew.',
    }
  }
  if (state.connection === 'lost') {
    return {
      icon: 'debug-disconnect',
      tone: 'warning',
      title: 'The backend cannot be reached.',
      works: 'What is listed stays, and supervisors keep what happens in memory until the backend is back.',
      action: 'This page connects again by itself. `reeve doctor` says what is wrong.',
    }
  }
  if (state.failure) return { icon: 'error', tone: 'error', title: state.failure.message, action: state.failure.action }
  if (state.phase === 'ready' && state.entries.length === 0) {
    return {
      icon: 'inbox',
      tone: 'quiet',
      title: 'Nothing happened yet.',
      works: 'Every server, agent, capability or finding that comes or goes is listed here the moment it is reported.',
      action: 'Open a folder with a client’s configuration, such as `.mcp.json`, or change one.',
    }
  }
  return undefined
}
