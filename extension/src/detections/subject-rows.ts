import { capabilityCatalogue } from '@reeve/protocol/capabilities'
import type { Evidence, Finding, PackageReference } from '@reeve/protocol/inventory'
import { findingKey } from '@reeve/protocol/panel'
import { rules } from '@reeve/protocol/rules'
import { l10n } from 'vscode'
import { countOf, plainLine, plainLines } from '../support/text.ts'
import { limited } from './paging.ts'
import type { Row } from './row.ts'
import { severityIcons, severityLabels } from './severity.ts'
import type { Subject, SubjectKind } from './subjects.ts'

/** Icons tell the kind or the state by their shape; a colour only ever repeats it. */
const transportIcons = { stdio: 'terminal', http: 'globe', sse: 'broadcast' } as const
const kindIcons: Readonly<Record<SubjectKind, string>> = {
  'mcp-server': 'server',
  agent: 'hubot',
  capability: 'key',
  protocol: 'plug',
}

/** What something is, and below it its findings and where it was seen. */
export function subjectRow(subject: Subject, folder: string, parent: string): Row {
  const id = `${parent}/${subject.kind}:${subject.id}`
  const first = subject.evidence[0]
  const severity = subject.severity
  const description = descriptionOf(subject)
  return {
    id,
    kind: subject.kind,
    label: plainLine(subject.name) || l10n.t('without a name'),
    description,
    tooltip: tooltipOf(subject),
    spoken: [plainLine(subject.name), description, severity ? findingsText(subject) : undefined].filter(Boolean).join(', '),
    icon: { id: iconOf(subject), color: undefined },
    findings: severity ? { count: subject.findings.length, severity } : undefined,
    place: first && { folder, file: first.file, line: first.line },
    reference: { workspace: folder, kind: subject.kind, key: subject.id },
    children: () =>
      limited(id, [
        ...subject.findings.map((finding, index) => () => findingRow(finding, folder, id, index)),
        ...subject.evidence.map((evidence, index) => () => evidenceRow(evidence, folder, id, index)),
      ]),
  }
}

const iconOf = ({ kind, entries }: Subject): string => (entries[0] ? transportIcons[entries[0].transport] : kindIcons[kind])

function descriptionOf(subject: Subject): string {
  if (subject.kind === 'mcp-server') return serverDescription(subject)
  if (subject.kind === 'agent') return plainLine(`${subject.framework ?? ''} · ${subject.evidence[0]?.file ?? ''}`)
  if (subject.kind === 'capability') return capabilityText(subject.name) ?? ''
  return countOf(subject.evidence.length, l10n.t('place'), l10n.t('places'))
}

function serverDescription({ entries }: Subject): string {
  const clients = [...new Set(entries.flatMap(({ client }) => client ?? []))].join(', ')
  const reference = entries.find((entry) => entry.package)?.package
  const host = entries.find(({ url }) => url)?.url
  const disabled = entries.length > 0 && entries.every((entry) => entry.disabled) ? l10n.t('disabled') : ''
  const what = reference ? packageText(reference) : host ? (URL.parse(host)?.host ?? '') : ''
  return plainLine([clients, what, disabled].filter((part) => part !== '').join(' · '))
}

const packageText = ({ name, version }: PackageReference): string => (version ? `${name}@${version}` : name)

const capabilityText = (name: string): string | undefined => (capabilityCatalogue as Readonly<Record<string, string>>)[name]

export const findingsText = ({ findings, severity }: Subject): string =>
  severity ? `${countOf(findings.length, l10n.t('finding'), l10n.t('findings'))}, ${severityLabels()[severity]}` : l10n.t('no finding')

function tooltipOf(subject: Subject): string {
  const [entry] = subject.entries
  const reference = entry?.package
  return plainLines([
    subject.name,
    entry ? [entry.transport, entry.scope, entry.disabled ? l10n.t('disabled') : ''].filter(Boolean).join(' · ') : undefined,
    entry?.command ? l10n.t('Runs {0}', [entry.command, ...entry.args].join(' ')) : undefined,
    entry?.url ? l10n.t('At {0}', entry.url) : undefined,
    reference
      ? `${reference.ecosystem}: ${packageText(reference)} (${reference.pinned ? l10n.t('pinned') : l10n.t('not pinned')})`
      : undefined,
    subject.kind === 'capability' ? capabilityText(subject.name) : undefined,
    ...subject.evidence.slice(0, 10).map(({ file, line }) => `${file}:${line}`),
    subject.evidence.length > 10 ? l10n.t('and {0} more places', subject.evidence.length - 10) : undefined,
    subject.severity ? findingsText(subject) : undefined,
  ])
}

export function findingRow(finding: Finding, folder: string, parent: string, index: number): Row {
  const { title } = rules[finding.rule] ?? { title: finding.rule }
  const { file, line, column, endColumn } = finding
  return {
    id: `${parent}/finding:${finding.rule}:${file}:${line}:${index}`,
    kind: 'finding',
    label: title,
    description: plainLine(`${file}:${line}`),
    tooltip: plainLines([
      `${title} (${severityLabels()[finding.severity]})`,
      finding.message,
      rules[finding.rule]?.why,
      rules[finding.rule]?.fix,
    ]),
    spoken: `${severityLabels()[finding.severity]}: ${title}, ${plainLine(file)}, ${l10n.t('line {0}', line)}`,
    icon: severityIcons[finding.severity],
    place: { folder, file, line, column, endColumn },
    rule: finding.rule,
    reference: { workspace: folder, kind: 'finding', key: findingKey(finding) },
  }
}

function evidenceRow({ file, line, method, detail }: Evidence, folder: string, parent: string, index: number): Row {
  const description = [method === 'config' ? '' : method, detail].filter((part) => part !== '').join(' · ')
  return {
    id: `${parent}/evidence:${file}:${line}:${index}`,
    kind: 'evidence',
    label: plainLine(`${file}:${line}`),
    description: plainLine(description),
    tooltip: plainLines([`${file}:${line}`, description]),
    icon: { id: 'go-to-file' },
    place: { folder, file, line },
  }
}
