import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Summary } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import type { ScanReport } from '@reeve/protocol/inventory'
import type { ReporterTotals } from '@reeve/sdk/reporter'
import { discoverBackend, waitForBackendExit } from '../../backend-process.ts'
import { openKeyStore } from '../../keys.ts'
import { atLeast, createLogger, reasonOf } from '../../log.ts'
import { changesBetween } from '../../modules/detection/items.ts'
import { toScanReport } from '../../modules/detection/scanner.ts'
import { reeveHome } from '../../reeve-home.ts'
import { openReporting } from '../../reporting.ts'
import { type Reporting, Supervisor } from '../../supervisor.ts'
import { openWorkspace, type Workspace } from '../../workspace.ts'
import { exitCodes } from '../exit-codes.ts'
import { changeText } from '../change-text.ts'
import { counted, reportText } from '../report-text.ts'
import { type Terminal, terminalSink } from '../terminal.ts'

export interface UpOptions {
  readonly format: 'table' | 'json'
  readonly once: boolean
  readonly user: boolean
  readonly home?: string | undefined
  readonly platform?: NodeJS.Platform | undefined
  /** A team's backend instead of the embedded one. */
  readonly backend?: string | undefined
  readonly backendCertificate?: string | undefined
  readonly verbose: boolean
}

/** How long an end waits for what is left to be taken: less than the 5 and 30 s that all of it may take. */
const endTimeoutMs = { answering: 4_000, silent: 25_000 } as const
/** The embedded backend ends by itself once nobody needs it; a command waits a little so as to leave nothing behind. */
const backendExitTimeoutMs = 3_000
/** How long `--once` waits for the report to be acknowledged. */
const onceTimeoutMs = 60_000

/** `reeve up [DIR]`: backend, supervisor and dashboard. Gives the exit code. */
export async function up(path: string, options: UpOptions, terminal: Terminal): Promise<number> {
  const home = reeveHome(terminal.env)
  const sink = atLeast(options.verbose ? 'debug' : 'warn', terminalSink(terminal))
  const workspace = await openWorkspace(resolve(path), home)
  const reporting = await openReporting({
    home,
    keyStore: await openKeyStore(home, terminal.env),
    log: createLogger(sink, 'reporting'),
    ...(options.backend ? { backend: { url: options.backend, certificate: options.backendCertificate } } : {}),
  })
  const supervisor = new Supervisor({
    home,
    reporting,
    sink,
    detection: {
      home: resolve(options.home ?? homedir()),
      platform: options.platform ?? process.platform,
      userFiles: options.user,
      watch: options.once ? 'none' : 'own',
    },
  })
  const startedAt = performance.now()
  try {
    await supervisor.start()
    await supervisor.open(workspace)
    const { inventory } = supervisor.inventoryOf(workspace)
    const report = toScanReport(inventory, workspace.root, performance.now() - startedAt)
    if (options.once) return await reportOnce(report, workspace, supervisor, reporting, options, terminal)
    await stayUp(report, workspace, supervisor, reporting, terminal)
    return exitCodes.fine
  } finally {
    await end(supervisor, reporting, home, options, terminal)
  }
}

async function reportOnce(
  report: ScanReport,
  workspace: Workspace,
  supervisor: Supervisor,
  reporting: Reporting,
  options: UpOptions,
  terminal: Terminal,
): Promise<number> {
  const totals = await acknowledged(workspace, supervisor, terminal.signal)
  const summary = await reporting.client.request('getSummary', { query: { workspace: workspace.id } })
  const { url } = await reporting.endpoint()
  const document = onceDocument(report, totals, summary, url, reporting.principal.id)
  if (options.format === 'json') terminal.out(`${JSON.stringify(document, undefined, 2)}\n`)
  else terminal.out(`${reportText(report, terminal.width)}\n${acknowledgedText(document)}\n`)
  return exitCodes.fine
}

