import fc from 'fast-check'
import type { ServerEntry } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import { describe, expect, it } from 'vitest'
import { type CapabilityEvidence, emptyExtract, type FileExtract } from '../../src/modules/detection/extract.ts'
import { combinedConfidence, merge } from '../../src/modules/detection/merge.ts'

const sign = (file: string, method: CapabilityEvidence['evidence']['method'], confidence: number, line = 1): CapabilityEvidence => ({
  name: 'file:read',
  confidence,
  evidence: { file, line, method, detail: 'fs' },
})

const agent = (id: string, file: string, line = 1) => ({ id, name: id, framework: 'any', file, line })

const server = (file: string, line: number, methods: string[], confidence = 80): ServerEntry => ({
  id: 'id',
  name: 's',
  client: null,
  scope: 'project',
  file,
  line,
  transport: 'stdio',
  command: null,
  args: [],
  url: null,
  package: null,
  disabled: false,
  confidence,
  methods,
})

const merged = (files: Readonly<Record<string, Partial<FileExtract>>>) =>
  merge(new Map(Object.entries(files).map(([path, extract]) => [path, { ...emptyExtract, ...extract }])), []).inventory

describe('confidence', () => {
  it.each([
    [[['import', 60]], 60],
    [
      [
        ['import', 60],
        ['import', 50],
      ],
      60,
    ],
    [
      [
        ['import', 60],
        ['call', 50],
      ],
      70,
    ],
    [
      [
        ['import', 60],
        ['call', 50],
        ['tool', 40],
      ],
      80,
    ],
    [
      [
        ['import', 60],
        ['call', 50],
        ['tool', 40],
        ['action', 10],
      ],
      80,
    ],
    [
      [
        ['call', 90],
        ['import', 60],
      ],
      99,
    ],
    [
      [
        ['call', 95],
        ['import', 60],
        ['tool', 60],
      ],
      99,
    ],
    [
      [
        ['declared', 100],
        ['import', 60],
      ],
      100,
    ],
    [[], 0],
  ] as const)('of %j is %i', (signs, expected) => {
    expect(combinedConfidence(signs.map(([method, confidence]) => ({ method, confidence })))).toBe(expected)
  })
})

describe('capabilities', () => {
  it('are one by name, with the best evidence first and without repetition', () => {
    const { capabilities } = merged({
      'b.ts': { capabilities: [sign('b.ts', 'call', 90), sign('b.ts', 'call', 90)] },
      'a.ts': { capabilities: [sign('a.ts', 'import', 60)] },
    })
    expect(capabilities.map(({ name, confidence, evidence }) => [name, confidence, evidence.map(({ file }) => file)])).toEqual([
      ['file:read', 99, ['b.ts', 'a.ts']],
    ])
  })

  it('keep as much evidence as is reported', () => {
    const signs = Array.from({ length: 100 }, (_, index) => sign('a.ts', 'call', 90, index + 1))
    expect(merged({ 'a.ts': { capabilities: signs } }).capabilities[0]?.evidence).toHaveLength(limits.evidence)
  })

  it('belong to the agents whose code reaches them', () => {
    const { capabilities } = merged({
      'one.ts': { agents: [agent('one', 'one.ts')], imports: ['lib/a.ts', 'lib/missing.ts'] },
      'two.ts': { agents: [agent('two', 'two.ts')] },
      'lib/a.ts': { imports: ['lib/b.ts'] },
      'lib/b.ts': { imports: ['lib/a.ts'], capabilities: [sign('lib/b.ts', 'call', 90)] },
    })
    expect(capabilities[0]?.agents).toEqual(['one'])
  })
})

it.each([
  ['lib/a', 'lib/a.ts'],
  ['lib/a', 'lib/a/index.js'],
  ['lib/a', 'lib/a.py'],
  ['lib/a', 'lib/a/__init__.py'],
  ['lib/a.js', 'lib/a.ts'],
  ['lib/a.mjs', 'lib/a.mts'],
  ['lib/a.ts', 'lib/a.ts'],
])('an import of %s reaches %s', (imported, file) => {
  const { capabilities } = merged({
    'main.ts': { agents: [agent('one', 'main.ts')], imports: [imported] },
    [file]: { capabilities: [sign(file, 'call', 90)] },
  })
  expect(capabilities[0]?.agents).toEqual(['one'])
})

it('agents are one by id, at their first place', () => {
  const { agents } = merged({
    'b.ts': { agents: [agent('x', 'b.ts')] },
    'a.ts': { agents: [agent('x', 'a.ts', 7), agent('x', 'a.ts', 3)] },
  })
  expect(agents).toEqual([agent('x', 'a.ts', 3)])
})

it('a server found in several ways at one place is one entry, and at several places several', () => {
  const { servers } = merged({
    'b.json': { servers: [{ entry: server('b.json', 1, ['x']), definitionHash: 'h' }] },
    'a.json': {
      servers: [
        { entry: server('a.json', 2, ['package:npm'], 80), definitionHash: 'h' },
        { entry: server('a.json', 2, ['import:npm'], 60), definitionHash: 'h' },
      ],
    },
  })
  expect(servers.map(({ file, methods, confidence }) => [file, methods, confidence])).toEqual([
    ['a.json', ['import:npm', 'package:npm'], 90],
    ['b.json', ['x'], 80],
  ])
})

it('protocols are one by name', () => {
  const evidence = (file: string) => ({ file, line: 1, method: 'import' as const, detail: 'x' })
  const { protocols } = merged({
    'b.ts': { protocols: [{ name: 'mcp', evidence: [evidence('b.ts')] }] },
    'a.ts': {
      protocols: [
        { name: 'mcp', evidence: [evidence('a.ts')] },
        { name: 'a2a', evidence: [] },
      ],
    },
  })
  expect(protocols.map(({ name, evidence }) => [name, evidence.map(({ file }) => file)])).toEqual([
    ['a2a', []],
    ['mcp', ['a.ts', 'b.ts']],
  ])
})

it('the definition hash of an entry is kept', () => {
  const { inventory, definitionHashes } = merge(
    new Map([['a.json', { ...emptyExtract, servers: [{ entry: server('a.json', 1, ['x']), definitionHash: 'the hash' }] }]]),
    [{ file: 'z', message: 'failed' }],
  )
  expect(inventory.servers.map((entry) => definitionHashes.get(entry))).toEqual(['the hash'])
  expect(inventory.errors).toEqual([{ file: 'z', message: 'failed' }])
})

it('the order in which files come does not matter', () => {
  const extract = (file: string): FileExtract => ({
    ...emptyExtract,
    servers: [{ entry: server(file, 1, ['x']), definitionHash: 'h' }],
    capabilities: [sign(file, 'call', 90), sign(file, 'import', 60)],
    agents: [agent(`agent of ${file}`, file), agent('common', file)],
    findings: [{ rule: 'plaintext-secret', severity: 'warning', message: file, file, line: 1, subject: null }],
    errors: [{ file, message: 'failed' }],
    imports: ['a.ts'],
  })
  const names = ['a.ts', 'b.ts', 'B.ts', 'ä.ts', 'dir/a.ts']
  const expected = JSON.stringify(merge(new Map(names.map((name) => [name, extract(name)])), []))
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
      expect(JSON.stringify(merge(new Map(order.map((name) => [name, extract(name)])), []))).toBe(expected)
    }),
  )
})
