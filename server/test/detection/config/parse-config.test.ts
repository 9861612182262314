import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ConfigFormat, type ConfigNode, maxDepth, nodesAt } from '../../../src/modules/detection/config/config-node.ts'
import { parseConfig } from '../../../src/modules/detection/config/parse-config.ts'

const formats: readonly ConfigFormat[] = ['json', 'json5', 'yaml', 'toml']

/** The plain value of a node, to compare it with what a strict reader gives. */
function plain(node: ConfigNode | null): unknown {
  if (node === null) return undefined
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'array') return node.items.map(plain)
  return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]))
}

function depthOf(node: ConfigNode | null): number {
  if (node === null || node.kind === 'scalar') return 0
  const children = node.kind === 'array' ? node.items : node.members.map(({ value }) => value)
  return 1 + Math.max(0, ...children.map(depthOf))
}

describe.each([
  ['json', '// a server\n{ "mcpServers": {\n\t"git": { "command": "uvx", "args": ["mcp-server-git",], },\n} }'],
  ['yaml', '# a server\nmcpServers:\n  git:\n    command: uvx\n    args:\n      - mcp-server-git\n'],
  ['toml', '# a server\n[mcpServers.git]\ncommand = "uvx"\nargs = [\n  "mcp-server-git",\n]\n'],
] as const)('a well-formed %s file', (format, text) => {
  it('gives its values', () => {
    const { root, problems } = parseConfig(text, format)
    expect(problems).toEqual([])
    expect(plain(root)).toEqual({ mcpServers: { git: { command: 'uvx', args: ['mcp-server-git'] } } })
  })

  it('gives the line of a key and of a value', () => {
    const { root } = parseConfig(text, format)
    const server = root && nodesAt(root, ['mcpServers', 'git'])[0]
    const command = server?.kind === 'object' ? server.members[0] : undefined
    const lines = text.split('\n')
    expect(lines[(command?.keySpan.line ?? 0) - 1]).toContain('command')
    const { line, column, endColumn } = command?.value.span ?? { line: 0, column: 0, endColumn: 0 }
    expect(lines[line - 1]?.slice(column - 1, endColumn - 1).replaceAll('"', '')).toBe('uvx')
  })

  it('reads the same after a byte-order mark and with other line ends', () => {
    expect(parseConfig(`\uFEFF${text.replaceAll('\n', '\r\n')}`, format)).toEqual(parseConfig(text, format))
  })
})

