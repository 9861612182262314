import { emptyExtract, type FileExtract } from '../extract.ts'
import { frameworkTable } from './framework-table.ts'
import { importCandidates } from './import-candidates.ts'
import type { Grammar } from './languages.ts'
import { type Ecosystem, knownPackages, words } from './package-index.ts'
import { protocolPackages } from './protocol-index.ts'

/** Decides from the text alone whether a file is worth parsing. Most are not, and parsing costs some hundred times as much. */

const escapeName = (name: string): string => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

function alternatives(ecosystem: Ecosystem): string {
  const names = new Set([
    ...knownPackages(ecosystem),
    ...protocolPackages(ecosystem),
    ...frameworkTable.flatMap((row) => words(row[ecosystem])),
  ])
  names.delete('globalThis')
  names.delete('builtins')
  const firsts = [...names].map((name) => (ecosystem === 'pypi' ? (name.split('.', 1)[0] ?? name) : name))
  return [...new Set(firsts)]
    .map((name) => (name.endsWith('/*') ? `${escapeName(name.slice(0, -1))}[\\w.-]+` : escapeName(name)))
    .sort()
    .join('|')
}

/** A package in quotes, or a global that is called, constructed, passed on or given another name. */
const scripts = new RegExp(
  [
    `["'\`](?:node:)?(?:${alternatives('npm')})["'\`/]`,
    '\\b(?:fetch|eval|Function|WebSocket|EventSource|XMLHttpRequest|Deno|Bun|performAction|perform_action)\\b\\s*(?:[^\\s\\w\'"`:*-]|$)',
    '\\bprocess\\b\\W{0,6}(?:env|kill|set[ug]id)\\b|=\\s*process\\b',
  ].join('|'),
)

/** A package after `import` or `from`, or a builtin. */
const python = new RegExp(
  [
    `(?:^|[\\n;:])[ \\t]*(?:from|import)[ \\t]+(?:[\\w., \\t]*[, \\t])?(?:${alternatives('pypi')}|importlib)\\b`,
    '\\b(?:open|eval|exec|__import__|perform_action|performAction)\\b',
  ].join('|'),
)

export const isWorthParsing = (text: string, grammar: Grammar): boolean => (grammar === 'python' ? python : scripts).test(text)

const scriptImports =
  /["']((?:\.|@\/|~\/)[^"'\n]{0,300})["'](?<=(?:\bfrom|\bimport|\brequire\s{0,9}\(|\bimport\s{0,9}\()\s{0,99}["'][^"'\n]{0,300}["'])/g
const pythonImports = /^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]{0,2000}\)|[^\n#]{0,1000})|import[ \t]+([\w., \t]{1,500}))/gm

/** What a file that is not parsed says: which files it imports, since an agent's code may go through it. */
export function extractUnparsed(path: string, text: string, grammar: Grammar): FileExtract {
  const imports = grammar === 'python' ? pythonSpecifiers(text) : [...text.matchAll(scriptImports)].map((match) => match[1] ?? '')
  if (imports.length === 0) return emptyExtract
  return { ...emptyExtract, imports: importCandidates(path, grammar === 'python' ? 'pypi' : 'npm', imports) }
}

function pythonSpecifiers(text: string): string[] {
  const specifiers: string[] = []
  for (const [, module, list, modules] of text.matchAll(pythonImports)) {
    if (module) specifiers.push(`${module}:${namesOf(list ?? '').join(',')}`)
    else specifiers.push(...namesOf(modules ?? ''))
  }
  return specifiers
}

/** The names of `a, b as c` without their aliases. */
const namesOf = (list: string): string[] =>
  list
    .replace(/[()]|#[^\n]*/g, ' ')
    .split(',')
    .map((name) => name.trim().split(/\s/, 1)[0] ?? '')
    .filter((name) => /^[\w.]+$/.test(name))
