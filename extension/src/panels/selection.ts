import type { FolderInventory } from '@reeve/protocol/editor'
import type { Finding, Inventory } from '@reeve/protocol/inventory'
import { type DetectionReference, findingKey, type Selection } from '@reeve/protocol/panel'
import { plainLine } from '../support/text.ts'

/** The folder that a page names: by its URI or by the workspace's id at the backend. */
export const folderNamed = (folders: readonly FolderInventory[], workspace: string): FolderInventory | undefined =>
  folders.find((one) => one.folder === workspace || one.workspace === workspace)

/** Everything that is known of what a reference names; null when it is not there any more. */
export function selectionOf(folders: readonly FolderInventory[], reference: DetectionReference): Selection | null {
  const found = folderNamed(folders, reference.workspace)
  if (!found) return null
  const { folder, workspace, inventory } = found
  const path = decodeURIComponent(folder.replace(/\/+$/, ''))
  const where = { folder, folderName: plainLine(path.slice(path.lastIndexOf('/') + 1)), workspace, principal: null }
  return makers[reference.kind](inventory, reference.key, where)
}

type Where = Pick<Selection, 'folder' | 'folderName' | 'workspace' | 'principal'>
type Maker = (inventory: Inventory, key: string, where: Where) => Selection | null

const about = ({ findings }: Inventory, id: string): Finding[] => findings.filter(({ subject }) => subject === id)

const makers: Readonly<Record<DetectionReference['kind'], Maker>> = {
  'mcp-server': (inventory, key, where) => {
    const entries = inventory.servers.filter(({ id }) => id === key)
    return entries.length === 0 ? null : { kind: 'mcp-server', ...where, entries, findings: about(inventory, key) }
  },
  agent: (inventory, key, where) => {
    const agent = inventory.agents.find(({ id }) => id === key)
    const capabilities = inventory.capabilities.filter(({ agents }) => agents.includes(key))
    return agent ? { kind: 'agent', ...where, agent, capabilities, findings: about(inventory, key) } : null
  },
  capability: (inventory, key, where) => {
    const capability = inventory.capabilities.find(({ name }) => name === key)
    if (!capability) return null
    const agents = inventory.agents.filter(({ id }) => capability.agents.includes(id))
    return { kind: 'capability', ...where, capability, agents, findings: about(inventory, key) }
  },
  protocol: (inventory, key, where) => {
    const protocol = inventory.protocols.find(({ name }) => name === key)
    return protocol ? { kind: 'protocol', ...where, protocol } : null
  },
  finding: (inventory, key, where) => {
    const finding = inventory.findings.find((one) => findingKey(one) === key)
    return finding ? { kind: 'finding', ...where, finding, subject: subjectOf(inventory, finding) } : null
  },
}

function subjectOf(inventory: Inventory, { subject }: Finding): Extract<Selection, { kind: 'finding' }>['subject'] {
  if (subject === null) return null
  const server = inventory.servers.find(({ id }) => id === subject)
  if (server) return { kind: 'mcp-server', key: subject, name: server.name }
  const agent = inventory.agents.find(({ id }) => id === subject)
  if (agent) return { kind: 'agent', key: subject, name: agent.name }
  const capability = inventory.capabilities.find(({ name }) => name === subject)
  return capability ? { kind: 'capability', key: subject, name: capability.name } : null
}
