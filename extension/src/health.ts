import type { SupervisorStatus } from '@reeve/protocol/editor'
import { l10n } from 'vscode'
import type { SupervisorState } from './supervisor/supervisor.ts'

/** healthy; degraded: the backend cannot be reached or a part failed, and work goes on; stopped. */
export interface Health {
  readonly state: 'healthy' | 'degraded' | 'stopped'
  /** Why, in one sentence. */
  readonly reason: string
}

/** How Reeve does, in the words that the status bar, the views and the pages share. `trusted`: whether the workspace is. */
export function healthOf(state: SupervisorState, status: SupervisorStatus | undefined, trusted: boolean): Health {
  if (state.kind === 'stopped') return { state: 'stopped', reason: state.failure?.message ?? l10n.t('The supervisor is stopped.') }
  if (state.kind === 'outdated') {
    return { state: 'stopped', reason: l10n.t('Reeve was updated while this window was open. Reload the window to go on.') }
  }
  if (state.kind === 'restarting') return { state: 'degraded', reason: l10n.t('The supervisor ended by itself and is being restarted.') }
  if (state.kind === 'starting' || !status) return { state: 'healthy', reason: l10n.t('The supervisor is starting.') }
  const failed = status.modules.find((module) => module.state === 'error')
  if (failed) return { state: 'degraded', reason: l10n.t('The module {0} failed: {1}', failed.name, failed.reason ?? '') }
  if (!trusted) return { state: 'healthy', reason: l10n.t('This workspace is not trusted: it is read, and nothing is reported.') }
  if (status.backend.principal === null)
    return {
      state: 'degraded',
      reason: l10n.t('The key or the address of the backend cannot be used, so nothing is reported. The log says why.'),
    }
  return backendHealth(status)
}

function backendHealth({ backend, modules }: SupervisorStatus): Health {
  const waiting = l10n.t('{0} events wait in memory.', backend.queuedEvents.toLocaleString())
  if (backend.state === 'connected') return { state: 'healthy', reason: l10n.t('What is found is reported to the backend.') }
  if (backend.state === 'degraded') {
    return { state: 'degraded', reason: `${l10n.t('The backend cannot be reached; work goes on.')} ${waiting}` }
  }
  const uplink = modules.find(({ name }) => name === 'uplink')
  const isStopped = uplink?.state === 'stopped' || uplink?.state === 'disabled'
  return isStopped
    ? { state: 'degraded', reason: `${l10n.t('The module uplink is stopped, so the backend is not heard.')} ${waiting}` }
    : { state: 'healthy', reason: l10n.t('The backend is being started.') }
}
