import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Finding, Inventory, ScanError } from '@reeve/protocol/inventory'
import { rules, type Severity } from '@reeve/protocol/rules'
import { type Diagnostic, DiagnosticSeverity, type Range } from 'vscode-languageserver/node'
import type { Workspace } from '../workspace.ts'

const severityOf: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
}

/** Where the pages of the rules are; they are shipped beside the program, so the link works without a network. */
const rulePage = (rule: string): string => new URL(`../../docs/rules/${rule}.md`, import.meta.url).href

/** The absolute path of a reported one. */
function absolutePath(workspace: Workspace, home: string, file: string): string {
  if (file.startsWith('~/')) return join(home, file.slice(2))
  return /^([A-Za-z]:)?[/\\]/.test(file) ? file : join(workspace.root, file)
}

/** The end of a line: an editor cuts it to what is there. */
const lineEnd = 10_000

function rangeOf({ line, column, endColumn }: Pick<Finding, 'line' | 'column' | 'endColumn'>): Range {
  return {
    start: { line: line - 1, character: (column ?? 1) - 1 },
    end: { line: line - 1, character: endColumn === undefined ? lineEnd : endColumn - 1 },
  }
}

const findingDiagnostic = (finding: Finding): Diagnostic => ({
  range: rangeOf(finding),
  severity: severityOf[finding.severity],
  source: 'Reeve',
  code: finding.rule,
  codeDescription: { href: rulePage(finding.rule) },
  message: `${finding.message}\n${rules[finding.rule].fix}`,
})

const errorDiagnostic = (error: ScanError): Diagnostic => ({
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: lineEnd } },
  severity: DiagnosticSeverity.Warning,
  source: 'Reeve',
  code: 'unreadable',
  message: error.message,
})

/** All diagnostics of an inventory, by the URI of the file. */
export function diagnosticsOf(workspace: Workspace, home: string, inventory: Inventory): Map<string, Diagnostic[]> {
  const byUri = new Map<string, Diagnostic[]>()
  const add = (file: string, diagnostic: Diagnostic): void => {
    const uri = pathToFileURL(absolutePath(workspace, home, file)).href
    const list = byUri.get(uri) ?? []
    byUri.set(uri, list)
    list.push(diagnostic)
  }
  for (const finding of inventory.findings) add(finding.file, findingDiagnostic(finding))
  for (const error of inventory.errors) add(error.file, errorDiagnostic(error))
  return byUri
}

/** The folder's path of a URI; undefined when it is not one of this machine's files. */
export const pathOfUri = (uri: string): string | undefined => (uri.startsWith('file:') ? fileURLToPath(uri) : undefined)
