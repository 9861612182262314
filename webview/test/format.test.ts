import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCount, list, plural } from '../src/format/count.ts'
import { shorten, visibleText } from '../src/format/text.ts'
import { eventTime, exactTime, relativeTime } from '../src/format/time.ts'

const now = new Date(2026, 10, 20, 14, 2, 11, 418)
const before = (ms: number): string => new Date(now.getTime() - ms).toISOString()
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [-5 * minute, 'just now'],
    [999, 'just now'],
    [4 * second, '4 s ago'],
    [59 * second, '59 s ago'],
    [minute, '1 min ago'],
    [31 * minute, '31 min ago'],
    [2 * hour, '2 h ago'],
    [11 * hour, '11 h ago'],
    [20 * hour, 'yesterday'],
    [30 * hour, 'yesterday'],
    [5 * day, '5 d ago'],
    [29 * day, '29 d ago'],
    [40 * day, '11 Oct 2026'],
  ])('says of %d ms ago: %s', (ms, text) => {
    expect(relativeTime(before(ms), now.getTime())).toBe(text)
  })

  it('keeps to hours when midnight passed a moment ago', () => {
    const afterMidnight = new Date(2026, 10, 20, 1, 0, 0)
    expect(relativeTime(new Date(2026, 10, 19, 23, 0, 0).toISOString(), afterMidnight.getTime())).toBe('2 h ago')
  })

  it.each(['', 'soon', '2026-99-01'])('says that %j is unknown', (text) => {
    expect(relativeTime(text, now.getTime())).toBe('unknown')
    expect(eventTime(text, now.getTime())).toBe('unknown')
    expect(exactTime(text)).toBe(text)
  })
})

describe('eventTime and exactTime', () => {
  it('gives milliseconds of today and the date of another day', () => {
    expect(eventTime(now.toISOString(), now.getTime())).toBe('14:02:11.418')
    expect(eventTime(before(2 * day), now.getTime())).toBe('18 Nov 14:02:11')
  })

  it('gives the exact time with its zone', () => {
    expect(exactTime(now.toISOString())).toMatch(/^20 November 2026 at 14:02:11 \S+$/)
  })
})

describe('counts', () => {
  it.each([
    [0, '0 servers'],
    [1, '1 server'],
    [41_206, '41,206 servers'],
  ])('says %d servers as %s', (value, text) => {
    expect(plural(value, 'server')).toBe(text)
  })

  it('takes an irregular plural', () => {
    expect(plural(2, 'capability', 'capabilities')).toBe('2 capabilities')
  })

  it('groups thousands', () => {
    expect(formatCount(1_284_000)).toBe('1,284,000')
  })

  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('lists %j as %j', (words, text) => {
    expect(list(words)).toBe(text)
  })
})

describe('visibleText', () => {
  it.each([
    ['plain text, ümlaut, 日本語, عربى, 🦊', 'plain text, ümlaut, 日本語, عربى, 🦊'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['a\u0000\n\u001b[31m', 'a\\u{0}\\u{a}\\u{1b}[31m'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half\ud83d', 'half\ufffd'],
    ['⚠️', '⚠️'],
    ['<b onclick="x">', '<b onclick="x">'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })

  it('leaves nothing that reorders, hides or breaks a line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b]/u)
      }),
    )
  })
})

describe('shorten', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['one more than', 12, 'one more th…'],
    ['ab🦊cd', 4, 'ab…'],
    ['ab🦊cd', 5, 'ab🦊…'],
  ])('cuts %j to %d', (text, limit, cut) => {
    expect(shorten(text, limit)).toBe(cut)
  })

  it('never exceeds the limit and stays well formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 40 }), (text, limit) => {
        const cut = shorten(text, limit)
        expect(cut.length).toBeLessThanOrEqual(limit)
        expect(cut.isWellFormed()).toBe(text.isWellFormed())
      }),
    )
  })
})
