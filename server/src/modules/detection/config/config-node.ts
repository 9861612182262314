/** A place in a text: line and columns count from 1, `endColumn` is exclusive and never beyond the end of the line. */
export interface Span {
  readonly line: number
  readonly column: number
  readonly endColumn: number
}

/** A value of a configuration file, whatever its format, and where it stands. */
export type ConfigNode =
  | { readonly kind: 'object'; readonly span: Span; readonly members: readonly ConfigMember[] }
  | { readonly kind: 'array'; readonly span: Span; readonly items: readonly ConfigNode[] }
  | { readonly kind: 'scalar'; readonly span: Span; readonly value: string | number | boolean | null }

export interface ConfigMember {
  readonly key: string
  readonly keySpan: Span
  readonly value: ConfigNode
}

/**
 * `jsonc` is JSON whose reader takes comments and an empty file, and `json5` one that takes names
 * without quotes as well. In other JSON they are read all the same; comments are not told.
 */
export type ConfigFormat = 'json' | 'jsonc' | 'json5' | 'yaml' | 'toml'

/** Why a part of a file could not be understood, in words that complete "is not valid JSON: …". */
export interface ConfigProblem {
  readonly reason: string
  readonly line: number
}

export interface ParsedConfig {
  /** Null when the file is empty or nothing of it could be understood. */
  readonly root: ConfigNode | null
  readonly problems: readonly ConfigProblem[]
}

/** Structures below this depth are not read: no client nests so far, and every reader would recurse. */
export const maxDepth = 64

/** Values of one file that are read, aliases expanded. */
export const maxNodes = 200_000

/** The member of an object under a key; the last one where a key is repeated, as JSON.parse does it. */
export function memberOf(node: ConfigNode | undefined, key: string): ConfigMember | undefined {
  return node?.kind === 'object' ? node.members.findLast((member) => member.key === key) : undefined
}

/**
 * Every node that a key path leads to. A key of the file may hold several steps joined by dots ("mcp.servers"),
 * as editors' settings do, and the step `*` stands for any key.
 */
export function nodesAt(node: ConfigNode, path: readonly string[]): ConfigNode[] {
  const [step, ...rest] = path
  if (step === undefined) return [node]
  if (node.kind !== 'object') return []
  if (step === '*') return node.members.flatMap((member) => nodesAt(member.value, rest))
  const found: ConfigNode[] = []
  for (let taken = 1; taken <= path.length; taken++) {
    const member = memberOf(node, path.slice(0, taken).join('.'))
    if (member) found.push(...nodesAt(member.value, path.slice(taken)))
  }
  return found
}

export function textOf(node: ConfigNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
}
