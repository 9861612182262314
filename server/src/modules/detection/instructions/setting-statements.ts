import type { ConfigNode, Span } from '../config/config-node.ts'
import { parseConfig } from '../config/parse-config.ts'
import { proseStatements } from './prose-statements.ts'
import { maxStatementCharacters, maxStatements, type Statement } from './statement.ts'
import { visibleText } from './visible-text.ts'

/** Words of a name that is written in one, such as `bypassRowLevelSecurity` or `INJECT_ALL`. */
const wordsOf = (name: string): string =>
  /^[\w.-]{1,200}$/.test(name)
    ? name
        .replace(/([a-z\d])([A-Z])/g, '$1 $2')
        .replace(/[_.-]+/g, ' ')
        .trim()
        .toLowerCase()
    : name

/** What a text says in words: a name is taken apart, anything else stays as it is written. */
const said = (text: string): string =>
  /^[a-z]\w*$|^[a-z][\w.]*[a-z][A-Z][\w.]*$/i.test(text) && (/^\w+$/.test(text) || /[a-z][A-Z]/.test(text)) ? wordsOf(text) : text

/**
 * The statements of a configuration: `{"includeSecrets": true}` says "include secrets: true". An object whose members are
 * all scalars, such as a step of a workflow, is one statement, so that its parts are read together.
 */
export function settingStatements(root: ConfigNode, name = ''): Statement[] {
  const statements: Statement[] = []
  collect(root, name, statements)
  return statements
}

function collect(node: ConfigNode, path: string, statements: Statement[]): void {
  if (statements.length >= maxStatements) return
  if (node.kind === 'scalar') {
    // A prompt in a configuration is read as the text that it is.
    const nested = nestedObject(node)
    if (nested) statements.push(...settingStatements(nested, path).map((item) => ({ ...item, locate: () => node.span })))
    else if (isProse(node)) statements.push(...proseStatements(String(node.value)).map((item) => ({ ...item, locate: () => node.span })))
    else add(statements, path, [{ name: '', node }])
    return
  }
  if (node.kind === 'array') {
    const scalars = node.items.filter((item) => item.kind === 'scalar')
    if (scalars.length > 0 && scalars.every(isShort))
      add(
        statements,
        path,
        scalars.map((item) => ({ name: '', node: item })),
        node.span,
      )
    else for (const item of scalars) collect(item, path, statements)
    for (const item of node.items) if (item.kind !== 'scalar') collect(item, path, statements)
    return
  }
  const isStep = node.members.length > 1 && node.members.some(({ key }) => stepKeys.has(key))
  if (isStep) {
    const parts = node.members.flatMap(({ key, value }) => flattened(value).map((item) => ({ name: wordsOf(key), node: item })))
    add(statements, path, parts)
    return
  }
  for (const { key, value } of node.members) {
    if (/\s/.test(key.trim()) && key.length > 40)
      add(statements, '', [{ name: '', node: { kind: 'scalar', value: key, span: value.span } }])
    collect(value, joined(path, wordsOf(key)), statements)
  }
}

/** Members by which an object is one order or one setting rather than a group of them. */
const stepKeys: ReadonlySet<string> = new Set(['action', 'step', 'setting', 'rule', 'instruction', 'directive'])

type Scalar = Extract<ConfigNode, { kind: 'scalar' }>

/** The object or list that a text holds as JSON; undefined for any other text. */
function nestedObject({ value }: Scalar): ConfigNode | undefined {
  if (typeof value !== 'string' || !/^\s*(?:\{\s*"|\[\s*[{"])/.test(value)) return undefined
  const { root, problems } = parseConfig(value, 'json')
  return problems.length === 0 && root && root.kind !== 'scalar' ? root : undefined
}

/** A text of several sentences or lines. */
const isProse = ({ value }: Scalar): boolean =>
  typeof value === 'string' && (/\n/.test(value) || (value.length > 200 && /[.!?]\s/.test(value)))

const isShort = (node: Scalar): boolean => String(node.value).length <= 60

const flattened = (node: ConfigNode): Scalar[] => {
  if (node.kind === 'scalar') return [node]
  return node.kind === 'array' ? node.items.flatMap(flattened) : node.members.flatMap(({ value }) => flattened(value))
}

/** The two nearest names tell what a value is; more of them would only mix up what belongs apart. */
function joined(path: string, name: string): string {
  const nearest = path.split(' > ').at(-1) ?? ''
  return nearest === '' ? name : `${nearest} > ${name}`
}

interface Part {
  readonly name: string
  readonly node: Scalar
}

function add(statements: Statement[], path: string, parts: readonly Part[], whole?: Span): void {
  let text = path === '' ? '' : `${path}: `
  const places: { readonly from: number; readonly span: Span; readonly value: Scalar['value'] }[] = []
  for (const { name, node } of parts) {
    if (text.length > 4 * maxStatementCharacters) break
    const value = visibleText(typeof node.value === 'string' ? said(node.value) : String(node.value)).text
    places.push({ from: text.length, span: node.span, value: node.value })
    text += `${name === '' ? '' : `${name}: `}${value}${parts.length > 1 ? '; ' : ''}`
  }
  const [first] = places
  if (!first) return
  const locate = (from: number): Span => {
    // A match in the name belongs to the value that it names.
    const place = places.findLast((candidate) => candidate.from <= from)
    return (place ?? { span: whole ?? first.span }).span
  }
  const isOff = parts.length === 1 && /^(?:false|no|off|none|never|disabled|0)$/i.test(String(first.value))
  for (let at = 0; at < text.length; at += maxStatementCharacters) {
    const start = at
    statements.push({
      text: text.slice(start, start + maxStatementCharacters),
      kind: 'setting',
      stance: isOff ? 'denied' : 'said',
      locate: (from) => locate(start + from),
    })
  }
}
