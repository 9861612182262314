import type { Detection } from '@reeve/protocol/api'
import { clientName } from '@reeve/protocol/clients'
import { type RuleId, rules, type Severity } from '@reeve/protocol/rules'
import { type Detections, ofKind } from '../records/detections.ts'
import { evidencePlaces, listField, locationOf, placeOf, recordField, textField } from '../records/fields.ts'

/** What a row of each table of the dashboard shows, made from the detections. */

export const serverRisks = ['at-risk', 'to-look-at', 'clean'] as const
export type ServerRisk = (typeof serverRisks)[number]

type Location = ReturnType<typeof locationOf>

export interface ServerRow {
  readonly key: string
  /** The server's own id; null when the record names none. */
  readonly id: string | null
  readonly workspaceId: string
  readonly name: string
  readonly clients: readonly string[]
  /** A package, the host of a URL, or the program that starts it. */
  readonly origin: string | null
  readonly version: string | null
  /** Set for a package: whether it names an exact version everywhere. */
  readonly pinned: boolean | null
  readonly transport: string
  readonly places: readonly string[]
  readonly locations: readonly NonNullable<Location>[]
  readonly disabled: boolean
  readonly risk: ServerRisk
  readonly findings: number
}

export interface FindingRow {
  readonly key: string
  readonly workspaceId: string
  readonly severity: Severity
  readonly ruleId: string
  readonly title: string
  readonly message: string
  readonly why: string | null
  readonly fix: string | null
  readonly place: string | null
  readonly location: Location
  readonly since: string
}

export interface AgentRow {
  readonly key: string
  readonly id: string | null
  readonly workspaceId: string
  readonly name: string
  readonly framework: string
  readonly place: string | null
  readonly location: Location
  readonly capabilities: readonly string[]
  readonly since: string
}

export interface CapabilityRow {
  readonly key: string
  readonly workspaceId: string
  readonly name: string
  readonly agents: number
  readonly places: readonly string[]
}

