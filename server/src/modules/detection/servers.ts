import { contentHash } from '@reeve/protocol/digest'
import type { ServerEntry } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import type { ClientPlace } from './clients.ts'
import { type ConfigMember, type ConfigNode, memberOf, nodesAt, type Span, textOf } from './config/config-node.ts'
import type { FoundFile } from './extract.ts'
import { bridgedAddress, registeredServer } from './packages/bridge.ts'
import { splitCommands } from './packages/command-line.ts'
import { type LaunchedPackage, launchedPackage } from './packages/launcher.ts'
import { maskArguments, maskSecrets, maskUrl } from './secrets.ts'
import { type ServerRuns, serverId } from './server-id.ts'

/** A text of a configuration file and where it stands. */
export interface Located {
  readonly text: string
  readonly span: Span
}

/** A setting of a server, such as an environment variable or a header. */
interface NamedSetting extends Located {
  readonly name: string
}

/** A server as its file declares it, unmasked and with positions. It never leaves this process; `entry` does. */
export interface ServerDefinition {
  readonly entry: ServerEntry
  readonly definitionHash: string
  readonly keySpan: Span
  /** All that stands below the server's name. */
  readonly node: ConfigNode
  readonly command: Located | null
  readonly args: readonly Located[]
  readonly url: Located | null
  /** Every other text of the definition, however deep, by the name of its key. */
  readonly settings: readonly NamedSetting[]
  readonly launched: LaunchedPackage | null
}

/** Servers of one file that are read. People write dozens; more is a generated or a hostile file. */
export const maxServers = 1000

/** What all servers of one file may hold together: a text counts one, and one more for every 20 characters. */
const maxWeight = 6000

/** How much of a file is left to be read. */
export interface ServerBudget {
  servers: number
  weight: number
}

export const fullBudget = (): ServerBudget => ({ servers: maxServers, weight: maxWeight })

/** Whether something had to be left out. */
export const isOverdrawn = ({ servers, weight }: ServerBudget): boolean => servers < 0 || weight < 0

/** Keys that clients use for the same thing. */
const keys = {
  command: ['command', 'cmd'],
  args: ['args', 'arguments'],
  url: ['url', 'serverUrl', 'httpUrl', 'uri', 'baseUrl', 'server_url', 'base_url'],
  type: ['type', 'transport', 'transportType'],
} as const

/** The servers that a file declares at one of its places in the table; one for each name, the last where a name is repeated. */
export function serversAt(place: ClientPlace, file: FoundFile, root: ConfigNode, budget: ServerBudget): ServerDefinition[] {
  return containersAt(place, root).flatMap((container) => {
    const named = new Map(namedEntries(container, place).map((member) => [member.key, member]))
    return [...named.values()].flatMap((member) => {
      if (isOverdrawn(budget)) return []
      const server = isServer(member.value) && pays(member, budget) ? readServer(place, file, member) : null
      return server ?? []
    })
  })
}

/** Takes from the budget what a server holds; false when it does not suffice. */
function pays({ key, value }: ConfigMember, budget: ServerBudget): boolean {
  budget.servers -= 1
  // A long name is cut, so it costs no more than what is left of it; or it would hide the servers behind it.
  budget.weight -= Math.min(key.length, limits.nameCharacters) / 20 + weightOf(value, budget.weight)
  return !isOverdrawn(budget)
}

/** Counts no further than to the limit. */
function weightOf(node: ConfigNode, limit: number): number {
  if (node.kind === 'scalar') return 1 + (typeof node.value === 'string' ? node.value.length / 20 : 0)
  let weight = 0
  for (const child of node.kind === 'array' ? node.items : node.members.map(({ value }) => value)) {
    if (weight > limit) break
    weight += weightOf(child, limit - weight)
  }
  return weight
}

function containersAt(place: ClientPlace, root: ConfigNode): ConfigNode[] {
  if (place.shape !== 'flat-map') return place.keys.flatMap((path) => nodesAt(root, path))
  const isMap = root.kind === 'object' && root.members.every(({ key, value }) => key.startsWith('$') || isServer(value))
  return isMap ? [root] : []
}

/** Whether something is declared like a server: with a command or an address. */
function isServer(node: ConfigNode): boolean {
  const command = firstOf(node, keys.command)
  const isCommand = command?.kind === 'object' ? memberOf(command, 'path') !== undefined : command !== undefined
  return isCommand || firstOf(node, keys.url) !== undefined
}

function namedEntries(container: ConfigNode, { shape, format }: ClientPlace): ConfigMember[] {
  if (container.kind === 'object')
    return format === 'toml' ? container.members.flatMap((member) => unnested(member)) : [...container.members]
  if (container.kind !== 'array' || shape !== 'array') return []
  return container.items.flatMap((value) => {
    const name = memberOf(value, 'name')
    const key = textOf(name?.value)
    return name && key !== undefined ? [{ key, keySpan: name.value.span, value }] : []
  })
}

/** Steps of a name that dots may part. */
const maxNameSteps = 6

/** In TOML the header `[mcp_servers.example.com]` nests, though a name with a dot in it was meant. */
function unnested(member: ConfigMember, steps = 1): ConfigMember[] {
  const { key, value } = member
  if (value.kind !== 'object' || isServer(value) || steps === maxNameSteps) return [member]
  const inner = value.members.flatMap((child) => unnested({ ...child, key: `${key}.${child.key}` }, steps + 1))
  return inner.filter((child) => isServer(child.value))
}

