import type { ModuleState, ModuleStatus, SupervisorStatus } from '@reeve/protocol/editor'
import { l10n } from 'vscode'
import type { Health } from '../health.ts'
import { relativeTime } from '../support/relative-time.ts'
import { countOf, plainLine, plainLines } from '../support/text.ts'

/** One line of the Supervisor view. */
export interface SupervisorRow {
  readonly id: string
  readonly label: string
  readonly description?: string | undefined
  readonly tooltip?: string | undefined
  readonly icon: { readonly id: string; readonly color?: string | undefined }
  /** Words that the manifest's menus look for. */
  readonly context: string
  /** Set on the row of a module. */
  readonly module?: string | undefined
  readonly children?: readonly SupervisorRow[] | undefined
  readonly open?: boolean | undefined
}

export interface SupervisorFacts {
  readonly health: Health
  readonly status: SupervisorStatus | undefined
  /** When the key was made, in milliseconds since the epoch; undefined while none is used. */
  readonly keyCreatedAt: number | undefined
  /** The folder whose files of the user are read, and on which side of a remote connection. */
  readonly home: string
  readonly remote: string | undefined
}

const healthIcons = {
  healthy: { id: 'pass', color: 'testing.iconPassed' },
  degraded: { id: 'warning', color: 'list.warningForeground' },
  stopped: { id: 'circle-slash', color: 'list.errorForeground' },
} as const

const moduleIcons: Readonly<Record<ModuleState, { readonly id: string; readonly color?: string }>> = {
  registered: { id: 'circle-outline' },
  starting: { id: 'loading~spin' },
  running: { id: 'pass', color: 'testing.iconPassed' },
  stopping: { id: 'loading~spin' },
  stopped: { id: 'circle-slash' },
  error: { id: 'error', color: 'list.errorForeground' },
  disabled: { id: 'circle-outline' },
}

/** The Supervisor view is never empty: it says how things are even when nothing runs. */
export function supervisorRows(facts: SupervisorFacts): readonly SupervisorRow[] {
  const { health, status } = facts
  const words = { healthy: l10n.t('Healthy'), degraded: l10n.t('Degraded'), stopped: l10n.t('Stopped') }
  const state: SupervisorRow = {
    id: 'health',
    label: words[health.state],
    description: health.reason,
    tooltip: plainLines([words[health.state], health.reason, status && l10n.t('Version {0}', status.version)]),
    icon: healthIcons[health.state],
    context: 'health',
  }
  if (!status) return [state, homeRow(facts)]
  return [state, backendRow(status), queueRow(status), keyRow(facts, status), homeRow(facts), ...followingRows(status), modulesRow(status)]
}

function backendRow({ backend }: SupervisorStatus): SupervisorRow {
  const words = { connected: l10n.t('connected'), degraded: l10n.t('cannot be reached'), stopped: l10n.t('not connected') }
  return {
    id: 'backend',
    label: l10n.t('Backend'),
    description: [words[backend.state], backend.url ?? ''].filter((part) => part !== '').join(' · '),
    icon: { id: backend.state === 'connected' ? 'cloud' : 'debug-disconnect' },
    context: 'backend',
  }
}

function queueRow({ backend: { queuedEvents, droppedEvents } }: SupervisorStatus): SupervisorRow {
  const lost = droppedEvents > 0 ? countOf(droppedEvents, l10n.t('event lost'), l10n.t('events lost')) : ''
  return {
    id: 'queue',
    label: l10n.t('Queue'),
    description: [countOf(queuedEvents, l10n.t('event waits'), l10n.t('events wait')), lost].filter((part) => part !== '').join(' · '),
    tooltip: l10n.t('Events that the backend has not acknowledged yet. They are kept in memory alone.'),
    icon: { id: 'inbox', color: droppedEvents > 0 ? 'list.warningForeground' : undefined },
    context: 'queue',
  }
}

function keyRow({ keyCreatedAt }: SupervisorFacts, { backend: { principal } }: SupervisorStatus): SupervisorRow {
  const age = keyCreatedAt === undefined ? '' : l10n.t('made {0}', relativeTime(keyCreatedAt))
  return {
    id: 'key',
    label: l10n.t('Key'),
    description: principal === null ? l10n.t('none in use') : [l10n.t('in secret storage'), age].filter((part) => part !== '').join(' · '),
    tooltip: plainLines([
      principal === null ? l10n.t('Nothing is signed and nothing is reported.') : l10n.t('Principal {0}', principal),
      keyCreatedAt === undefined ? undefined : new Date(keyCreatedAt).toLocaleString(),
    ]),
    icon: { id: 'key' },
    context: 'key',
  }
}

/** Over SSH, in WSL and in a container the supervisor sees another home than the one of this screen. */
const homeRow = ({ home, remote }: SupervisorFacts): SupervisorRow => ({
  id: 'home',
  label: l10n.t('Home'),
  description: plainLine(remote ? `${home} · ${remote}` : home),
  tooltip: l10n.t('The folder whose client configurations are read, on the side where the workspace is.'),
  icon: { id: 'home' },
  context: 'home',
})

const followingRows = ({ following }: SupervisorStatus): readonly SupervisorRow[] =>
  following.length === 0
    ? []
    : [
        {
          id: 'following',
          label: l10n.t('Reported by another window'),
          description: countOf(following.length, l10n.t('folder'), l10n.t('folders')),
          tooltip: plainLines([...following]),
          icon: { id: 'mirror' },
          context: 'following',
        },
      ]

const modulesRow = ({ modules }: SupervisorStatus): SupervisorRow => ({
  id: 'modules',
  label: l10n.t('Modules'),
  description: l10n.t('{0} of {1} running', modules.filter(({ state }) => state === 'running').length, modules.length),
  icon: { id: 'extensions' },
  context: 'modules',
  children: modules.map(moduleRow),
  open: true,
})

function moduleRow({ name, purpose, state, reason, metrics, dependencies }: ModuleStatus): SupervisorRow {
  const id = `module:${name}`
  return {
    id,
    label: name,
    description: moduleStateText(state),
    tooltip: plainLines([purpose, reason ?? undefined, dependencies.length > 0 ? l10n.t('Needs {0}', dependencies.join(', ')) : undefined]),
    icon: moduleIcons[state],
    context: `module ${state === 'running' || state === 'starting' ? 'up' : 'down'}${name === 'core' ? ' core' : ''}`,
    module: name,
    children: Object.entries(metrics).map(([metric, value]) => ({
      id: `${id}/${metric}`,
      label: wordsOf(metric),
      description: value.toLocaleString(),
      icon: { id: 'graph-line' },
      context: 'metric',
    })),
  }
}

/** `queuedEvents` is shown as `queued events`. */
const wordsOf = (metric: string): string =>
  metric.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)

const moduleStateText = (state: ModuleState): string =>
  ({
    registered: l10n.t('registered'),
    starting: l10n.t('starting'),
    running: l10n.t('running'),
    stopping: l10n.t('stopping'),
    stopped: l10n.t('stopped'),
    error: l10n.t('failed'),
    disabled: l10n.t('disabled'),
  })[state]
