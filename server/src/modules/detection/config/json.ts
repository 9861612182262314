import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { type ConfigMember, type ConfigNode, type ConfigProblem, maxDepth, type ParsedConfig, type Span } from './config-node.ts'
import { repairJson } from './json-repair.ts'
import { LineIndex } from './line-index.ts'

/** What the names of the parser's mistakes mean to a person. */
const reasons: Readonly<Record<string, string>> = {
  InvalidSymbol: 'a word stands where a value is expected',
  InvalidNumberFormat: 'a number is malformed',
  PropertyNameExpected: 'a property name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is expected',
  CloseBracketExpected: 'a closing bracket is expected',
  EndOfFileExpected: 'something follows the end of the document',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a string is not closed',
  UnexpectedEndOfNumber: 'a number is malformed',
  InvalidUnicode: 'a Unicode escape is malformed',
  InvalidEscapeCharacter: 'an escape in a string is malformed',
  InvalidCharacter: 'a string holds a control character',
}

/** JSON with comments and trailing commas. What is broken is told, and read as far as it can be told what was meant. */
export function parseJson(text: string): ParsedConfig {
  const { deepAt, manyAt, count } = measure(text)
  const lines = new LineIndex(text)
  if (deepAt !== undefined) return { root: null, problems: [{ reason: 'it is nested too deeply', line: lines.lineAt(deepAt) }] }
  if (manyAt !== undefined) return { root: null, problems: [{ reason: 'it holds too many values', line: lines.lineAt(manyAt) }] }
  const { tree, errors } = treeOf(text)
  const problems = errors.map((error) => problemOf(error, lines.lineAt(error.offset)))
  if (problems.length > 0 && count <= maxRepaired) return { root: repairedRoot(text, lines), problems }
  return { root: tree ? convert(tree, (from, to) => lines.span(from, to)) : null, problems }
}

/** JSON5, in which names need no quotes and strings may have single ones. What is wrong with it apart from that is told. */
export function parseJson5(text: string): ParsedConfig {
  const parsed = parseJson(text)
  if (parsed.problems.length === 0 || !parsed.root || measure(text).count > maxRepaired) return parsed
  const repaired = repairJson(text)
  const lines = new LineIndex(text)
  return {
    root: parsed.root,
    problems: treeOf(repaired.text).errors.map((error) => problemOf(error, lines.lineAt(repaired.originalOffset(error.offset)))),
  }
}

const problemOf = (error: ParseError, line: number): ConfigProblem => ({
  reason: reasons[printParseErrorCode(error.error)] ?? 'it is malformed',
  line,
})

function treeOf(text: string): { tree: Node | undefined; errors: ParseError[] } {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  return { tree, errors }
}

function repairedRoot(text: string, lines: LineIndex): ConfigNode | null {
  const repaired = repairJson(text)
  // Quotes of the other kind may have hidden brackets from the first look.
  if (measure(repaired.text).deepAt !== undefined) return null
  const { tree } = treeOf(repaired.text)
  // What follows the last character of a value is another piece, so the end is looked up by that character.
  const span = (from: number, to: number): Span =>
    lines.span(repaired.originalOffset(from), to > from ? repaired.originalOffset(to - 1) + 1 : repaired.originalOffset(from))
  return tree ? convert(tree, span) : null
}

/** Names, values and punctuation of a file that are read, and of a broken one that are put right: beyond, reading takes a second. */
const maxTokens = 400_000
const maxRepaired = 100_000

/** Strings and comments, in which brackets mean nothing, the brackets themselves, other punctuation, and words. */
const token = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[[{]|[\]}]|[:,]|[^\s"/:,[\]{}]+|\//g

interface Measure {
  /** The offset of the first bracket that is nested too deeply: the parser recurses, so this is looked at before it runs. */
  readonly deepAt?: number
  /** The offset from which there is too much. */
  readonly manyAt?: number
  readonly count: number
}

function measure(text: string): Measure {
  let depth = 0
  let count = 0
  token.lastIndex = 0
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (++count > maxTokens) return { manyAt: match.index, count }
    const [found] = match
    if (found === '{' || found === '[') {
      if (++depth > maxDepth) return { deepAt: match.index, count }
    } else if (found === '}' || found === ']') depth = Math.max(0, depth - 1)
  }
  return { count }
}

function convert(node: Node, spanOf: (from: number, to: number) => Span): ConfigNode {
  const span = spanOf(node.offset, node.offset + node.length)
  if (node.type === 'array') return { kind: 'array', span, items: (node.children ?? []).map((child) => convert(child, spanOf)) }
  if (node.type !== 'object') return { kind: 'scalar', span, value: node.value ?? null }
  const members: ConfigMember[] = []
  for (const { children } of node.children ?? []) {
    const [key, value] = children ?? []
    if (!key || !value) continue
    members.push({
      key: String(key.value),
      keySpan: spanOf(key.offset, key.offset + key.length),
      value: convert(value, spanOf),
    })
  }
  return { kind: 'object', span, members }
}
