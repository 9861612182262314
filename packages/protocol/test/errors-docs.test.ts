import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorCatalogue, errorCodes } from '@reeve/protocol/errors'

const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
/** The text below each heading that is a code. */
const entries = new Map(
  text
    .split(/^#{2,3} /m)
    .slice(1)
    .map((part) => [part.split('\n')[0]?.trim() ?? '', part]),
)

test.each(errorCodes)('docs/errors.md says what %s means and what to do', (code) => {
  expect(entries.get(code)).toContain(errorCatalogue[code].message)
  expect(entries.get(code)).toContain(errorCatalogue[code].action)
})

test('docs/errors.md has no entry for an error that is not there', () => {
  expect([...entries.keys()].filter((name) => /^[a-z-]+$/.test(name)).sort()).toEqual([...errorCodes].sort())
})
