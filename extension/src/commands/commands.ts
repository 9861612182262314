import { controlModule, openDashboard, rescanWorkspace } from '@reeve/protocol/editor'
import {
  commands,
  ConfigurationTarget,
  type Disposable,
  env,
  l10n,
  type LogOutputChannel,
  ProgressLocation,
  Uri,
  window,
  workspace,
} from 'vscode'
import { viewIds, walkthroughId } from '../contributions.ts'
import { type DetectionsView, isRow } from '../detections/detections-view.ts'
import { isReported } from '../detections/reported-files.ts'
import { openPlace } from '../location.ts'
import type { Panels } from '../panels/panels.ts'
import { isRuleId, openRulePage } from '../rule-pages.ts'
import type { Session } from '../session.ts'
import type { Grouping } from '../setting-defaults.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { moduleOf } from '../supervisor-view/supervisor-view.ts'
import { type CommandHandlers, type CommandName, commandIds } from './command-ids.ts'

export interface CommandContext {
  readonly extensionUri: Uri
  readonly extensionId: string
  readonly supervisor: Supervisor
  readonly session: Session
  readonly view: DetectionsView
  readonly panels: Panels
  readonly log: LogOutputChannel
}

/** Registers every command. A failure is told once, with what to do. */
export function registerCommands(context: CommandContext): Disposable[] {
  const handlers = commandHandlers(context)
  return (Object.keys(commandIds) as CommandName[]).map((name) =>
    commands.registerCommand(commandIds[name], async (argument: unknown) => {
      try {
        await handlers[name](argument)
      } catch (error) {
        await tellFailure(error, context.log)
      }
    }),
  )
}

async function tellFailure(error: unknown, log: LogOutputChannel): Promise<void> {
  const { failureOf } = (await import('../on-demand.ts')).onDemand
  const { message, action } = failureOf(error)
  log.error(message)
  const showLog = l10n.t('Show Log')
  if ((await window.showErrorMessage(`${message} ${action}`.trim(), showLog)) === showLog) log.show()
}

function commandHandlers(context: CommandContext): CommandHandlers {
  const { supervisor, session, view, panels, log } = context
  const groupBy = (grouping: Grouping) => () =>
    workspace.getConfiguration('reeve').update('detections.groupBy', grouping, ConfigurationTarget.Global)
  const control = (action: 'start' | 'stop' | 'restart') => async (argument: unknown) => {
    const module = moduleOf(argument) ?? (await (await import('../on-demand.ts')).onDemand.pickModule(session, action))
    if (module === undefined) return
    await supervisor.request(controlModule, { module, action })
    await session.refreshStatus()
  }
  return {
    scanWorkspace: () =>
      window.withProgress({ location: { viewId: viewIds.detections } }, async () => {
        await supervisor.request(rescanWorkspace)
        await session.refresh()
      }),
    showDetections: () => commands.executeCommand(`${viewIds.detections}.focus`),
    groupByType: groupBy('type'),
    groupByFile: groupBy('file'),
    groupByRisk: groupBy('risk'),
    filterDetections: async () => {
      const filter = await window.showInputBox({
        title: l10n.t('Filter Detections'),
        prompt: l10n.t('Part of a name, client, package, file or rule'),
        value: view.filter,
      })
      if (filter !== undefined) view.setFilter(filter)
    },
    clearFilter: () => view.setFilter(''),
    showMore: (argument) => {
      return isRow(argument) && argument.kind === 'more' ? view.showMore(argument) : undefined
    },
    openLine: async (argument) => {
      const row = isRow(argument) ? argument : view.selection[0]
      if (row?.place && isReported(session.inventories.folders, row.place)) await openPlace(row.place)
    },
    inspectDetection: async (argument) => {
      const row = isRow(argument) ? argument : undefined
      const reference = row?.reference ?? (await (await import('../on-demand.ts')).onDemand.pickSubject(session.inventories.folders))
      if (reference) await panels.inspect(reference)
    },
    explainFinding: async (argument) => {
      const rule = isRow(argument) ? argument.rule : argument
      if (isRuleId(rule)) await openRulePage(context.extensionUri, rule)
    },
    copyName: async (argument) => {
      const row = isRow(argument) ? argument : view.selection[0]
      if (row) await env.clipboard.writeText(row.label)
    },
    openDashboard: () => panels.open('dashboard'),
    openEvents: () => panels.open('events'),
    openDashboardInBrowser: () =>
      window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Opening the dashboard…') }, async () => {
        const { url } = await supervisor.request(openDashboard)
        await env.openExternal(await env.asExternalUri(Uri.parse(url, true)))
      }),
    openWalkthrough: () => commands.executeCommand('workbench.action.openWalkthrough', `${context.extensionId}#${walkthroughId}`),
    restartSupervisor: () => window.withProgress({ location: { viewId: viewIds.detections } }, () => supervisor.restart()),
    startModule: control('start'),
    stopModule: control('stop'),
    restartModule: control('restart'),
    showLog: () => log.show(),
  }
}
