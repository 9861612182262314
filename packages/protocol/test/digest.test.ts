import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentHash, inventoryDigest } from '@reeve/protocol/digest'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const item = fc.record({ subject: fc.string({ minLength: 1, maxLength: 20 }), hash: fc.stringMatching(/^[0-9a-f]{64}$/) })

test('a content’s hash is over its canonical JSON', () => {
  expect(contentHash({ b: 1, a: ['ü', null, 1.0] })).toBe(sha256('{"a":["ü",null,1],"b":1}'))
  expect(contentHash(undefined)).toBe(sha256('null'))
})

test('the order of an object’s fields does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(contentHash(Object.fromEntries(Object.entries(value).reverse()))).toBe(contentHash(value))
    }),
  )
})

test('an inventory’s digest is over its lines, in order', () => {
  const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
  expect(inventoryDigest([])).toBe(sha256(''))
  expect(
    inventoryDigest([
      { subject: 'y', hash: b },
      { subject: 'x', hash: a },
    ]),
  ).toBe(sha256(`x\n${a}\ny\n${b}\n`))
})

test('the order of an inventory’s items does not matter, what they are does', () => {
  fc.assert(
    fc.property(fc.uniqueArray(item, { selector: ({ subject }) => subject, minLength: 1 }), fc.nat(), (items, position) => {
      expect(inventoryDigest([...items].reverse())).toBe(inventoryDigest(items))
      const changed = items.map((one, index) => (index === position % items.length ? { ...one, hash: sha256(one.hash) } : one))
      expect(inventoryDigest(changed)).not.toBe(inventoryDigest(items))
      expect(inventoryDigest(items.slice(1))).not.toBe(inventoryDigest(items))
    }),
  )
})
