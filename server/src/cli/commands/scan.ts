import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, relative, resolve, sep } from 'node:path'
import { ReeveError } from '@reeve/protocol/errors'
import type { ScanReport } from '@reeve/protocol/inventory'
import { type Severity, severities } from '@reeve/protocol/rules'
import { tellingOf } from '../../modules/detection/places.ts'
import { Scanner, toScanReport } from '../../modules/detection/scanner.ts'
import { SourceAnalyzer } from '../../modules/detection/source/analyzer.ts'
import { exitCodes } from '../exit-codes.ts'
import { reportText } from '../report-text.ts'
import type { Terminal } from '../terminal.ts'

export interface ScanOptions {
  readonly format: 'table' | 'json'
  /** Another home whose user-level files are read. */
  readonly home?: string | undefined
  readonly platform?: NodeJS.Platform | undefined
  /** False reads project files alone. */
  readonly user: boolean
  /** Findings at or over this severity make the command fail. */
  readonly failOn?: Severity | undefined
}

/** `reeve scan [PATH]`: finds, shows, reports nothing. Gives the exit code. */
export async function scan(path: string, options: ScanOptions, terminal: Terminal): Promise<number> {
  const report = await scanPath(resolve(path), options, terminal.signal)
  terminal.out(options.format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report, terminal.width))
  return failsAt(report, options.failOn) ? exitCodes.findings : exitCodes.fine
}

/** Scans a folder or a single file. Throws `workspace-missing`. */
async function scanPath(path: string, options: Omit<ScanOptions, 'format' | 'failOn'>, signal: AbortSignal): Promise<ScanReport> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new ReeveError('workspace-missing', { path }, { cause })
  })
  const startedAt = performance.now()
  const analyzer = new SourceAnalyzer({ inProcessBytes })
  try {
    const home = resolve(options.home ?? homedir())
    const platform = options.platform ?? process.platform
    const common = { home, platform, userFiles: options.user, analyzer }
    const root = found.isDirectory() ? path : folderOf(path)
    const scanner = new Scanner({ root, ...common })
    await (found.isDirectory() ? scanner.scan(signal) : scanner.scanFile(path, signal))
    return toScanReport(scanner.inventory, root, performance.now() - startedAt)
  } finally {
    await analyzer.close()
  }
}

/** So much source is parsed sooner without a worker thread than with one. */
const inProcessBytes = 256 * 1024

/** How far above a single file the folder may be from which a client would read it. */
const mostLevels = 5

/** The folder that a single file is scanned from: the nearest one whose paths tell most about the client that reads it, else its own. */
function folderOf(file: string): string {
  const folders = [dirname(file)]
  while (folders.length < mostLevels) folders.push(dirname(folders.at(-1) ?? file))
  const telling = folders.map((folder) => tellingOf(relative(folder, file).split(sep).join('/')))
  return folders[telling.indexOf(Math.max(...telling))] ?? dirname(file)
}

const failsAt = (report: ScanReport, level: Severity | undefined): boolean =>
  level !== undefined && report.findings.some(({ severity }) => severities.indexOf(severity) <= severities.indexOf(level))
