import type { StoredEvent } from '@reeve/protocol/api'
import type { Selection } from '@reeve/protocol/panel'

type Event = StoredEvent['event']

/** Whether an event tells that something with this name went; such an event carries nothing else. */
const isGone = (event: Event, type: string, name: string): boolean => event.type === type && event.data.name === name

/** Whether an event is about what is selected. */
export function isAbout(selection: Selection, event: Event): boolean {
  const { data, subject } = event
  switch (selection.kind) {
    case 'mcp-server': {
      const [first] = selection.entries
      if (!first) return false
      return data.id === first.id || data.subject === first.id || isGone(event, 'reeve.mcp-server.removed', first.name)
    }
    case 'agent':
      return subject === `agent/${selection.agent.id}` || data.subject === selection.agent.id
    case 'capability':
      return subject === `capability/${selection.capability.name}` || data.subject === selection.capability.name
    case 'protocol':
      return subject === `protocol/${selection.protocol.name}`
    case 'finding': {
      const { rule, file, message } = selection.finding
      const raised = data.rule === rule && data.file === file && data.message === message
      return raised || isGone(event, 'reeve.finding.resolved', message)
    }
  }
}

function keyOf(selection: Selection): string {
  switch (selection.kind) {
    case 'mcp-server':
      return selection.entries[0]?.id ?? ''
    case 'agent':
      return selection.agent.id
    case 'capability':
      return selection.capability.name
    case 'protocol':
      return selection.protocol.name
    case 'finding': {
      const { rule, file, line, message } = selection.finding
      return [rule, file, line, message].join(' ')
    }
  }
}

/** Tells selections apart, and stays the same while what is known of one changes. */
export function selectionKey(selection: Selection): string {
  return `${selection.folder} ${selection.kind} ${keyOf(selection)}`
}
