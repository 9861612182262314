import type { Severity } from '@reeve/protocol/rules'
import { l10n } from 'vscode'
import type { Grouping } from '../setting-defaults.ts'
import { countOf, plainLine, plainLines } from '../support/text.ts'
import { limited } from './paging.ts'
import type { Row, RowSource } from './row.ts'
import { severityIcons } from './severity.ts'
import { findingRow, subjectRow } from './subject-rows.ts'
import { gravest, type Subject, type SubjectKind, subjectsOf } from './subjects.ts'

/** The rows at the top of the tree. Empty when nothing was found, so that the view can say so. */
export function topRows(sources: readonly RowSource[], grouping: Grouping): readonly Row[] {
  const [only, ...others] = sources
  if (!only) return []
  if (others.length === 0) return groupRows(only, grouping)
  return sources.flatMap((source) => {
    const rows = groupRows(source, grouping)
    return rows.length === 0 ? [] : [folderRow(source, rows)]
  })
}

function folderRow({ inventory }: RowSource, rows: readonly Row[]): Row {
  const path = decodeURIComponent(inventory.folder.replace(/\/+$/, ''))
  return {
    id: inventory.folder,
    kind: 'folder',
    label: plainLine(path.slice(path.lastIndexOf('/') + 1)),
    tooltip: plainLine(path, 400),
    icon: { id: 'root-folder' },
    children: () => rows,
    open: true,
  }
}

const groupers: Readonly<Record<Grouping, (source: RowSource) => readonly Row[]>> = { type: byType, file: byFile, risk: byRisk }

function groupRows(source: RowSource, grouping: Grouping): readonly Row[] {
  const { inventory } = source.inventory
  const isEmpty = subjectsOf(inventory).length === 0 && inventory.findings.length === 0 && inventory.errors.length === 0
  return isEmpty ? [] : [...groupers[grouping](source), ...unreadableRows(source)]
}

/** Whether a filter lets it through: by its name, its client, its package, its file or a rule that it breaks. */
function passes(subject: Subject, filter: string): boolean {
  if (filter === '') return true
  const texts = [
    subject.name,
    subject.framework ?? '',
    ...subject.entries.flatMap((entry) => [entry.client ?? '', entry.package?.name ?? '']),
    ...subject.evidence.map(({ file }) => file),
    ...subject.findings.map(({ rule }) => rule),
  ]
  return texts.some((text) => text.toLowerCase().includes(filter))
}

const shownSubjects = ({ inventory, filter }: RowSource): readonly Subject[] =>
  subjectsOf(inventory.inventory).filter((subject) => passes(subject, filter))

function byType(source: RowSource): readonly Row[] {
  const subjects = shownSubjects(source)
  const labels: readonly [SubjectKind, string][] = [
    ['mcp-server', l10n.t('Servers')],
    ['agent', l10n.t('Agents')],
    ['capability', l10n.t('Capabilities')],
    ['protocol', l10n.t('Protocols')],
  ]
  return labels.map(([kind, label]) =>
    subjectGroup(
      source,
      kind,
      label,
      subjects.filter((subject) => subject.kind === kind),
      kind === 'mcp-server' || kind === 'agent',
    ),
  )
}

function byRisk(source: RowSource): readonly Row[] {
  const subjects = shownSubjects(source)
  const labels: readonly [Severity | null, string, string][] = [
    ['error', l10n.t('Errors'), l10n.t('Hostile, or exploitable as it stands')],
    ['warning', l10n.t('Warnings'), l10n.t('A practice that invites harm')],
    ['info', l10n.t('Worth knowing'), l10n.t('Nothing that must be done')],
    [null, l10n.t('Without findings'), l10n.t('No rule found anything')],
  ]
  return labels.flatMap(([severity, label, tooltip]) => {
    const own = subjects.filter((subject) => subject.severity === severity)
    const loose = severity === null ? [] : looseFindings(source).filter((finding) => finding.severity === severity)
    if (own.length + loose.length === 0) return []
    const id = `${source.inventory.folder}#risk:${severity ?? 'none'}`
    const { folder } = source.inventory
    const makers = [
      ...own.map((subject) => () => subjectRow(subject, folder, id)),
      ...loose.map((finding, index) => () => findingRow(finding, folder, id, index)),
    ]
    const row: Row = {
      id,
      kind: 'group',
      label,
      description: makers.length.toLocaleString(),
      tooltip,
      icon: severity ? severityIcons[severity] : { id: 'pass', color: 'testing.iconPassed' },
      children: () => limited(id, makers),
      open: severity === 'error' || severity === 'warning',
    }
    return [row]
  })
}

