import { commands, type Disposable, type ExtensionContext, l10n, type LogOutputChannel, Uri, window, workspace } from 'vscode'
import { registerCommands } from './commands/commands.ts'
import { contextKeys } from './contributions.ts'
import { DetectionsView } from './detections/detections-view.ts'
import { registerFindingDecorations } from './detections/finding-decorations.ts'
import { Panels } from './panels/panels.ts'
import { Session } from './session.ts'
import { startSettings } from './setting-defaults.ts'
import { StatusBar } from './status-bar.ts'
import { Supervisor } from './supervisor/supervisor.ts'
import { SupervisorView } from './supervisor-view/supervisor-view.ts'

let supervisor: Supervisor | undefined

/** Starts Reeve in this window. Nothing is waited for: the views fill as the supervisor speaks. */
export function activate(context: ExtensionContext): void {
  const log = openLog(context)
  const { running, session } = openSupervisor(context, log)
  const views = openViews(context, running, session)
  followSelection(context, views)
  followState(context, running, session, views)
  followSettings(context, running, views)
  followTrust(context, running)
  context.subscriptions.push(...registerCommands({ ...views, ...idsOf(context), supervisor: running, session, log }))
  void running.start()
}

/** Ends the supervisor, and resolves when its process has ended. What VS Code holds is disposed by it. */
export async function deactivate(): Promise<void> {
  await supervisor?.dispose()
}

interface Views {
  readonly view: DetectionsView
  readonly supervisorView: SupervisorView
  readonly statusBar: StatusBar
  readonly panels: Panels
}

const idsOf = ({ extensionUri, extension }: ExtensionContext) => ({ extensionUri, extensionId: extension.id })

function keep<T extends Disposable>(context: ExtensionContext, disposable: T): T {
  context.subscriptions.push(disposable)
  return disposable
}

const openLog = (context: ExtensionContext): LogOutputChannel => keep(context, window.createOutputChannel('Reeve', { log: true }))

function openSupervisor(context: ExtensionContext, log: LogOutputChannel): { readonly running: Supervisor; readonly session: Session } {
  let keyCreatedAt: number | undefined
  const running = new Supervisor({
    program: Uri.joinPath(context.extensionUri, 'dist', 'server', 'main.js').fsPath,
    compileCache: Uri.joinPath(context.globalStorageUri, 'compile-cache').fsPath,
    log,
    initializationOptions: async () => {
      const { initializationOptions } = (await import('./on-demand.ts')).onDemand
      const { options, key } = await initializationOptions(context.secrets, log)
      keyCreatedAt = key?.createdAt
      return options
    },
  })
  supervisor = keep(context, running)
  return { running, session: keep(context, new Session(running, () => keyCreatedAt)) }
}

function openViews(context: ExtensionContext, running: Supervisor, session: Session): Views {
  keep(context, registerFindingDecorations())
  return {
    view: keep(context, new DetectionsView(session.inventories, context.workspaceState)),
    supervisorView: keep(context, new SupervisorView(() => session.facts)),
    statusBar: keep(context, new StatusBar(session.inventories)),
    panels: keep(context, new Panels({ extensionUri: context.extensionUri, supervisor: running, session })),
  }
}

function followSelection(context: ExtensionContext, { view, panels }: Views): void {
  keep(
    context,
    view.onDidChangeSelection(({ selection }) => {
      const reference = selection[0]?.reference
      if (reference) panels.follow(reference)
    }),
  )
}

function followState(context: ExtensionContext, running: Supervisor, session: Session, { view, supervisorView, statusBar }: Views): void {
  const draw = (): void => {
    const { kind } = running.state
    void commands.executeCommand('setContext', contextKeys.running, kind === 'running')
    void commands.executeCommand('setContext', contextKeys.failed, kind === 'stopped')
    void commands.executeCommand('setContext', contextKeys.outdated, kind === 'outdated')
    view.setMessage(kind === 'restarting' ? l10n.t('The supervisor ended by itself and is being restarted.') : undefined)
    statusBar.setHealth(session.health)
    supervisorView.refresh()
  }
  keep(context, session.onDidChange(draw))
  keep(
    context,
    supervisorView.onDidChangeVisibility(({ visible }) => {
      if (visible) void session.refreshStatus()
    }),
  )
}

function followSettings(context: ExtensionContext, running: Supervisor, { view }: Views): void {
  keep(
    context,
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('reeve.detections.groupBy')) view.refresh()
      if (startSettings.some((name) => change.affectsConfiguration(`reeve.${name}`))) void running.restart()
    }),
  )
}

/** Trust that comes later starts the supervisor anew, which may report from then on. */
function followTrust(context: ExtensionContext, running: Supervisor): void {
  keep(
    context,
    workspace.onDidGrantWorkspaceTrust(() => void running.restart()),
  )
}