describe('a broken file', () => {
  it.each([
    ['json', '{\n "a": { "x": 1 }\n "b": { "x": 2 } }', { a: { x: 1 }, b: { x: 2 } }, 3, 'a comma is expected'],
    ['json', '{ "a": { "x": 1 }, "b": {', { a: { x: 1 }, b: {} }, 1, 'a closing brace is expected'],
    ['json', '{ "a": nope, "b": 2 }', { a: 'nope', b: 2 }, 1, 'a word stands where a value is expected'],
    ['json', '{ "a": { "x": 1, "y": ["1" "2', { a: { x: 1, y: ['1', '2'] } }, 1, 'a string is not closed'],
    ['json', '{ "a": { "x": 1 } } } and more { "a": 2 }', { a: { x: 1 } }, 1, 'something follows the end'],
    ['json', '{ "a" { "x" 1 } }', { a: { x: 1 } }, 1, 'a colon is expected'],
    ['json', '\n"a": { "x": 1 }', { a: { x: 1 } }, 2, 'something follows the end'],
    ['json', "{ 'a': { x: 'it\\'s \"1\"' } }", { a: { x: 'it\'s "1"' } }, 1, 'a word stands where'],
    ['json', '{\n<<<<<<< HEAD\n "a": 1\n=======\n "b": 2\n>>>>>>> x\n}', { a: 1, b: 2 }, 2, 'a word stands where'],
    ['json', '<<<<<<< HEAD\n{ "a": 1 }', { a: 1 }, 1, 'a word stands where'],
    ['json', '```json\n{ "a": 1 }\n```', { a: 1 }, 1, 'a word stands where'],
    ['json', '{ # one: "x": {\n "a": 1 }', { a: 1 }, 1, 'a word stands where'],
    ['json', '{ "a": npx, "b": C:\\x }', { a: 'npx' }, 1, 'a word stands where'],
    ['json', '{ "a": "C:\\Users\\me" }', { a: 'C:\\Users\\me' }, 1, 'an escape in a string'],
    ['yaml', 'a:\n  x: 1\nb: "open\n', { a: { x: 1 } }, 4, 'a quote, a bracket or a comma is missing'],
    ['yaml', 'a:\n\tx: 1\nb:\n  c:\n\t\tx: 2\n', { a: { x: 1 }, b: { c: { x: 2 } } }, 2, 'a tab is used'],
    ['yaml', 'a:\n  - n: 1\n\tx: 2\n  - n: 3\n', { a: [{ n: 1, x: 2 }, { n: 3 }] }, 3, 'a tab is used'],
    ['toml', '[a]\nx = 1\n[b\ny = 2\n', { a: { x: 1, y: 2 } }, 3, ''],
    ['toml', '[a]\nx = 1\ny = ["1",\n[b]\nx = 2\n', { a: { x: 1 }, b: { x: 2 } }, 4, 'invalid value'],
    ['toml', '[a]\nx = 1\n[b c]\nx = 2\n[d]\nx = 3\n', { a: { x: 1 }, d: { x: 3 } }, 3, ''],
    ['toml', '[a b]\nx = 1\n[c]\nx = 2\n', { c: { x: 2 } }, 1, ''],
    ['toml', '[a]\nx = nope\ny = 1\n[b]\nx = """open\n[c]\nx = 2\n', { a: { y: 1 }, b: {}, c: { x: 2 } }, 2, ''],
    ['toml', 'x = 1\nx = 2\ny = 3\n', { x: 1, y: 3 }, 2, ''],
  ] as const)('in %s is told, and the rest is read: %j', (format, text, expected, line, reason) => {
    const { root, problems } = parseConfig(text, format)
    expect(problems[0]?.line).toBe(line)
    expect(problems[0]?.reason).toContain(reason)
    expect(plain(root)).toMatchObject(expected)
  })

  it('of nothing but mistakes ends', () => {
    expect(parseConfig('= =\n'.repeat(500), 'toml').root).toBeNull()
  })

  it.each(formats)('does not show its values in what is told (%s)', (format) => {
    const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz'
    const { problems } = parseConfig(`{ "token": "${secret}\n = [ "${secret}`, format)
    expect(problems.length).toBeGreaterThan(0)
    expect(JSON.stringify(problems)).not.toContain(secret)
  })
})

it.each(['jsonc', 'json5', 'yaml', 'toml'] as const)('an empty %s file is no mistake', (format) => {
  for (const text of ['', ' \n\t', '\uFEFF']) expect(parseConfig(text, format)).toEqual({ root: null, problems: [] })
})

it.each(['', ' \n\t', '\uFEFF', '// nothing\n', '/* nothing */'])('JSON without a value is told: %j', (text) => {
  expect(parseConfig(text, 'json')).toEqual({ root: null, problems: [{ reason: 'it is empty', line: 1 }] })
})

