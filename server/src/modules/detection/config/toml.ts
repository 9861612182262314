import { parse, TomlError } from 'smol-toml'
import { type ConfigMember, type ConfigNode, type ConfigProblem, maxDepth, type ParsedConfig, type Span } from './config-node.ts'
import { LineIndex } from './line-index.ts'

/** Lines that are blanked out, one after the other, until the rest can be read. */
const maxRepairs = 10

/** TOML 1.0. The parser tells no positions, so keys are looked up by a scan of the lines. */
export function parseToml(text: string): ParsedConfig {
  const lines = new LineIndex(text)
  const problems: ConfigProblem[] = []
  const source = text.split(/\r\n|\r|\n/)
  const places = placesOfKeys(source)
  while (problems.length <= maxRepairs) {
    try {
      const value: unknown = parse(source.join('\n'), { maxDepth, integersAsBigInt: 'asNeeded' })
      return { root: convert(value, [], { line: 1, column: 1, endColumn: 1 }, places), problems }
    } catch (error) {
      const line = error instanceof TomlError ? error.line : 1
      problems.push({ reason: reasonOf(error), line: Math.min(line, lines.lineAt(text.length)) })
      if (!blank(source, line - 1)) break
    }
  }
  return { root: null, problems }
}

/** The first line of the parser's message, without its heading and without the code frame that quotes the file. */
const reasonOf = (error: unknown): string =>
  error instanceof TomlError
    ? (error.message.split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /, '').slice(0, 200)
    : 'it cannot be parsed'

/** Empties a line, or the nearest one above that still holds something; false when there is none. */
function blank(source: string[], index: number): boolean {
  for (let at = Math.min(index, source.length - 1); at >= 0; at--) {
    if (source[at]?.trim()) {
      source[at] = ''
      return true
    }
  }
  return false
}

/** Places of keys by their whole path, the steps joined by a character that no key holds. */
type Places = ReadonlyMap<string, { readonly key: Span; readonly value: Span }>

const joint = '\u0000'
const header = /^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$/
const keyStep = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*/y

function placesOfKeys(source: readonly string[]): Places {
  const places = new Map<string, { key: Span; value: Span }>()
  const counts = new Map<string, number>()
  let table: string[] = []
  source.forEach((text, index) => {
    const line = index + 1
    const whole: Span = { line, column: text.length - text.trimStart().length + 1, endColumn: text.trimEnd().length + 1 }
    const heading = header.exec(text)
    const steps = heading ? readKey(heading[2] ?? '') : undefined
    if (heading && steps && !text.includes('=')) {
      table = steps.path
      if (heading[1] === '[[') {
        const path = table.join(joint)
        const count = counts.get(path) ?? 0
        counts.set(path, count + 1)
        table = [...table, String(count)]
      }
      for (let depth = 1; depth <= table.length; depth++) setOnce(places, table.slice(0, depth), { key: whole, value: whole })
      return
    }
    const key = readKey(text)
    if (!key || text[key.end] !== '=') return
    const from = key.end + 1 + (text.slice(key.end + 1).length - text.slice(key.end + 1).trimStart().length)
    const span: Span = { line, column: whole.column, endColumn: text.slice(0, key.end).trimEnd().length + 1 }
    const value: Span = { line, column: from + 1, endColumn: Math.max(from + 1, whole.endColumn) }
    for (let depth = 1; depth <= key.path.length; depth++) setOnce(places, [...table, ...key.path.slice(0, depth)], { key: span, value })
  })
  return places
}

function setOnce(places: Map<string, { key: Span; value: Span }>, path: readonly string[], place: { key: Span; value: Span }): void {
  const name = path.join(joint)
  if (!places.has(name)) places.set(name, place)
}

/** A dotted key at the beginning of a text, and where it ends. */
function readKey(text: string): { path: string[]; end: number } | undefined {
  const path: string[] = []
  let end = 0
  for (;;) {
    keyStep.lastIndex = end
    const step = keyStep.exec(text)
    if (!step) return undefined
    path.push(step[1] ?? step[2] ?? step[3] ?? '')
    end = keyStep.lastIndex
    if (text[end] !== '.') return { path, end }
    end++
  }
}

function convert(value: unknown, path: readonly string[], inherited: Span, places: Places): ConfigNode {
  const span = places.get(path.join(joint))?.value ?? inherited
  if (Array.isArray(value)) {
    return { kind: 'array', span, items: value.map((item, index) => convert(item, [...path, String(index)], span, places)) }
  }
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    const members = Object.entries(value).map(([key, child]): ConfigMember => {
      const inner = [...path, key]
      return { key, keySpan: places.get(inner.join(joint))?.key ?? span, value: convert(child, inner, span, places) }
    })
    return { kind: 'object', span, members }
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return { kind: 'scalar', span, value }
  return { kind: 'scalar', span, value: value instanceof Date ? value.toISOString() : String(value) }
}