export interface ProtocolRow {
  readonly key: string
  readonly workspaceId: string
  readonly name: string
  readonly places: readonly string[]
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
const keyOf = (detection: Detection): string => `${detection.source} ${detection.subject}`

const severityOrder: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

const isSeverity = (value: string | null): value is Severity => value !== null && Object.hasOwn(severityOrder, value)

const severityOf = ({ data }: Detection): Severity => {
  const severity = textField(data, 'severity')
  return isSeverity(severity) ? severity : 'info'
}

function toFindingRow(detection: Detection): FindingRow {
  const { data } = detection
  const ruleId = textField(data, 'rule') ?? 'unknown rule'
  const rule = Object.hasOwn(rules, ruleId) ? rules[ruleId as RuleId] : undefined
  return {
    key: keyOf(detection),
    workspaceId: detection.workspace.id,
    severity: severityOf(detection),
    ruleId,
    title: rule?.title ?? ruleId,
    message: textField(data, 'message') ?? '',
    why: rule?.why ?? null,
    fix: rule?.fix ?? null,
    place: placeOf(data),
    location: locationOf(data),
    since: detection.firstSeenAt,
  }
}

/** Findings, the worst first, and of the same severity the newest first. */
export const findingRows = (detections: Detections): FindingRow[] =>
  ofKind(detections, 'finding')
    .map(toFindingRow)
    .sort((a, b) => severityOrder[a.severity] - severityOrder[b.severity] || compareText(b.since, a.since) || compareText(a.key, b.key))

/** The severities of the findings about each subject, by source and subject. */
function severitiesBySubject(detections: Detections): Map<string, Severity[]> {
  const found = new Map<string, Severity[]>()
  for (const finding of ofKind(detections, 'finding')) {
    const subject = textField(finding.data, 'subject')
    if (subject === null) continue
    const key = `${finding.source} ${subject}`
    found.set(key, [...(found.get(key) ?? []), severityOf(finding)])
  }
  return found
}

function riskOf(severities: readonly Severity[]): ServerRisk {
  if (severities.includes('error')) return 'at-risk'
  return severities.length > 0 ? 'to-look-at' : 'clean'
}

function originOf(data: Detection['data']): string | null {
  const reference = recordField(data, 'package')
  return (reference && textField(reference, 'name')) ?? textField(data, 'host') ?? textField(data, 'launcher')
}

/** What several places say of one thing, each once; null when none says anything. */
const together = (values: readonly (string | null)[]): string | null =>
  distinct(values.filter((value) => value !== null)).join(', ') || null

function toServerRow(places: readonly [Detection, ...Detection[]], severities: readonly Severity[]): ServerRow {
  const [first] = places
  const packages = places.map(({ data }) => recordField(data, 'package')).filter((reference) => reference !== null)
  return {
    key: keyOf(first),
    id: textField(first.data, 'id'),
    workspaceId: first.workspace.id,
    name: distinct(places.map(({ name }) => name)).join(', '),
    clients: distinct(places.map(({ data }) => textField(data, 'client')).filter((client) => client !== null)).map(clientName),
    origin: together(places.map(({ data }) => originOf(data))),
    version: together(packages.map((reference) => textField(reference, 'version'))),
    pinned: packages.length === 0 ? null : packages.every(({ pinned }) => pinned === true),
    transport: distinct(places.map(({ data }) => textField(data, 'transport') ?? 'unknown')).join(', '),
    places: places.flatMap(({ data }) => placeOf(data) ?? []),
    locations: places.flatMap(({ data }) => locationOf(data) ?? []),
    disabled: places.every(({ data }) => data.disabled === true),
    risk: riskOf(severities),
    findings: severities.length,
  }
}

/** Servers, each once however many places declare it, those at risk first. */
export function serverRows(detections: Detections): ServerRow[] {
  const servers = new Map<string, [Detection, ...Detection[]]>()
  for (const detection of ofKind(detections, 'mcp-server')) {
    const key = `${detection.source} ${textField(detection.data, 'id') ?? detection.subject}`
    const places = servers.get(key)
    if (places) places.push(detection)
    else servers.set(key, [detection])
  }
  const severities = severitiesBySubject(detections)
  return [...servers]
    .map(([key, places]) => toServerRow(places, severities.get(key) ?? []))
    .sort((a, b) => serverRisks.indexOf(a.risk) - serverRisks.indexOf(b.risk) || compareText(a.name, b.name) || compareText(a.key, b.key))
}

/** Agents by name, each with the capabilities that its code reaches. */
export function agentRows(detections: Detections): AgentRow[] {
  const capabilities = new Map<string, string[]>()
  for (const capability of ofKind(detections, 'capability')) {
    for (const agent of listField(capability.data, 'agents')) {
      const key = `${capability.source} ${agent}`
      capabilities.set(key, [...(capabilities.get(key) ?? []), capability.name].sort())
    }
  }
  return ofKind(detections, 'agent')
    .map((detection) => ({
      key: keyOf(detection),
      id: textField(detection.data, 'id'),
      workspaceId: detection.workspace.id,
      name: detection.name,
      framework: textField(detection.data, 'framework') ?? 'unknown',
      place: placeOf(detection.data),
      location: locationOf(detection.data),
      capabilities: capabilities.get(`${detection.source} ${textField(detection.data, 'id')}`) ?? [],
      since: detection.firstSeenAt,
    }))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.key, b.key))
}

const byName = (a: { name: string; key: string }, b: { name: string; key: string }): number =>
  compareText(a.name, b.name) || compareText(a.key, b.key)

/** Capabilities by name, each with the number of agents that reach it. */
export const capabilityRows = (detections: Detections): CapabilityRow[] =>
  ofKind(detections, 'capability')
    .map((detection) => ({
      key: keyOf(detection),
      workspaceId: detection.workspace.id,
      name: detection.name,
      agents: listField(detection.data, 'agents').length,
      places: evidencePlaces(detection.data),
    }))
    .sort(byName)

/** Protocols by name. */
export const protocolRows = (detections: Detections): ProtocolRow[] =>
  ofKind(detections, 'protocol')
    .map((detection) => ({
      key: keyOf(detection),
      workspaceId: detection.workspace.id,
      name: detection.name,
      places: evidencePlaces(detection.data),
    }))
    .sort(byName)