function readServer(place: ClientPlace, file: FoundFile, { key, keySpan, value }: ConfigMember): ServerDefinition | null {
  const [program, ...moreArgs] = commandOf(firstOf(value, keys.command))
  const command = program && program.text.trim() !== '' ? program : null
  const url = locatedTexts(firstOf(value, keys.url))[0] ?? null
  if (!command && !url?.text.trim()) return null
  const args = [...moreArgs, ...argumentsOf(firstOf(value, keys.args))]
  const argTexts = args.map(({ text }) => text)
  const launched = command && launchedPackage(command.text, argTexts)
  const name = key.slice(0, limits.nameCharacters)
  const bridged = command && bridgedAddress(command.text, argTexts, launched)
  const address = url?.text ?? bridged
  const runs = runsOf(command?.text ?? null, argTexts, url?.text ?? null, bridged, launched)
  const entry: ServerEntry = {
    id: serverId(name, runs),
    name,
    client: place.client,
    scope: file.scope,
    file: file.path,
    line: keySpan.line,
    transport: transportOf(command, url, textOf(firstOf(value, keys.type))),
    command: command && maskSecrets(command.text),
    args: maskArguments(argTexts),
    url: address === null ? null : maskUrl(address),
    package: shownPackage(launched),
    disabled: isDisabled(value),
    confidence: 100,
    methods: [`config:${place.client}`],
  }
  const settings = settingsOf(value)
  return { entry, definitionHash: definitionHashOf(entry, settings), keySpan, node: value, command, args, url, settings, launched }
}

/** What tells one server from another: behind a bridge or a registry's command line it is what they lead to. */
function runsOf(
  command: string | null,
  args: readonly string[],
  url: string | null,
  bridged: string | null,
  launched: LaunchedPackage | null,
): ServerRuns {
  if (bridged !== null) return { package: null, url: bridged, command: null, args: [] }
  const registered = command && registeredServer(command, args, launched)
  if (registered) return { package: null, url: null, command: 'smithery', args: [registered] }
  return { package: launched?.reference ?? null, url, command, args }
}

const firstOf = (node: ConfigNode, names: readonly string[]): ConfigNode | undefined =>
  names.map((name) => memberOf(node, name)?.value).find((found) => found !== undefined)

/** The texts of a scalar or of a list of scalars. */
function locatedTexts(node: ConfigNode | undefined): Located[] {
  if (node?.kind === 'array') return node.items.flatMap(locatedTexts)
  return node?.kind === 'scalar' && node.value !== null ? [{ text: String(node.value), span: node.span }] : []
}

/** A command is a text, a list that begins with the program, or an object with the program's path and its arguments. */
const commandOf = (node: ConfigNode | undefined): Located[] =>
  node?.kind === 'object' ? [...locatedTexts(memberOf(node, 'path')?.value), ...argumentsOf(firstOf(node, keys.args))] : locatedTexts(node)

/** Arguments are a list, or one text that holds them all. */
function argumentsOf(node: ConfigNode | undefined): Located[] {
  const line = textOf(node)
  if (node === undefined || line === undefined) return locatedTexts(node)
  return splitCommands(line)
    .flat()
    .map((text) => ({ text, span: node.span }))
}

/** `streamable-http` and its spellings; `remote` is what some clients write for an address that they try in the newer way first. */
const httpTypes = /http|stream|remote/i

function transportOf(command: Located | null, url: Located | null, type: string | undefined): ServerEntry['transport'] {
  if (command) return 'stdio'
  if (type && /^sse/i.test(type)) return 'sse'
  if (type && httpTypes.test(type)) return 'http'
  const path = (url?.text ?? '').replace(/[?#].*$/s, '').replace(/\/$/, '')
  return path.endsWith('/sse') ? 'sse' : 'http'
}

function isDisabled(node: ConfigNode): boolean {
  const value = (name: string): unknown => {
    const found = memberOf(node, name)?.value
    return found?.kind === 'scalar' ? found.value : undefined
  }
  return value('disabled') === true || value('enabled') === false
}

function shownPackage(launched: LaunchedPackage | null): ServerEntry['package'] {
  if (!launched) return null
  const { ecosystem, name, version, pinned } = launched.reference
  return {
    ecosystem,
    name: maskSecrets(name).slice(0, limits.pathCharacters),
    version: version && maskSecrets(version).slice(0, limits.nameCharacters),
    pinned,
  }
}

const structuralKeys: ReadonlySet<string> = new Set([...keys.command, ...keys.args, ...keys.url])

/** Texts below a server's own keys are settings; its command, arguments and address are not. */
function settingsOf(server: ConfigNode): NamedSetting[] {
  const collect = (node: ConfigNode, name: string): NamedSetting[] => {
    if (node.kind === 'object') return node.members.flatMap((member) => collect(member.value, member.key))
    if (node.kind === 'array') return node.items.flatMap((item) => collect(item, name))
    return typeof node.value === 'string' ? [{ name, text: node.value, span: node.span }] : []
  }
  if (server.kind !== 'object') return []
  return server.members
    .flatMap((member) =>
      member.value.kind === 'object' && keys.command.some((key) => key === member.key) ? member.value.members : [member],
    )
    .filter(({ key }) => !structuralKeys.has(key))
    .flatMap(({ key, value }) => collect(value, key))
}

/** Changes when the server would start or be reached otherwise; values of settings are left out, since they may be credentials. */
function definitionHashOf({ transport, command, args, url }: ServerEntry, settings: readonly NamedSetting[]): string {
  return contentHash({ transport, command, args, url, settings: [...new Set(settings.map(({ name }) => name))].sort() })
}
