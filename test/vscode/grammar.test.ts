import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma'
import vscodeTextmate, { type IGrammar, type IRawGrammar } from 'vscode-textmate'
import { beforeAll, describe, expect, test } from 'vitest'
import { root } from '../support/house.ts'
import { codeServerProgram, installCodeServer } from './harness/code-server.ts'
import { cannotRun } from './harness/requirements.ts'

const extensions = join(codeServerProgram, '../../../lib/vscode/extensions')

/** A stand-in for the grammars of TOML, as VS Code has none of its own. */
const toml = {
  scopeName: 'source.toml',
  patterns: [{ name: 'string.quoted.single.basic.line.toml', begin: '"', end: '"' }],
  repository: {},
} as unknown as IRawGrammar

const fileOf: Readonly<Record<string, string>> = {
  'source.json': join(extensions, 'json/syntaxes/JSON.tmLanguage.json'),
  'source.json.comments': join(extensions, 'json/syntaxes/JSONC.tmLanguage.json'),
  'source.yaml': join(extensions, 'yaml/syntaxes/yaml.tmLanguage.json'),
  'source.yaml.1.2': join(extensions, 'yaml/syntaxes/yaml-1.2.tmLanguage.json'),
  'source.yaml.embedded': join(extensions, 'yaml/syntaxes/yaml-embedded.tmLanguage.json'),
  'reeve.mcp.variables': join(root, 'syntaxes/reeve.mcp-variables.tmLanguage.json'),
  'reeve.mcp.packages': join(root, 'syntaxes/reeve.mcp-packages.tmLanguage.json'),
}

const grammars = new Map<string, IGrammar>()

beforeAll(async () => {
  await installCodeServer()
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')
  await loadWASM(await readFile(wasm))
  const registry = new vscodeTextmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async (scope) => {
      if (scope === 'source.toml') return toml
      const file = fileOf[scope]
      return file === undefined ? null : vscodeTextmate.parseRawGrammar(await readFile(file, 'utf8'), file)
    },
    getInjections: (scope) => (scope.startsWith('source.') ? ['reeve.mcp.variables', 'reeve.mcp.packages'] : undefined),
  })
  for (const scope of ['source.json', 'source.json.comments', 'source.yaml', 'source.toml']) {
    const grammar = await registry.loadGrammar(scope)
    if (grammar) grammars.set(scope, grammar)
  }
})

/** The pieces of a line that a scope of ours covers, as `text: last part of its scope`. */
function ours(line: string, language: string): string[] {
  const grammar = grammars.get(language)
  if (grammar === undefined) throw new Error(`There is no grammar for ${language}.`)
  return grammar.tokenizeLine(line, null).tokens.flatMap(({ startIndex, endIndex, scopes }) => {
    const scope = scopes.at(-1) ?? ''
    return scope.endsWith('.reeve') && !/^(punctuation|meta)\./.test(scope)
      ? [`${line.slice(startIndex, endIndex)}: ${scope.replace(/\.reeve$/, '')}`]
      : []
  })
}

const name = 'entity.name.package'
const pinned = 'constant.numeric.version.pinned'
const floating = 'keyword.other.version.floating'
const at = 'keyword.operator.version'
const kind = 'support.type.variable-kind'
const variable = 'variable.other.readwrite'
const preset = 'string.unquoted.default'
const option = 'keyword.other.option'

const hash = 'a'.repeat(64)
const commit = 'b'.repeat(40)

