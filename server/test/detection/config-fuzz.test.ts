import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { findingSchema, scanErrorSchema, serverEntrySchema } from '@reeve/protocol/inventory'
import { expect, it } from 'vitest'
import type { FileExtract } from '../../src/modules/detection/extract.ts'
import { extractConfig } from '../../src/modules/detection/extract-config.ts'
import { readConfig } from '../../src/modules/detection/extract-file.ts'
import { placesOf } from '../../src/modules/detection/places.ts'
import { snippets } from './client-list.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Files in every format and shape, with a file of the kind to begin with. */
const seeds: readonly (readonly [path: string, text: string])[] = [
  ['.mcp.json', snippets.mcpServers],
  ['.mcp.json', snippets.flat],
  ['.vscode/mcp.json', snippets.servers],
  ['.vscode/settings.json', snippets.dottedSettings],
  ['home/.claude.json', snippets.projects],
  ['opencode.jsonc', snippets.opencode],
  ['.zed/settings.json', snippets.zedNested],
  ['.openclaw/openclaw.json', "{ mcpServers: { 'NAME': { command: 'npx', args: ['-y', 'pkg'] } } }"],
  ['.codex/config.toml', `${snippets.codex}[mcp_servers.a.b]\nurl = "http://example.com/mcp"\nbearer = """\nx"""\n`],
  ['.vibe/config.toml', snippets.vibe],
  ['goose/config.yaml', snippets.goose],
  [
    '.continue/config.yaml',
    `${snippets.continueYaml}    env: &e { API_KEY: Zx8Kq2Lm5Np7Rt9V }\n  - <<: *e\n    name: other\n    url: http://example.com\n`,
  ],
]

const pieces = [
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  ':',
  ',',
  '\n',
  '\r',
  '\t',
  '  ',
  '- ',
  '#',
  '//',
  '/*',
  '*/',
  '=',
  '.',
  '&a',
  '*a',
  '<<: ',
  '|',
  '>',
  '\\',
  '\\u',
  '\uFEFF',
  '\u2028',
  '\u0000',
  '"""',
  'true',
  '1e999',
  '[[',
  ']]',
  '__proto__',
  'constructor',
  '${',
  '😀',
  '\ud800',
]

/** A change of a text at a place between 0 and 1: something cut out, put in, or repeated. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  put: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })),
  again: fc.nat(3),
})

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 8 }), fc.boolean())
  .map(([[path, seed], changes, half]) => {
    let text = seed
    for (const { at, cut, put, again } of changes) {
      const place = Math.floor(at * text.length)
      text = text.slice(0, place) + put.repeat(again + 1) + text.slice(place + cut)
    }
    return { path, text: half ? text.slice(0, Math.ceil(text.length / 2)) : text }
  })

/** Whatever is said must fit the schemas and point into the text. */
function check({ servers, findings, errors }: FileExtract, text: string): void {
  const lines = text.split(/\r\n|\r|\n/)
  for (const { entry } of servers) {
    expect(serverEntrySchema.parse(entry)).toEqual(entry)
    expect(entry.line).toBeLessThanOrEqual(lines.length)
  }
  for (const finding of findings) {
    expect(findingSchema.parse(finding)).toEqual(finding)
    // A byte-order mark is no column of an editor.
    const length = (lines[finding.line - 1] ?? '').replace(/^\uFEFF/, '').length
    expect(finding.line).toBeLessThanOrEqual(lines.length)
    expect(finding.column).toBeLessThanOrEqual(finding.endColumn ?? 0)
    expect(finding.endColumn).toBeLessThanOrEqual(length + 1)
  }
  for (const error of errors) {
    expect(scanErrorSchema.parse(error)).toEqual(error)
    const line = Number(/\(line (\d+)\)\.$/.exec(error.message)?.[1] ?? 1)
    expect(line).toBeGreaterThan(0)
    expect(line).toBeLessThanOrEqual(lines.length)
  }
}

