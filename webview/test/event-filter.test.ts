import fc from 'fast-check'
import { eventCatalogue } from '@reeve/protocol/events'
import { describe, expect, it } from 'vitest'
import { eventEntry } from '../src/events/event-entry.ts'
import { filterText, matcherOf, maxFilters, parseFilter, readFilters, suggestionsFor } from '../src/events/event-filter.ts'
import { eventTypes } from '../src/events/event-type-names.ts'
import { minuteCounts } from '../src/records/minute-counts.ts'
import { findingData, infra, serverData, shop, storedEvent } from './support/sample-data.ts'

const names = new Map([
  [shop.id, shop.name],
  [infra.id, infra.name],
])
const entries = [
  storedEvent('reeve.mcp-server.detected', 'mcp-server/a', serverData('GitHub')),
  storedEvent('reeve.finding.raised', 'finding/f', findingData('unpinned-package', 'error', 'Über pinned.', '.mcp.json', 1, 'a')),
  storedEvent('reeve.finding.raised', 'finding/g', findingData('plaintext-secret', 'info', 'A token.', '.mcp.json', 2, 'a'), {
    workspace: infra,
  }),
  storedEvent('reeve.finding.resolved', 'finding/f', { name: 'Über pinned.' }),
].map(eventEntry)

const passing = (...typed: string[]): number[] => {
  const matches = matcherOf(readFilters(typed), names)
  return entries.flatMap((entry, index) => (matches(entry) ? [index] : []))
}

describe('filters', () => {
  it.each([
    [[], [0, 1, 2, 3]],
    [['type:finding'], [1, 2, 3]],
    [['type:finding.raised'], [1, 2]],
    [['type:reeve.finding.raised'], [1, 2]],
    [['TYPE:Finding.Raised'], [1, 2]],
    [['type:find'], []],
    [
      ['type:finding.raised', 'type:mcp-server'],
      [0, 1, 2],
    ],
    [['severity:error'], [1]],
    [
      ['severity:error', 'severity:info'],
      [1, 2],
    ],
    [['type:finding', 'workspace:infra-scripts'], [2]],
    [[`workspace:${infra.id}`], [2]],
    [['subject:finding/f'], [1, 3]],
    [['github'], [0]],
    [['über'], [1, 3]],
    [['über', 'package'], [1]],
    [['unknown:field'], []],
  ])('%j let pass %j', (typed, expected) => {
    expect(passing(...typed)).toEqual(expected)
  })

  it.each(['', '   ', 'type:', 'severity:  '])('are not made of %j', (typed) => {
    expect(parseFilter(typed)).toBeUndefined()
  })

  it('are kept once each, and so many', () => {
    expect(readFilters(['a', ' a ', 'type:x'])).toEqual([
      { field: 'text', value: 'a' },
      { field: 'type', value: 'x' },
    ])
    expect(readFilters(Array.from({ length: 50 }, (_, n) => `t${n}`))).toHaveLength(maxFilters)
  })

  it('stay the same over being written and read', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const filter = parseFilter(typed)
        if (filter) expect(parseFilter(filterText(filter))).toEqual(filter)
      }),
    )
  })
})

describe('suggestions', () => {
  it.each([
    ['', ['type:', 'severity:', 'workspace:', 'subject:']],
    ['s', ['severity:', 'subject:']],
    ['type:finding', ['type:finding.raised', 'type:finding.resolved']],
    ['Severity:', ['severity:error', 'severity:warning', 'severity:info']],
    ['workspace:inf', ['workspace:infra-scripts']],
    ['subject:', []],
    ['nothing', []],
  ])('for %j', (typed, texts) => {
    expect(suggestionsFor(typed, names).map(({ text }) => text)).toEqual(texts)
  })

  it('know every type of the catalogue', () => {
    expect(eventTypes.map(({ type }) => `reeve.${type}`)).toEqual(Object.keys(eventCatalogue))
  })
})

describe('minuteCounts', () => {
  const minute = 60_000
  const now = 1_000 * minute + 30_000

  it('counts each minute up to now, and what lies ahead for the present one', () => {
    const { startsS, counts } = minuteCounts(
      [now, now - 10_000, now - minute, now + 5 * minute, now - 90 * minute],
      now,
      60,
      Number.NEGATIVE_INFINITY,
    )
    expect(counts).toHaveLength(60)
    expect(counts.slice(-2)).toEqual([1, 3])
    expect(startsS.at(-1)).toBe(1_000 * 60)
    expect(counts.reduce((sum, count) => sum + count)).toBe(4)
  })

  it('leaves out the minutes of which not all is known', () => {
    expect(minuteCounts([now], now, 60, now - 2 * minute)).toEqual({ startsS: [59_940, 60_000], counts: [0, 1] })
    expect(minuteCounts([now], now, 60, now).counts).toEqual([1])
    expect(minuteCounts([], now, 60, Number.NaN).counts).toHaveLength(60)
  })

  it('never counts an event twice, whatever its time', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (times) => {
        const { counts } = minuteCounts(times, now, 60, Number.NEGATIVE_INFINITY)
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(times.length)
      }),
    )
  })
})