/** Findings about a file rather than about something in it. */
const looseFindings = ({ inventory, filter }: RowSource) => {
  const known = new Set(subjectsOf(inventory.inventory).flatMap(({ findings }) => findings))
  return inventory.inventory.findings.filter(
    (finding) => !known.has(finding) && (filter === '' || `${finding.file} ${finding.rule}`.toLowerCase().includes(filter)),
  )
}

function byFile(source: RowSource): readonly Row[] {
  const { folder } = source.inventory
  const places = shownSubjects(source).flatMap((subject) => subject.evidence.map(({ file, line }) => ({ file, line, subject })))
  const findings = Map.groupBy(source.inventory.inventory.findings, ({ file }) => file)
  const files = Map.groupBy(places, ({ file }) => file)
  for (const { file } of looseFindings(source)) if (!files.has(file)) files.set(file, [])
  const loose = Map.groupBy(looseFindings(source), ({ file }) => file)
  const makers = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, seen]) => (): Row => {
      const id = `${folder}#file:${file}`
      const subjects = [...new Set(seen.sort((a, b) => a.line - b.line).map(({ subject }) => subject))]
      const own = findings.get(file) ?? []
      const severity = gravest(own)
      return {
        id,
        kind: 'file',
        label: plainLine(file.slice(file.lastIndexOf('/') + 1)),
        description: plainLine(file.slice(0, Math.max(0, file.lastIndexOf('/')))),
        tooltip: plainLines([file, countOf(subjects.length, l10n.t('detection'), l10n.t('detections'))]),
        icon: { id: file.endsWith('.json') ? 'json' : 'file-code' },
        findings: severity ? { count: own.length, severity } : undefined,
        place: { folder, file, line: 1 },
        children: () =>
          limited(id, [
            ...subjects.map((subject) => () => subjectRow(subject, folder, id)),
            ...(loose.get(file) ?? []).map((finding, index) => () => findingRow(finding, folder, id, index)),
          ]),
      }
    })
  return limited(`${folder}#files`, makers)
}

function subjectGroup(source: RowSource, key: string, label: string, subjects: readonly Subject[], open: boolean): Row {
  const { folder } = source.inventory
  const id = `${folder}#${key}`
  return {
    id,
    kind: 'group',
    label,
    description: subjects.length.toLocaleString(),
    spoken: `${label}, ${subjects.length.toLocaleString()}`,
    children:
      subjects.length === 0
        ? undefined
        : () =>
            limited(
              id,
              subjects.map((subject) => () => subjectRow(subject, folder, id)),
            ),
    open,
  }
}

/** Files that could not be read or understood: what is in them is missing from the rest. */
function unreadableRows({ inventory }: RowSource): readonly Row[] {
  const { errors } = inventory.inventory
  if (errors.length === 0) return []
  const id = `${inventory.folder}#unreadable`
  return [
    {
      id,
      kind: 'group',
      label: l10n.t('Unreadable files'),
      description: errors.length.toLocaleString(),
      icon: severityIcons.warning,
      children: () =>
        limited(
          id,
          errors.map(
            ({ file, message }, index) =>
              (): Row => ({
                id: `${id}/${file}:${index}`,
                kind: 'unreadable',
                label: plainLine(file),
                description: plainLine(message),
                tooltip: plainLines([file, message]),
                icon: { id: 'file' },
                place: { folder: inventory.folder, file, line: 1 },
              }),
          ),
        ),
    },
  ]
}
