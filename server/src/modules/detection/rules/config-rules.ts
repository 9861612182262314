import type { Finding } from '@reeve/protocol/inventory'
import type { ClientPlace } from '../clients.ts'
import { type ConfigNode, memberOf, nodesAt, textOf } from '../config/config-node.ts'
import type { FoundFile } from '../extract.ts'
import { finding } from '../instructions/extract-instructions.ts'
import type { ServerDefinition } from '../servers.ts'

/** What the rules for a whole configuration file say. */
export const fileFindings = (
  file: FoundFile,
  places: readonly ClientPlace[],
  root: ConfigNode,
  servers: readonly ServerDefinition[],
): Finding[] => [...wrongKeys(file, places, root), ...unresolvedInputs(file, root, servers)]

/** Keys at the top of a file below which one client or another reads servers. */
const serverKeys = ['servers', 'mcpServers', 'mcp_servers', 'context_servers'] as const

/** A key that another client reads, in a file whose only readers look elsewhere. */
function wrongKeys(file: FoundFile, places: readonly ClientPlace[], root: ConfigNode): Finding[] {
  const expected = new Set(places.filter(({ shape }) => shape !== 'flat-map').flatMap(({ keys }) => keys.map(([first]) => first)))
  // Files of other purposes, such as an editor's settings, hold servers below keys of their own.
  if (!serverKeys.some((key) => expected.has(key))) return []
  return serverKeys.flatMap((key) => {
    const member = expected.has(key) ? undefined : memberOf(root, key)
    const hasServers =
      member?.value.kind === 'object' && member.value.members.some(({ value }) => memberOf(value, 'command') ?? memberOf(value, 'url'))
    if (!member || !hasServers) return []
    const right = [...expected].find((name) => serverKeys.some((known) => known === name))
    const clients = [...new Set(places.map(({ client }) => client))].join(', ')
    const message = `The servers below "${key}" are not read here: ${clients} looks below "${right}". Rename the key.`
    return [finding('wrong-key', message, member.keySpan, { file: file.path, subject: null })]
  })
}

const inputReference = /\$\{input:([^}\s]{1,200})\}/g

/** References to inputs that the file does not declare; only VS Code and its kin have inputs, and keep them beside the servers. */
function unresolvedInputs(file: FoundFile, root: ConfigNode, servers: readonly ServerDefinition[]): Finding[] {
  const declared = new Set(
    [['inputs'], ['mcp', 'inputs'], ['settings', 'mcp', 'inputs'], ['customizations', 'vscode', 'mcp', 'inputs']]
      .flatMap((path) => nodesAt(root, path))
      .flatMap((inputs) => (inputs.kind === 'array' ? inputs.items : []))
      .map((input) => textOf(memberOf(input, 'id')?.value)),
  )
  return servers.flatMap(({ entry, command, args, url, settings }) =>
    [...(command ? [command] : []), ...args, ...(url ? [url] : []), ...settings].flatMap(({ text, span }) =>
      [...text.matchAll(inputReference)].flatMap(([, id = '']) => {
        if (declared.has(id)) return []
        const message = `The server "${entry.name}" refers to the input "${id.slice(0, 100)}", which this file does not declare. Declare it among "inputs", or correct its name.`
        return [finding('unresolved-variable', message, span, { file: file.path, subject: entry.id })]
      }),
    ),
  )
}
