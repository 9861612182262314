import { expect, it } from 'vitest'
import { hiddenTexts } from '../../../src/modules/detection/rules/hidden-text.ts'

it.each([
  ['a\u200b\u200bb', 'zero-width characters', [1, 3]],
  ['ig\u200bnore', 'zero-width characters', [2, 3]],
  ['x \u202Eabc\u202C', 'bidirectional controls', [2, 3]],
  ['x\u{E0068}\u{E0069}', 'tag characters', [1, 5]],
  ['a \u001b[2Jb', 'control characters', [2, 3]],
  ['please іgnore it all the same', 'letters of another script', [7, 13]],
  ['\u3164\u3164', 'zero-width characters', [0, 2]],
])('%j hides something', (text, kind, [from, to]) => {
  expect(hiddenTexts(text)[0]).toEqual({ from, to, kind, hides: true })
})

it.each([
  'plain text',
  '\uFEFFtext after a byte-order mark',
  'a stray \u200b one',
  'in\u00ADter\u00ADest',
  '👩‍👩‍👧 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽',
  'می‌خواهم',
  'क्‍ष',
  'Пишем код: npm-пакеты, PDFы и API',
  'שלום \u2067abc\u2069 עולם',
  'µm, Ω, naïve, Ærø',
])('%j hides nothing', (text) => {
  expect(hiddenTexts(text).filter(({ hides }) => hides)).toEqual([])
})
