import { severities } from '@reeve/protocol/rules'
import { eventTypes } from './event-type-names.ts'
import type { EventEntry } from './event-entry.ts'

/** What a filter looks at; `text` is free text. */
export const filterFields = ['type', 'severity', 'workspace', 'subject'] as const
export type FilterField = (typeof filterFields)[number]

/** One filter, as one chip shows it. */
export interface EventFilter {
  readonly field: FilterField | 'text'
  readonly value: string
}

/** Filters that are kept at a time; more narrow nothing further that a person could follow. */
export const maxFilters = 20
const maxCharacters = 200

const isField = (name: string): name is FilterField => (filterFields as readonly string[]).includes(name)

/** Reads what was typed: `type:finding.raised` looks at a field, all else is free text. Undefined when there is nothing in it. */
export function parseFilter(typed: string): EventFilter | undefined {
  const text = typed.trim().slice(0, maxCharacters)
  const colon = text.indexOf(':')
  const field = text.slice(0, Math.max(0, colon)).toLowerCase()
  if (isField(field)) {
    const value = text.slice(colon + 1).trim()
    return value === '' ? undefined : { field, value }
  }
  return text === '' ? undefined : { field: 'text', value: text }
}

/** The filter as it is typed and kept. */
export const filterText = ({ field, value }: EventFilter): string => (field === 'text' ? value : `${field}:${value}`)

/** Reads filters that were kept, and leaves out what cannot be read or is there twice. */
export function readFilters(kept: readonly string[]): EventFilter[] {
  const byText = new Map<string, EventFilter>()
  for (const text of kept) {
    const filter = parseFilter(text)
    if (filter) byText.set(filterText(filter), filter)
  }
  return [...byText.values()].slice(0, maxFilters)
}

/** Names of workspaces by id. */
export type WorkspaceNames = ReadonlyMap<string, string>

const looks: Readonly<Record<EventFilter['field'], (entry: EventEntry, value: string, names: WorkspaceNames) => boolean>> = {
  // `finding` stands for `finding.raised` and `finding.resolved`.
  type: ({ row }, value) => row.type === value || row.type.startsWith(`${value}.`),
  severity: ({ severity }, value) => severity === value,
  workspace: ({ row }, value, names) => row.workspaceId.toLowerCase() === value || names.get(row.workspaceId)?.toLowerCase() === value,
  subject: ({ stored }, value) => stored.event.subject?.toLowerCase() === value,
  text: ({ text }, value) => text.includes(value),
}

/**
 * Makes the test of a set of filters: of one field any may hold, of several fields all must; every free text must be
 * there. Letters count the same, large or small.
 */
export function matcherOf(filters: readonly EventFilter[], names: WorkspaceNames): (entry: EventEntry) => boolean {
  const groups = new Map<string, EventFilter[]>()
  for (const filter of filters) {
    const key = filter.field === 'text' ? `text ${filter.value}` : filter.field
    const value = filter.value.toLowerCase().replace(/^reeve\./, filter.field === 'type' ? '' : 'reeve.')
    groups.set(key, [...(groups.get(key) ?? []), { field: filter.field, value }])
  }
  const tests = [...groups.values()]
  return (entry) => tests.every((group) => group.some(({ field, value }) => looks[field](entry, value, names)))
}

/** Something that can be put where the typing is. */
export interface Suggestion {
  /** What stands in the field after it was taken. */
  readonly text: string
  /** What it means. */
  readonly hint: string
  /** Whether it is a whole filter; otherwise the typing goes on. */
  readonly whole: boolean
}

const fieldHints: Readonly<Record<FilterField, string>> = {
  type: 'what happened',
  severity: 'of a finding',
  workspace: 'where it happened',
  subject: 'what it is about',
}

const severityHints = {
  error: 'hostile, or exploitable as it stands',
  warning: 'a practice that invites harm',
  info: 'worth knowing',
} as const

/** Suggestions shown at a time. */
const maxSuggestions = 8

/** What could be meant by what was typed so far. */
export function suggestionsFor(typed: string, names: WorkspaceNames): Suggestion[] {
  const text = typed.trimStart().toLowerCase()
  const colon = text.indexOf(':')
  if (colon < 0) {
    return filterFields
      .filter((field) => field.startsWith(text))
      .map((field) => ({ text: `${field}:`, hint: fieldHints[field], whole: false }))
  }
  const value = text.slice(colon + 1).trim()
  const values: Readonly<Record<string, readonly (readonly [value: string, hint: string])[]>> = {
    type: eventTypes.map(({ type, purpose }) => [type, purpose] as const),
    severity: severities.map((severity) => [severity, severityHints[severity]] as const),
    workspace: [...names].map(([id, name]) => [name, id === name ? '' : id] as const),
  }
  const field = text.slice(0, colon)
  return (values[field] ?? [])
    .filter(([candidate]) => candidate.toLowerCase().includes(value))
    .slice(0, maxSuggestions)
    .map(([candidate, hint]) => ({ text: `${field}:${candidate}`, hint, whole: true }))
}
