import type { StoredEvent } from '@reeve/protocol/api'
import type { EventType } from '@reeve/protocol/events'
import { type RuleId, rules } from '@reeve/protocol/rules'
import { plural } from '../format/count.ts'
import { stateChangeOf, workspaceOf } from './detections.ts'
import { numberField, placeOf, textField } from './fields.ts'
import { clientName } from '@reeve/protocol/clients'

/** What kind of news an event is; each has its icon and its word. */
export type EventTone = 'added' | 'removed' | 'problem' | 'resolved' | 'lifecycle'

export interface EventRow {
  readonly sequence: number
  readonly time: string
  /** The type without what all types begin with, such as `mcp-server.detected`. */
  readonly type: string
  readonly tone: EventTone
  readonly workspaceId: string
  /** What the event is about. */
  readonly name: string
  /** What became of it, to be read after the name. */
  readonly text: string
}

type Data = StoredEvent['event']['data']
type Sentence = readonly [name: string, text: string]

const nameOf = (data: Data, fallback: string): string => textField(data, 'name') ?? fallback
const at = (data: Data): string => {
  const place = placeOf(data)
  return place === null ? '' : ` at ${place}`
}

function serverFound(data: Data): Sentence {
  const client = textField(data, 'client')
  return [nameOf(data, 'A server'), `is declared${client === null ? '' : ` in ${clientName(client)}`}${at(data)}`]
}

function findingRaised(data: Data): Sentence {
  const rule = textField(data, 'rule') ?? ''
  return [Object.hasOwn(rules, rule) ? rules[rule as RuleId].title : rule || 'A finding', `was found${at(data)}`]
}

function moduleChange(what: string): (data: Data) => Sentence {
  return (data) => {
    const reason = textField(data, 'reason')
    return [textField(data, 'module') ?? 'A module', reason === null ? what : `${what}: ${reason}`]
  }
}

interface EventPhrase {
  readonly tone: EventTone
  readonly say: (data: Data) => Sentence
}

const phrases: Partial<Record<EventType, EventPhrase>> = {
  'reeve.mcp-server.detected': { tone: 'added', say: serverFound },
  'reeve.mcp-server.removed': { tone: 'removed', say: (data) => [nameOf(data, 'A server'), 'is no longer declared'] },
  'reeve.capability.detected': { tone: 'added', say: (data) => [nameOf(data, 'A capability'), 'is in the code'] },
  'reeve.capability.removed': { tone: 'removed', say: (data) => [nameOf(data, 'A capability'), 'is no longer in the code'] },
  'reeve.protocol.detected': { tone: 'added', say: (data) => [nameOf(data, 'A protocol'), 'is spoken'] },
  'reeve.protocol.removed': { tone: 'removed', say: (data) => [nameOf(data, 'A protocol'), 'is no longer spoken'] },
  'reeve.agent.detected': { tone: 'added', say: (data) => [nameOf(data, 'An agent'), `is an agent${at(data)}`] },
  'reeve.agent.removed': { tone: 'removed', say: (data) => [nameOf(data, 'An agent'), 'is gone'] },
  'reeve.finding.raised': { tone: 'problem', say: findingRaised },
  'reeve.finding.resolved': { tone: 'resolved', say: (data) => [nameOf(data, 'A finding'), 'is resolved'] },
  'reeve.workspace.opened': { tone: 'lifecycle', say: (data) => [nameOf(data, 'A workspace'), 'is being watched'] },
  'reeve.workspace.closed': { tone: 'lifecycle', say: (data) => [nameOf(data, 'A workspace'), 'is no longer watched'] },
  'reeve.module.started': { tone: 'lifecycle', say: moduleChange('runs') },
  'reeve.module.stopped': { tone: 'lifecycle', say: moduleChange('was stopped') },
  'reeve.module.failed': { tone: 'problem', say: moduleChange('failed') },
  'reeve.events.dropped': {
    tone: 'problem',
    say: (data) => [plural(numberField(data, 'total') ?? 0, 'event'), 'lost because the buffer was full'],
  },
}

/** The row of an event; one of a type that is not known shows its type and subject. */
export function eventRow({ event, receipt }: StoredEvent): EventRow {
  const phrase = Object.hasOwn(phrases, event.type) ? phrases[event.type as EventType] : undefined
  const [name, text] = phrase?.say(event.data) ?? [event.subject ?? event.type, '']
  return {
    sequence: receipt.sequence,
    time: event.time,
    type: event.type.replace(/^reeve\./, ''),
    tone: phrase?.tone ?? 'lifecycle',
    workspaceId: workspaceOf(event.source),
    name,
    text,
  }
}

/** One line of what changed: an event, or several of one kind that came together. */
export interface Change {
  readonly key: string
  readonly time: string
  readonly tone: EventTone
  readonly name: string
  readonly text: string
}

/** From this many alike events on, one line stands for all of them: a first scan would otherwise fill the list. */
const groupFrom = 4
const groupWindowMs = 60_000

const groupNouns: Partial<Record<EventType, readonly [one: string, many: string, text: string]>> = {
  'reeve.mcp-server.detected': ['server', 'servers', 'found'],
  'reeve.mcp-server.removed': ['server', 'servers', 'gone'],
  'reeve.capability.detected': ['capability', 'capabilities', 'found'],
  'reeve.capability.removed': ['capability', 'capabilities', 'gone'],
  'reeve.protocol.detected': ['protocol', 'protocols', 'found'],
  'reeve.protocol.removed': ['protocol', 'protocols', 'gone'],
  'reeve.agent.detected': ['agent', 'agents', 'found'],
  'reeve.agent.removed': ['agent', 'agents', 'gone'],
  'reeve.finding.raised': ['finding', 'findings', 'raised'],
  'reeve.finding.resolved': ['finding', 'findings', 'resolved'],
}

const isNews = ({ event }: StoredEvent): boolean =>
  stateChangeOf(event.type) !== undefined || event.type === 'reeve.module.failed' || event.type === 'reeve.events.dropped'

function toChange(group: readonly [StoredEvent, ...StoredEvent[]]): Change {
  const [newest] = group
  const row = eventRow(newest)
  const nouns = groupNouns[newest.event.type as EventType]
  const key = String(newest.receipt.sequence)
  if (group.length < groupFrom || nouns === undefined) return { key, time: row.time, tone: row.tone, name: row.name, text: row.text }
  const [one, many, text] = nouns
  return { key, time: row.time, tone: row.tone, name: plural(group.length, one, many), text }
}

/** What changed, the newest first, out of events that come the newest first. Alike events that came together make one line. */
export function changesOf(events: readonly StoredEvent[], limit: number): Change[] {
  const groups: [StoredEvent, ...StoredEvent[]][] = []
  const open = new Map<string, [StoredEvent, ...StoredEvent[]]>()
  for (const stored of events) {
    if (!isNews(stored)) continue
    const key = `${stored.event.source} ${stored.event.type}`
    const group = open.get(key)
    if (group && Date.parse(group[0].event.time) - Date.parse(stored.event.time) <= groupWindowMs) {
      group.push(stored)
      continue
    }
    const started: [StoredEvent, ...StoredEvent[]] = [stored]
    open.set(key, started)
    groups.push(started)
  }
  const lines = groups.flatMap((group) => (group.length < groupFrom ? group.map((stored) => toChange([stored])) : [toChange(group)]))
  return lines.sort((a, b) => Number(b.key) - Number(a.key)).slice(0, limit)
}