/** Waits until all that was found is known to the backend. A follower's part is done by the holder of the lease. */
async function acknowledged(workspace: Workspace, supervisor: Supervisor, signal: AbortSignal): Promise<ReporterTotals> {
  const { telemetry } = supervisor
  if (!telemetry) throw new Error('there is no telemetry')
  const deadline = Date.now() + onceTimeoutMs
  while (!telemetry.isReported(workspace)) {
    signal.throwIfAborted()
    if (Date.now() > deadline)
      throw new ReeveError('backend-unreachable', {
        url: supervisor.status().backend.url ?? '',
        reason: 'the report was not acknowledged in time',
      })
    await sleep(10)
  }
  return telemetry.totals
}

interface OnceDocument {
  readonly scan: ScanReport
  readonly report: Pick<ReporterTotals, 'batches' | 'events' | 'accepted' | 'duplicates' | 'rejected'>
  readonly backend: { readonly url: string; readonly agentId: string; readonly servers: number; readonly findings: number }
}

function onceDocument(scan: ScanReport, totals: ReporterTotals, summary: Summary, url: string, agentId: string): OnceDocument {
  const { batches, events, accepted, duplicates, rejected } = totals
  const { servers, findings } = summary
  return { scan, report: { batches, events, accepted, duplicates, rejected }, backend: { url, agentId, servers, findings } }
}

const acknowledgedText = ({ report, backend }: OnceDocument): string =>
  `Reported ${counted(report.events, 'event')} in ${counted(report.batches, 'batch', 'batches')}: ${report.accepted} new, ${report.duplicates} known already, ${report.rejected} refused.\nThe backend at ${backend.url} holds ${counted(backend.servers, 'server')} and ${counted(backend.findings, 'finding')} of this folder.`

/** Shows what was found and where to look, then what changes, until it is asked to end. */
async function stayUp(
  report: ScanReport,
  workspace: Workspace,
  supervisor: Supervisor,
  reporting: Reporting,
  terminal: Terminal,
): Promise<void> {
  let shown = supervisor.detection.itemsOf(workspace)
  supervisor.bus.on('inventory.changed', () => {
    const now = supervisor.detection.itemsOf(workspace)
    for (const change of changesBetween(shown, now)) {
      const line = changeText(change, shown)
      if (line) terminal.out(`${line}\n`)
    }
    shown = now
  })
  supervisor.bus.on('lease.changed', ({ held }) => terminal.err(held ? 'This supervisor reports the folder now.\n' : followingText))
  terminal.out(`${reportText(report, terminal.width)}\n`)
  if (!supervisor.reports(workspace)) terminal.err(followingText)
  terminal.out(`${await dashboardText(reporting)}\nWatching ${workspace.root}; Ctrl-C ends.\n`)
  await new Promise<void>((resolve) => {
    if (terminal.signal.aborted) return resolve()
    terminal.signal.addEventListener('abort', () => resolve(), { once: true })
    // Nothing else may keep the process alive while it watches.
    const hold = setInterval(() => undefined, 60_000)
    terminal.signal.addEventListener('abort', () => clearInterval(hold), { once: true })
  })
}

const followingText = 'Another supervisor reports this folder; this one takes over when it ends.\n'

async function dashboardText(reporting: Reporting): Promise<string> {
  try {
    const { url } = await reporting.dashboardLink()
    return `Dashboard (opens once, within a minute; reeve dashboard gives another link): ${url}`
  } catch (error) {
    return `The dashboard cannot be opened now: ${reasonOf(error)}`
  }
}

async function end(supervisor: Supervisor, reporting: Reporting, home: string, options: UpOptions, terminal: Terminal): Promise<void> {
  const isAnswering = supervisor.status().backend.state === 'connected'
  const backend = options.backend ? undefined : await discoverBackend(home)
  const patience = setTimeout(() => {
    if (reporting.reporter.buffer.keptEvents > 0) terminal.err('Sending what is left; Ctrl-C again ends at once.\n')
  }, 1_000)
  const complete = await supervisor.stop(isAnswering ? endTimeoutMs.answering : endTimeoutMs.silent)
  clearTimeout(patience)
  if (!complete) terminal.err('Not everything could be delivered. Nothing needs to be done: the next start reports the present state.\n')
  if (backend && complete) await waitForBackendExit(backend.pid, backendExitTimeoutMs)
}
