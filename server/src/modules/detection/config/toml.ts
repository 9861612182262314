import { parse, TomlError } from 'smol-toml'
import { type ConfigMember, type ConfigNode, type ConfigProblem, maxDepth, type ParsedConfig, type Span } from './config-node.ts'

/** Characters that are parsed again while a broken file is put right: the parser takes seconds for a megabyte. */
const maxReparsed = 500_000

/** TOML 1.0. The parser tells no positions, so keys are looked up by a scan of the lines. */
export function parseToml(text: string): ParsedConfig {
  const source = text.split(/\r\n|\r|\n/)
  const places = placesOfKeys(source)
  const problems: ConfigProblem[] = []
  const value = read(source, 0, problems) ?? readBroken(source, problems)
  if (isTooDeep(value, maxDepth)) return { root: null, problems: [...problems, { reason: 'it is nested too deeply', line: 1 }] }
  return { root: value === undefined ? null : convert(value, [], { line: 1, column: 1, endColumn: 1 }, places), problems }
}

/** The parser bounds brackets alone, not the steps of dotted keys. */
const isTooDeep = (value: unknown, left: number): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((child) => isTooDeep(child, left - 1)))

/** A table that is broken must not take along those after it, so each is first put right by itself, and then what they are together. */
function readBroken(source: string[], problems: ConfigProblem[]): object | undefined {
  const budget = { characters: maxReparsed }
  for (const [from, to] of tablesOf(source)) repair(source, from, to, budget)
  for (;;) {
    budget.characters -= source.reduce((sum, line) => sum + line.length + 1, 0)
    if (budget.characters < 0) return undefined
    const value = read(source, 0, problems)
    if (value || !blank(source, 0, (problems.at(-1)?.line ?? 1) - 1)) return value
  }
}

/** The value of some lines; undefined, and a problem more, when they are broken. `first` is the index of the first of them in the file. */
function read(lines: readonly string[], first: number, problems: ConfigProblem[]): object | undefined {
  try {
    return parse(lines.join('\n'), { maxDepth, integersAsBigInt: 'asNeeded' })
  } catch (error) {
    const line = error instanceof TomlError ? Math.min(error.line, lines.length) : 1
    problems.push({ reason: reasonOf(error), line: first + Math.max(1, line) })
    return undefined
  }
}

/** The lines of each table, as the index of its first line and the one after its last. */
function tablesOf(source: readonly string[]): [from: number, to: number][] {
  const starts = [
    0,
    ...source.flatMap((line, index) => (index > 0 && /^\s*\[[^\]]*\]\]?\s*(?:#.*)?$/.test(line) && !line.includes(',') ? [index] : [])),
  ]
  return starts.map((from, index) => [from, starts[index + 1] ?? source.length])
}

/** Empties lines of a table until it can be read; all of them where its heading is what is wrong. */
function repair(source: string[], from: number, to: number, budget: { characters: number }): void {
  const problems: ConfigProblem[] = []
  for (;;) {
    const lines = source.slice(from, to)
    budget.characters -= lines.reduce((sum, line) => sum + line.length + 1, 0)
    if (budget.characters < 0 || read(lines, from, problems)) return
    const line = (problems.at(-1)?.line ?? 1) - 1
    if (line === from && source[from]?.trimStart().startsWith('[')) source.fill('', from, to)
    else if (!blank(source, from, line)) return
  }
}

/** The first line of the parser's message, without its heading and without the code frame that quotes the file. */
const reasonOf = (error: unknown): string =>
  error instanceof TomlError
    ? (error.message.split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /, '').slice(0, 200)
    : 'it cannot be parsed'

/** Empties a line, or the nearest one above that still holds something, down to the first; false when there is none. */
function blank(source: string[], first: number, index: number): boolean {
  for (let at = Math.min(index, source.length - 1); at >= first; at--) {
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
