import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { type ConfigMember, type ConfigNode, type ConfigProblem, maxDepth, type ParsedConfig } from './config-node.ts'
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

/** JSON with comments and trailing commas. What follows a mistake is still read as far as it can be told apart. */
export function parseJson(text: string): ParsedConfig {
  const lines = new LineIndex(text)
  const deep = firstTooDeep(text)
  if (deep !== undefined) return { root: null, problems: [{ reason: 'it is nested too deeply', line: lines.lineAt(deep) }] }
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true })
  const problems = errors.map(
    (error): ConfigProblem => ({
      reason: reasons[printParseErrorCode(error.error)] ?? 'it is malformed',
      line: lines.lineAt(error.offset),
    }),
  )
  return { root: tree ? convert(tree, lines) : null, problems }
}

/** Strings and comments, in which brackets mean nothing, and the brackets themselves. */
const token = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[[{]|[\]}]/g

/** The parser recurses, so the depth is looked at before it runs: the offset of the first bracket that is too deep. */
function firstTooDeep(text: string): number | undefined {
  let depth = 0
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found === '{' || found === '[') {
      if (++depth > maxDepth) return index
    } else if (found === '}' || found === ']') depth = Math.max(0, depth - 1)
  }
  return undefined
}

function convert(node: Node, lines: LineIndex): ConfigNode {
  const span = lines.span(node.offset, node.offset + node.length)
  if (node.type === 'array') return { kind: 'array', span, items: (node.children ?? []).map((child) => convert(child, lines)) }
  if (node.type !== 'object') return { kind: 'scalar', span, value: node.value ?? null }
  const members: ConfigMember[] = []
  for (const { children } of node.children ?? []) {
    const [key, value] = children ?? []
    if (!key || !value) continue
    members.push({
      key: String(key.value),
      keySpan: lines.span(key.offset, key.offset + key.length),
      value: convert(value, lines),
    })
  }
  return { kind: 'object', span, members }
}
