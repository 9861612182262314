import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countOf, plainLine, plainLines, withoutMarkup } from '../src/support/text.ts'

describe('plainLine', () => {
  test.each([
    ['a name stays as it is', 'github', 'github'],
    ['markup stays as text', '<img src=x onerror=alert(1)> [x](command:y)', '<img src=x onerror=alert(1)> [x](command:y)'],
    ['line ends become a space', 'one\r\n\ttwo', 'one two'],
    ['controls are made visible', 'a\u0000b\u001b[31mc', 'a\ufffdb\ufffd[31mc'],
    ['what turns the direction is made visible', 'ab\u202etxt.exe', 'ab\ufffdtxt.exe'],
    ['what has no width is made visible', 'git\u200bhub', 'git\ufffdhub'],
    ['tags are made visible', 'a\u{e0041}b', 'a\ufffdb'],
  ])('%s', (_, text, expected) => {
    expect(plainLine(text)).toBe(expected)
  })

  test('what is too long is cut with an ellipsis, and a letter is never cut in two', () => {
    expect(plainLine('x'.repeat(500), 10)).toBe(`${'x'.repeat(9)}…`)
    expect(plainLine('😀'.repeat(20), 5)).toBe(`${'😀'.repeat(4)}…`)
  })

  test('is one short line without a treacherous character, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 1, max: 60 }), (text, characters) => {
        const line = plainLine(text, characters)
        expect([...line].length).toBeLessThanOrEqual(characters)
        expect(line).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069\u200b-\u200f]/u)
        expect(plainLine(line, characters)).toBe(line)
      }),
    )
  })
})

test('a tooltip leaves out what is not there', () => {
  expect(plainLines(['a', undefined, '', 'b\nc'])).toBe('a\nb c')
})

test.each([
  ['[a](command:x)', '[a] (command:x)'],
  ['$(zap) fast', '$ (zap) fast'],
])('%s is no markup any more', (text, expected) => {
  expect(withoutMarkup(text)).toBe(expected)
})

test('one is one, and more are many', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'finding', 'findings'))).toEqual(['0 findings', '1 finding', '2 findings'])
})