describe('hostile files end soon', () => {
  it.each([
    ['json', '['.repeat(1_000_000)],
    ['json', '{"a":'.repeat(200_000)],
    ['json', '[}'.repeat(100_000)],
    ['yaml', '['.repeat(20_000)],
    ['yaml', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['toml', `x = ${'['.repeat(100_000)}`],
    ['toml', `[${Array.from({ length: 5000 }, () => 'a').join('.')}]`],
  ] as const)('%s nested without end', (format, text) => {
    const { root, problems } = parseConfig(text, format)
    expect(problems.length > 0 || depthOf(root) > maxDepth).toBe(true)
  })

  it.each([
    ['yaml', '- x\n'],
    ['toml', '# x\n'],
  ] as const)('%s that is longer than its parser takes well', (format, line) => {
    expect(parseConfig(line.repeat(100_000), format)).toEqual({ root: null, problems: [{ reason: 'it is too long to be read', line: 1 }] })
  })

  it('YAML aliases that multiply', () => {
    const levels = Array.from({ length: 30 }, (_, level) => `l${level}: &l${level} [${level ? `*l${level - 1}, *l${level - 1}` : 'x'}]`)
    expect(parseConfig(levels.join('\n'), 'yaml').root).not.toBeNull()
  })

  it('a YAML alias to itself', () => {
    expect(depthOf(parseConfig('a: &a\n  b: *a\n', 'yaml').root)).toBeLessThanOrEqual(maxDepth + 2)
  })
})

it('JSON5 is read without a complaint, unless it is broken', () => {
  const text = "{ // one\n  a: { x: 'y', 'z-z': [1, 2,], },\n}"
  expect(parseConfig(text, 'json5').problems).toEqual([])
  expect(plain(parseConfig(text, 'json5').root)).toEqual({ a: { x: 'y', 'z-z': [1, 2] } })
  expect(parseConfig("{ a: { 'x': 1 }", 'json5').problems).toEqual([{ reason: 'a closing brace is expected', line: 1 }])
})

describe('what YAML files do', () => {
  it('merge keys add members that the map itself may override', () => {
    const { root } = parseConfig('base: &b {x: 1, y: 1}\nserver:\n  <<: *b\n  y: 2\n', 'yaml')
    expect(plain(root && (nodesAt(root, ['server'])[0] ?? null))).toEqual({ x: 1, y: 2 })
  })

  it('only the first of several documents is read', () => {
    expect(plain(parseConfig('a: 1\n---\nb: 2\n', 'yaml').root)).toEqual({ a: 1 })
  })
})

describe('what TOML files do', () => {
  it('arrays of tables and inline tables have positions', () => {
    const text = '[[servers]]\nname = "a"\n\n[[servers]]\nname = "b"\nenv = { KEY = "v" }\n'
    const { root } = parseConfig(text, 'toml')
    const list = root && nodesAt(root, ['servers'])[0]
    const second = list?.kind === 'array' ? list.items[1] : undefined
    expect(second?.kind === 'object' && second.members.map(({ keySpan }) => keySpan.line)).toEqual([5, 6])
  })

  it('quoted keys are one step, dotted keys are several', () => {
    const { root } = parseConfig('[a."b.c"]\nd.e = 1\n', 'toml')
    expect(plain(root)).toEqual({ a: { 'b.c': { d: { e: 1 } } } })
  })

  it('dates become texts', () => {
    expect(plain(parseConfig('day = 2026-01-02\n', 'toml').root)).toEqual({ day: expect.stringContaining('2026-01-02') })
  })
})

describe('key paths', () => {
  it.each([
    ['{ "mcp": { "servers": 1 } }', ['mcp', 'servers'], [1]],
    ['{ "mcp.servers": 1 }', ['mcp', 'servers'], [1]],
    ['{ "mcp": { "servers": 1 }, "mcp.servers": 2 }', ['mcp', 'servers'], [1, 2]],
    ['{ "projects": { "/a": { "s": 1 }, "/b": { "s": 2 }, "/c": {} } }', ['projects', '*', 's'], [1, 2]],
    ['{ "s": 1, "s": 2 }', ['s'], [2]],
    ['[1]', ['s'], []],
  ] as const)('in %s %j leads to %j', (text, path, expected) => {
    const { root } = parseConfig(text, 'json')
    expect(root && nodesAt(root, path).map(plain)).toEqual(expected)
  })
})

describe('for any text', () => {
  it.each(formats)('the %s reader ends without throwing, within the lines of the text', (format) => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\n',
      '  ',
      '- ',
      'a',
      '=',
      '#',
      '//',
      '/*',
      '&a',
      '*a',
      '<<',
      "'",
      '|',
      '\r',
      '\\u00',
      '1',
      '.',
      '\u2028',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (content) => {
        const { root, problems } = parseConfig(content, format)
        const lines = content.split(/\r\n|\r|\n/).length
        for (const { line } of problems) expect(line).toBeGreaterThan(0)
        if (root) expect(root.span.line).toBeLessThanOrEqual(lines)
        if (root) expect(root.span.endColumn).toBeGreaterThanOrEqual(root.span.column)
      }),
      { numRuns: 300 },
    )
  })

  it('JSON that a strict reader takes gives the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value, null, 2)
        const { root, problems } = parseConfig(text, 'json')
        expect(problems).toEqual([])
        expect(JSON.stringify(plain(root))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })
})