/** What stands between quotes in an array, and what is coloured of it. */
const strings: Readonly<Record<string, string[]>> = {
  [`\${env:TOKEN}`]: [`env: ${kind}`, `TOKEN: ${variable}`],
  [`Bearer \${input:github-token} and more`]: [`input: ${kind}`, `github-token: ${variable}`],
  [`\${env:PORT:-80}`]: [`env: ${kind}`, `PORT: ${variable}`, `80: ${preset}`],
  [`\${HOME}/x`]: [`HOME: ${variable}`],
  [`\${PORT:-80}`]: [`PORT: ${variable}`, `80: ${preset}`],
  [`\${workspaceFolder}/x`]: [`workspaceFolder: ${variable}`],
  [`\${{ secrets.TOKEN }}`]: [`secrets: ${kind}`, `TOKEN: ${variable}`],
  '{env:TOKEN}': [`env: ${kind}`, `TOKEN: ${variable}`],
  $TOKEN: [`TOKEN: ${variable}`],
  'a$b costs $5, $schema': [],
  '@scope/server@1.2.3': [`@scope/server: ${name}`, `@: ${at}`, `1.2.3: ${pinned}`],
  'server@1.2.3-beta.4': [`server: ${name}`, `@: ${at}`, `1.2.3-beta.4: ${pinned}`],
  '--package=server@1.2.3': [`--package=: ${option}`, `server: ${name}`, `@: ${at}`, `1.2.3: ${pinned}`],
  '@scope/server@latest': [`@scope/server: ${name}`, `@: ${at}`, `latest: ${floating}`],
  'server@^1.2.3': [`server: ${name}`, `@: ${at}`, `^1.2.3: ${floating}`],
  'server@1': [`server: ${name}`, `@: ${at}`, `1: ${floating}`],
  '@scope/server': [`@scope/server: ${name}`],
  'mcp-server-fetch': [`mcp-server-fetch: ${name}`],
  'postgres-mcp': [`postgres-mcp: ${name}`],
  'postgres-mcp==1.4.1': [`postgres-mcp: ${name}`, `==: ${at}`, `1.4.1: ${pinned}`],
  'postgres>=1.4': [`postgres: ${name}`, `>=: ${at}`, `1.4: ${floating}`],
  'ghcr.io/acme/server:main': [`ghcr.io/acme/server: ${name}`, `:: ${at}`, `main: ${floating}`],
  [`ghcr.io/acme/server@sha256:${hash}`]: [`ghcr.io/acme/server: ${name}`, `@: ${at}`, `sha256:${hash}: ${pinned}`],
  [`git+https://example.com/a.git@${commit}`]: [`git+https://example.com/a.git: ${name}`, `@: ${at}`, `${commit}: ${pinned}`],
  'git+https://example.com/a.git': [`git+https://example.com/a.git: ${name}`],
  '-y': [],
  './dist/index.js': [],
  'somebody@example.com': [],
  'http://localhost:3000/mcp': [],
}

const lines: Readonly<Record<string, (text: string) => string>> = {
  'source.json': (text) => `  { "args": ["first", "${text}", "last"] }`,
  'source.json.comments': (text) => `  { "args": ["${text}"] } // a comment`,
  'source.toml': (text) => `args = ["first", "${text}"]`,
  'source.yaml': (text) => `  - "${text}"`,
}

describe.skipIf(await cannotRun())('in a configuration file', () => {
  describe.each(Object.entries(lines))('of %s', (language, lineOf) => {
    test.each(Object.entries(strings))('%s', (text, expected) => {
      expect(ours(lineOf(text), language)).toEqual(expected)
    })
  })

  test('a plain scalar of YAML is coloured too', () => {
    expect(ours('  - server@1.2.3', 'source.yaml')).toEqual([`server: ${name}`, `@: ${at}`, `1.2.3: ${pinned}`])
    expect(ours(`TOKEN: \${env:TOKEN}`, 'source.yaml')).toEqual([`env: ${kind}`, `TOKEN: ${variable}`])
  })

  test('keys, comments and what is no item of a list keep the colours of packages away', () => {
    expect(ours('{ "server@1.2.3": "other@1.2.3" } // "third@1.2.3"', 'source.json.comments')).toEqual([])
    expect(ours(`{ "\${env:KEY}": "\${env:VALUE}" }`, 'source.json')).toEqual([`env: ${kind}`, `VALUE: ${variable}`])
  })

  test('the structure around is read as without us', () => {
    const line = `{ "args": ["server@1.2.3", "\${env:X}"], "env": { "A": "$B_C" } }`
    const grammar = grammars.get('source.json')
    const { tokens } = grammar?.tokenizeLine(line, null) ?? { tokens: [] }
    expect(tokens.some(({ scopes }) => scopes.some((scope) => scope.startsWith('invalid')))).toBe(false)
    expect(tokens.at(-1)?.scopes).toContain('punctuation.definition.dictionary.end.json')
  })
})
