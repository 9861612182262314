import { checkSignature, getSummary, getTrustScore, listDetections, listEvents } from '@reeve/protocol/editor'
import { ReeveError } from '@reeve/protocol/errors'
import type { DetectionReference, EventExport, PanelHandlers, PanelView } from '@reeve/protocol/panel'
import { commands, env, l10n, Uri, type ViewColumn, window, workspace } from 'vscode'
import { commandIds } from '../commands/command-ids.ts'
import { viewIds } from '../contributions.ts'
import { isReported } from '../detections/reported-files.ts'
import { openPlace } from '../location.ts'
import { openRulePage } from '../rule-pages.ts'
import type { Session } from '../session.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { folderNamed } from './selection.ts'

export interface HandlerContext {
  readonly extensionUri: Uri
  readonly supervisor: Supervisor
  readonly session: Session
  readonly inspect: (reference: DetectionReference) => Promise<void>
}

/** What one page has of its own. */
export interface PageContext {
  /** Where files are opened. */
  readonly column: ViewColumn
  readonly subscribe: () => void
}

const viewCommands: Readonly<Record<PanelView, string>> = {
  detections: `${viewIds.detections}.focus`,
  supervisor: `${viewIds.supervisor}.focus`,
  inspector: `${viewIds.inspector}.focus`,
  dashboard: commandIds.openDashboard,
  events: commandIds.openEvents,
  log: commandIds.showLog,
}

/** Answers everything that a page may ask. */
export function pageHandlers(context: HandlerContext, page: PageContext): PanelHandlers {
  const { supervisor, session } = context
  return {
    subscribe: async () => {
      page.subscribe()
      return null
    },
    getSummary: (filter) => supervisor.request(getSummary, filter),
    listDetections: async (query) => mutable(await supervisor.request(listDetections, query)),
    listEvents: async (query) => mutable(await supervisor.request(listEvents, query)),
    getTrustScore: (query) => supervisor.request(getTrustScore, query),
    checkSignature: (event) => supervisor.request(checkSignature, event),
    openLocation: async ({ workspace: named, file, line, column }) => {
      const { folders } = session.inventories
      const folder = folderNamed(folders, named)?.folder
      if (folder === undefined || !isReported(folders, { folder, file })) throw new ReeveError('not-found', { path: file })
      await openPlace({ folder, file, line, column }, { column: page.column })
      return null
    },
    openPage: async ({ rule }) => {
      await openRulePage(context.extensionUri, rule)
      return null
    },
    copyText: async ({ text }) => {
      await env.clipboard.writeText(text)
      return null
    },
    exportEvents: async (events) => ({ saved: await saveExport(events) }),
    inspect: async (reference) => {
      await context.inspect(reference)
      return null
    },
    showView: async ({ view }) => {
      await commands.executeCommand(viewCommands[view])
      return null
    },
  }
}

const mutable = <Row>({ rows, nextCursor }: { readonly rows: readonly Row[]; readonly nextCursor?: string | undefined }) => ({
  rows: [...rows],
  ...(nextCursor === undefined ? {} : { nextCursor }),
})

async function saveExport({ format, text }: EventExport): Promise<boolean> {
  const name = `reeve-events.${format}`
  const folder = workspace.workspaceFolders?.[0]?.uri
  const target = await window.showSaveDialog({
    title: l10n.t('Export Events'),
    filters: format === 'json' ? { JSON: ['json'] } : { NDJSON: ['ndjson'] },
    ...(folder ? { defaultUri: Uri.joinPath(folder, name) } : {}),
  })
  if (!target) return false
  await workspace.fs.writeFile(target, Buffer.from(text))
  return true
}
