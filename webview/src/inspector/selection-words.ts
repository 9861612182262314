import type { ServerEntry } from '@reeve/protocol/inventory'
import type { Selection } from '@reeve/protocol/panel'
import { rules } from '@reeve/protocol/rules'
import { list, plural } from '../format/count.ts'
import { clientName } from '@reeve/protocol/clients'
import { capabilityWords } from './capability-words.ts'

/** What heads the inspector: the kind, the name and one sentence. */
export interface SelectionWords {
  readonly kind: string
  readonly title: string
  readonly sentence: string
}

const distinct = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((value) => value !== null))]

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

/** What runs, or where it is reached. */
function originOf({ package: reference, command, url }: ServerEntry): string {
  if (reference) return `runs the ${reference.ecosystem} package ${reference.name}`
  if (url !== null) return `is reached at ${hostOf(url)}`
  return command === null ? 'is declared without a command or an address' : `runs ${command}`
}

function serverSentence(entries: readonly [ServerEntry, ...ServerEntry[]]): string {
  const clients = distinct(entries.map(({ client }) => client)).map(clientName)
  const declared = clients.length === 0 ? 'Not in any client’s configuration' : `For ${list(clients)}`
  const everywhereOff = entries.every(({ disabled }) => disabled)
  return `An MCP server that ${originOf(entries[0])}. ${declared}${everywhereOff ? ', and disabled there' : ''}.`
}

/** Says in a sentence what is selected. */
export function wordsOf(selection: Selection): SelectionWords {
  switch (selection.kind) {
    case 'mcp-server': {
      const [first, ...rest] = selection.entries
      if (!first) return { kind: 'Server', title: '', sentence: '' }
      return { kind: 'Server', title: first.name, sentence: serverSentence([first, ...rest]) }
    }
    case 'agent': {
      const { agent, capabilities } = selection
      const does =
        capabilities.length === 0 ? 'Nothing was seen that its code can do.' : `Its code can do ${plural(capabilities.length, 'thing')}.`
      return { kind: 'Agent', title: agent.name, sentence: `An agent built with ${agent.framework}. ${does}` }
    }
    case 'capability': {
      const { capability, agents } = selection
      const reached = agents.length === 0 ? 'No agent reaches it.' : `Reached by ${list(agents.map(({ name }) => name))}.`
      return { kind: 'Capability', title: capability.name, sentence: `${capabilityWords[capability.name]}. ${reached}` }
    }
    case 'protocol':
      return {
        kind: 'Protocol',
        title: selection.protocol.name,
        sentence: `Code or configuration in this workspace speaks ${selection.protocol.name}.`,
      }
    case 'finding':
      return { kind: 'Finding', title: rules[selection.finding.rule].title, sentence: selection.finding.message }
  }
}