/** Time of the processor counts, since other tests run at the same time. */
function extractWithin(path: string, text: string): FileExtract {
  const before = process.cpuUsage()
  const extract = extractConfig({ path, absolute: `/w/${path}`, scope: 'project' }, placesOf(path), text)
  const { user, system } = process.cpuUsage(before)
  // A second is what it may take; under coverage, and beside other tests, the same work takes several times as long.
  expect((user + system) / 1000, 'milliseconds').toBeLessThan(10_000)
  return extract
}

it('no change of a configuration file makes its reader throw, stall or point outside', () => {
  fc.assert(
    fc.property(mutated, ({ path, text }) => {
      check(extractWithin(path, text), text)
    }),
    { numRuns: 1000, interruptAfterTimeLimit: 8000, markInterruptAsFailure: false },
  )
})

it('no bytes make the reader of files throw', async () => {
  const root = await temporaryFolder({})
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    mutated.map(({ text }) => Buffer.from(text, 'utf16le')),
    mutated.map(({ text }) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])),
    mutated.map(({ text }) => Buffer.from(text, 'latin1')),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...seeds), bytes, async ([path], content) => {
      const absolute = join(root, 'file')
      await writeFile(absolute, content)
      const extract = await readConfig({ path, absolute, scope: 'project' }, placesOf(path))
      for (const { entry } of extract?.servers ?? []) expect(serverEntrySchema.parse(entry)).toEqual(entry)
      for (const error of extract?.errors ?? []) expect(error.file).toBe(path)
    }),
    { numRuns: 300, interruptAfterTimeLimit: 5000, markInterruptAsFailure: false },
  )
})

/** Long runs of what the readers look for, on which an expression that tries every split would never end. */
it.each([
  ['.mcp.json', '"'.repeat(200_000)],
  ['.mcp.json', "'".repeat(200_000)],
  ['.mcp.json', '{"a" '.repeat(60_000)],
  ['.mcp.json', `{${'a '.repeat(200_000)}`],
  ['.mcp.json', `{"mcpServers":{${'/*'.repeat(200_000)}`],
  ['.mcp.json', `{${'a '.repeat(2_500_000)}`],
  ['.mcp.json', '"'.repeat(5_000_000)],
  ['.mcp.json', `{${'\n'.repeat(5_000_000)}`],
  ['.mcp.json', `[${'1 '.repeat(2_500_000)}`],
  ['.mcp.json', `[${'{"a":1},'.repeat(600_000)}1]`],
  ['.mcp.json', `{'a': '${'\\'.repeat(200_001)}`],
  ['.mcp.json', `{"mcpServers":{"a":{"command":"${'npx '.repeat(100_000)}"}}}`],
  ['.mcp.json', `{"mcpServers":{"a":{"command":"npx","args":[${'"--x",'.repeat(50_000)}"y"]}}}`],
  ['.mcp.json', `{"mcpServers":{"a":{"url":"${'http://a@'.repeat(50_000)}"}}}`],
  [
    '.mcp.json',
    `{"mcpServers":{${Array.from({ length: 900 }, (_, index) => `"s${index}":{"command":"npx","args":[${'"--token=",'.repeat(400)}"y"]}`).join()}}}`,
  ],
  ['.mcp.json', `{"mcpServers":{"a":{"command":"x","env":{"A":"${'Bearer '.repeat(500_000)}"}}}}`],
  ['.codex/config.toml', `${'['.repeat(2000)}\n`.repeat(100)],
  ['.codex/config.toml', '[a b]\nx = 1\n'.repeat(10_000)],
  ['.codex/config.toml', 'a.b.c.d = \n'.repeat(10_000)],
  ['.codex/config.toml', `x = """${'\n"'.repeat(60_000)}`],
  ['goose/config.yaml', 'a: [\n'.repeat(2000)],
  ['goose/config.yaml', `extensions: ${'{a: '.repeat(500)}`],
  ['goose/config.yaml', 'a:\n\tb:\n'.repeat(20_000)],
  ['goose/config.yaml', 'a:\n\tb: 1\n'.repeat(4500)],
  ['.continue/config.yaml', `mcpServers:\n${'  - name: a\n   x\n'.repeat(3000)}`],
] as const)('%s of hostile length ends in time (%#)', (path, text) => {
  check(extractWithin(path, text), text)
})
