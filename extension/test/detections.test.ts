import { rules } from '@reeve/protocol/rules'
import { describe, expect, test } from 'vitest'
import { topRows } from '../src/detections/groupings.ts'
import { showMore } from '../src/detections/paging.ts'
import type { Row } from '../src/detections/row.ts'
import { toActOn } from '../src/detections/subjects.ts'
import type { Grouping } from '../src/setting-defaults.ts'
import { finding, folder, server, shop } from './support/inventories.ts'

const sources = (inventories = [folder()], filter = '') => inventories.map((inventory) => ({ inventory, filter }))

const childrenOf = (row: Row | undefined): readonly Row[] => row?.children?.() ?? []

/** The rows as lines, indented, down to a depth. */
const lines = (rows: readonly Row[], depth: number, indent = ''): string[] =>
  rows.flatMap((row) => [
    `${indent}${row.label}${row.description ? ` · ${row.description}` : ''}`,
    ...(depth > 0 ? lines(childrenOf(row), depth - 1, `${indent}  `) : []),
  ])

function everyRow(rows: readonly Row[]): readonly Row[] {
  return rows.flatMap((row) => [row, ...everyRow(childrenOf(row))])
}

describe('by type', () => {
  test('shows each thing once, with who declares it and what it runs', () => {
    expect(lines(topRows(sources(), 'type'), 1)).toEqual([
      'Servers · 2',
      '  github · cursor, vscode · @modelcontextprotocol/server-github',
      '  linear · cursor · mcp.linear.example',
      'Agents · 1',
      '  triage · langgraph · src/triage.py',
      'Capabilities · 1',
      '  file:read · Reads files',
      'Protocols · 1',
      '  mcp · 1 place',
      'Unreadable files · 1',
      '  broken.json · is not valid JSON',
    ])
  })

  test('a server has its findings and its places below it', () => {
    const github = childrenOf(topRows(sources(), 'type')[0])[0]
    expect(github?.findings).toEqual({ count: 2, severity: 'error' })
    expect(lines(childrenOf(github), 0)).toEqual([
      `${rules['unpinned-package'].title} · .cursor/mcp.json:3`,
      `${rules['plaintext-secret'].title} · .cursor/mcp.json:6`,
      '.cursor/mcp.json:3 · cursor',
      '.vscode/mcp.json:6 · vscode',
    ])
  })
})

test('by file: the file, what is in it, and findings about the file itself', () => {
  expect(lines(topRows(sources(), 'file'), 1)).toEqual([
    'mcp.json · .cursor',
    '  github · cursor, vscode · @modelcontextprotocol/server-github',
    '  linear · cursor · mcp.linear.example',
    'mcp.json · .vscode',
    '  github · cursor, vscode · @modelcontextprotocol/server-github',
    'notes.json',
    `  ${rules['unpinned-package'].title} · notes.json:2`,
    'triage.py · src',
    '  mcp · 1 place',
    '  file:read · Reads files',
    '  triage · langgraph · src/triage.py',
    'Unreadable files · 1',
    '  broken.json · is not valid JSON',
  ])
})

test('by risk: the gravest first, each thing under its gravest finding', () => {
  expect(lines(topRows(sources(), 'risk'), 1)).toEqual([
    'Errors · 1',
    '  github · cursor, vscode · @modelcontextprotocol/server-github',
    'Warnings · 1',
    `  ${rules['unpinned-package'].title} · notes.json:2`,
    'Without findings · 4',
    '  linear · cursor · mcp.linear.example',
    '  triage · langgraph · src/triage.py',
    '  file:read · Reads files',
    '  mcp · 1 place',
    'Unreadable files · 1',
    '  broken.json · is not valid JSON',
  ])
})

describe.each(['type', 'file', 'risk'] as const)('grouped by %s', (grouping: Grouping) => {
  test('ids are the same for the same thing, and nothing else has them', () => {
    const ids = everyRow(topRows(sources(), grouping)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(everyRow(topRows(sources([folder({ ...shop })]), grouping)).map(({ id }) => id)).toEqual(ids)
  })

  test('nothing found is no row, so that the view can say so', () => {
    expect(topRows(sources([folder({})]), grouping)).toEqual([])
    expect(topRows([], grouping)).toEqual([])
  })

  test('several folders stand each in a row of its own', () => {
    const rows = topRows(sources([folder(shop, 'file:///a/shop'), folder(shop, 'file:///a/mit%20Raum')]), grouping)
    expect(rows.map(({ label }) => label)).toEqual(['shop', 'mit Raum'])
  })

  test('hostile names are shown as one short line, in every place', () => {
    const name = `<b onclick="x">\u202e\u0000${'A'.repeat(10_000_000)}`
    const hostile = { ...shop, servers: [server({ name, client: name, file: `${name}.json` })], errors: [{ file: name, message: name }] }
    for (const row of everyRow(topRows(sources([folder({ ...hostile, findings: [finding({ message: name })] })]), grouping))) {
      for (const text of [row.label, row.description ?? '', row.spoken ?? '']) {
        expect(text.length).toBeLessThan(500)
        expect(text).not.toMatch(/[\p{Cc}\u202e]/u)
      }
      expect((row.tooltip ?? '').length).toBeLessThan(10_000)
      expect(row.tooltip ?? '').not.toMatch(/\p{Bidi_Control}/u)
    }
  })
})

test.each([
  ['a name', 'LINEAR', ['linear']],
  ['a client', 'vscode', ['github']],
  ['a rule', 'plaintext', ['github']],
  ['nothing', 'no such thing', []],
])('a filter by %s keeps what fits', (_, filter, expected) => {
  const rows = topRows(sources([folder()], filter.toLowerCase()), 'type')
  expect(childrenOf(rows[0]).map(({ label }) => label)).toEqual(expected)
})

test('of ten thousand servers a page is made, and another when it is asked for', () => {
  const many = folder(
    { servers: Array.from({ length: 10_000 }, (_, index) => server({ id: `s${index}`, name: `s${index}` })) },
    'file:///many',
  )
  const rows = (): readonly Row[] => childrenOf(topRows(sources([many]), 'type')[0])
  expect(rows().length).toBe(201)
  const more = rows().at(-1)
  expect(more).toMatchObject({ kind: 'more', description: '9,800 more' })
  if (more) showMore(more)
  expect(rows().length).toBe(401)
})

test('what is only worth knowing is not counted as something to act on', () => {
  expect(toActOn(folder({ findings: [finding(), finding({ severity: 'error' }), finding({ severity: 'info' })] }).inventory)).toBe(2)
})
