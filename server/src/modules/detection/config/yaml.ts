import { type Document, type ErrorCode, isAlias, isMap, isPair, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { type ConfigMember, type ConfigNode, maxDepth, maxNodes, type ParsedConfig, type Span } from './config-node.ts'
import { LineIndex } from './line-index.ts'

/** What the codes of the parser's mistakes mean to a person. Its own messages may quote the file, which may hold credentials. */
const reasons: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'an alias is malformed',
  BAD_DQ_ESCAPE: 'an escape in a string is malformed',
  BAD_INDENT: 'the indentation does not fit',
  BAD_SCALAR_START: 'a value begins with a reserved character',
  BLOCK_AS_IMPLICIT_KEY: 'a value on the same line as its key holds another key',
  BLOCK_IN_FLOW: 'an indented block stands within brackets',
  DUPLICATE_KEY: 'a key is repeated',
  MISSING_CHAR: 'a quote, a bracket or a comma is missing',
  MULTILINE_IMPLICIT_KEY: 'a key runs over several lines',
  TAB_AS_INDENT: 'a tab is used for indentation',
  UNEXPECTED_TOKEN: 'something stands where it cannot',
}

/** YAML 1.2; of several documents in one file the first is read. Aliases are expanded within the limit of nodes. */
export function parseYaml(text: string): ParsedConfig {
  const lines = new LineIndex(text)
  try {
    const document = documentOf(text)
    const problems = errorsOf(document).map((error) => ({
      reason: reasons[error.code] ?? 'it is malformed',
      line: lines.lineAt(error.pos[0]),
    }))
    const isTabbed = document.errors.some(({ code }) => code === 'TAB_AS_INDENT')
    return { root: (isTabbed ? rootWithoutTabs(text, lines) : undefined) ?? rootOf(document, (from, to) => lines.span(from, to)), problems }
  } catch (error) {
    // The parser recurses and has no limit of its own: a text that is nested too deeply ends its stack.
    const reason = error instanceof RangeError ? 'it is nested too deeply' : 'it cannot be parsed'
    return { root: null, problems: [{ reason, line: 1 }] }
  }
}

const documentOf = (text: string): Document.Parsed => parseDocument(text, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false })

const errorsOf = ({ errors }: Document.Parsed): Document.Parsed['errors'] => errors.filter(({ code }) => code !== 'MULTIPLE_DOCS')

const rootOf = ({ contents }: Document.Parsed, spanOf: SpanOf): ConfigNode | null =>
  contents ? new Converter(spanOf).convert(contents, 0) : null

/** Longest text in which tabs are tried as so many blanks: each try parses it anew. */
const maxTabbedCharacters = 50_000

/** What is meant where tabs indent, which YAML forbids: with the width under which all fits; undefined when there is none. */
function rootWithoutTabs(text: string, lines: LineIndex): ConfigNode | null | undefined {
  if (text.length > maxTabbedCharacters) return undefined
  for (const width of [2, 4, 8]) {
    const { expanded, originalOffset } = expandTabs(text, width)
    const document = documentOf(expanded)
    if (errorsOf(document).length === 0) return rootOf(document, (from, to) => lines.span(originalOffset(from), originalOffset(to)))
  }
  return undefined
}

/** Writes each tab at the beginning of a line as blanks. */
function expandTabs(text: string, width: number): { expanded: string; originalOffset: (offset: number) => number } {
  const offsets: number[] = []
  let expanded = ''
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    const start = index === 0 ? 0 : (offsets.at(-1) ?? 0) + 1
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0
    for (let at = 0; at < line.length; at++) {
      const isTab = at < indent && line[at] === '\t'
      expanded += isTab ? ' '.repeat(width) : line[at]
      for (let count = isTab ? width : 1; count > 0; count--) offsets.push(start + at)
    }
  }
  return { expanded, originalOffset: (offset) => offsets[offset] ?? text.length }
}

type SpanOf = (from: number, to: number) => Span

class Converter {
  #left = maxNodes
  readonly #spanOf: SpanOf
  /** Anchors met so far: an alias means the last one before it. The parser's own look-up walks the whole document. */
  readonly #anchors = new Map<string, Node>()

  constructor(spanOf: SpanOf) {
    this.#spanOf = spanOf
  }

  convert(node: Node, depth: number): ConfigNode {
    const [from, to] = node.range ?? [0, 0]
    const span = this.#spanOf(from, to)
    const nothing: ConfigNode = { kind: 'scalar', span, value: null }
    if (--this.#left < 0 || depth > maxDepth) return nothing
    if (!isAlias(node) && node.anchor) this.#anchors.set(node.anchor, node)
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source)
      return target ? this.convert(target, depth + 1) : nothing
    }
    if (isMap(node)) return { kind: 'object', span, members: node.items.flatMap((pair) => this.#members(pair, depth)) }
    if (isSeq(node)) return { kind: 'array', span, items: node.items.filter(isNode).map((item) => this.convert(item, depth + 1)) }
    return isScalar(node) ? { kind: 'scalar', span, value: scalarValue(node.value) } : nothing
  }

  /** The members that one pair gives: itself, or those of the maps that a merge key names. */
  #members(pair: unknown, depth: number): readonly ConfigMember[] {
    if (this.#left < 0 || !isPair(pair) || !isScalar(pair.key)) return []
    const [from, to] = pair.key.range ?? [0, 0]
    const keySpan = this.#spanOf(from, to)
    const value: ConfigNode = isNode(pair.value) ? this.convert(pair.value, depth + 1) : { kind: 'scalar', span: keySpan, value: null }
    if (pair.key.value !== '<<') return [{ key: String(pair.key.value), keySpan, value }]
    const merged = value.kind === 'array' ? value.items.toReversed() : [value]
    return merged.flatMap((item) => (item.kind === 'object' ? item.members : []))
  }
}

const isNode = (value: unknown): value is Node => isMap(value) || isSeq(value) || isScalar(value) || isAlias(value)

function scalarValue(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : String(value)
}
