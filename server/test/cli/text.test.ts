import { emptyInventory, type ScanReport, type ServerEntry } from '@reeve/protocol/inventory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportText } from '../../src/cli/report-text.ts'
import { plain, table } from '../../src/cli/table.ts'
import { atLeast, createLogger, formatLogRecord, type LogRecord, reasonOf } from '../../src/log.ts'

const columns = [
  { title: 'NAME', value: (row: { name: string; what: string }) => row.name },
  { title: 'WHAT', value: (row: { name: string; what: string }) => row.what, cutOrder: 1 },
]

describe('a table', () => {
  it('aligns its columns and cuts the ones that may be cut', () => {
    expect(
      table(
        [
          { name: 'a', what: 'x'.repeat(30) },
          { name: 'longer', what: 'y' },
        ],
        columns,
        24,
      ),
    ).toBe(['NAME    WHAT', `a       ${'x'.repeat(15)}…`, 'longer  y'].join('\n'))
  })

  it('keeps every line within the width, whatever the rows say', () => {
    const row = fc.record({ name: fc.string({ maxLength: 10, unit: 'binary' }), what: fc.string({ unit: 'binary' }) })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), fc.integer({ min: 40, max: 200 }), (rows, width) => {
        const lines = table(rows, columns, width).split('\n')
        expect(lines).toHaveLength(rows.length + 1)
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })

  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['a\u0007b', 'a\uFFFDb'],
    ['name\u202Egpj.exe', 'name\uFFFDgpj.exe'],
    ['two\nlines', 'two\uFFFDlines'],
  ])('shows %j as %j', (given, shown) => {
    expect(plain(given)).toBe(shown)
  })
})

const server: ServerEntry = {
  id: '1',
  name: 'github',
  client: 'cursor',
  scope: 'project',
  file: '.cursor/mcp.json',
  line: 3,
  transport: 'stdio',
  command: 'npx',
  args: [],
  url: null,
  package: { ecosystem: 'npm', name: 'github-mcp', version: '1.2.3', pinned: true },
  disabled: true,
  confidence: 100,
  methods: ['config:cursor'],
}
const report = (change: Partial<ScanReport>): ScanReport => ({
  version: 1,
  workspace: '/home/user/shop',
  durationMs: 12.4,
  ...emptyInventory(),
  ...change,
})

describe('a report for a person', () => {
  it('says what is looked for where nothing is', () => {
    expect(reportText(report({}), 100)).toContain('Nothing of that is here.')
  })

  it('shows servers, agents, capabilities, findings and what could not be read', () => {
    const text = reportText(
      report({
        servers: [
          server,
          { ...server, name: 'remote', client: null, package: null, url: 'https://mcp.example.com/', disabled: false },
          { ...server, name: 'local', package: null, command: 'node', args: ['a.js'] },
        ],
        agents: [{ id: 'a1', name: 'triage', framework: 'langgraph', file: 'agent.py', line: 7 }],
        capabilities: [{ name: 'file:read', confidence: 90, agents: ['a1'], evidence: [] }],
        protocols: [{ name: 'mcp', evidence: [] }],
        findings: [
          { rule: 'unpinned-package', severity: 'warning', message: 'no version', file: 'x.json', line: 2, subject: null },
          { rule: 'insecure-transport', severity: 'error', message: 'no TLS', file: 'y.json', line: 1, subject: null },
        ],
        errors: [{ file: 'broken.json', message: 'broken.json is not valid JSON' }],
      }),
      120,
    )
    expect(text).toContain('/home/user/shop: 3 servers, 1 agent, 1 capability, 2 findings in 12 ms')
    expect(text).toMatch(/github \(disabled\) +cursor +stdio +github-mcp@1\.2\.3 +\.cursor\/mcp\.json:3/)
    expect(text).toContain('https://mcp.example.com/')
    expect(text).toContain('node a.js')
    expect(text).toMatch(/triage +langgraph +file:read +agent\.py:7/)
    expect(text.indexOf('no TLS')).toBeLessThan(text.indexOf('no version'))
    expect(text).toContain('broken.json is not valid JSON')
  })
})

describe('the log', () => {
  it('is one channel with tags, levels and fields', () => {
    const records: LogRecord[] = []
    const log = createLogger(atLeast('info', (record) => void records.push(record))).child('detection')
    log.debug('not this')
    log.info('this', { files: 3 })
    log.warn('and this')
    log.error('and that', { reason: 'x' })
    expect(records.map(formatLogRecord)).toEqual([
      'info detection: this (files=3)',
      'warn detection: and this',
      'error detection: and that (reason=x)',
    ])
  })

  it('takes a reason from whatever was thrown', () => {
    expect([reasonOf(new Error('broken')), reasonOf('text')]).toEqual(['broken', 'text'])
  })
})
