import { describe, expect, it } from 'vitest'
import { packageTable } from '../../../src/modules/detection/source/capability-table.ts'
import { frameworkTable } from '../../../src/modules/detection/source/framework-table.ts'
import { knownPackages, words } from '../../../src/modules/detection/source/package-index.ts'
import { protocolTable } from '../../../src/modules/detection/source/protocol-table.ts'

describe('the tables', () => {
  it.each([
    ['capabilities', packageTable],
    ['protocols', protocolTable],
    ['frameworks', frameworkTable],
  ] as const)('name no package of %s twice', (_name, table) => {
    for (const ecosystem of ['npm', 'pypi'] as const) {
      const names = table.flatMap((row) => words(row[ecosystem]))
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    }
  })

  it('know the packages that programs use most', () => {
    expect(knownPackages('npm').length).toBeGreaterThan(200)
    expect(knownPackages('pypi').length).toBeGreaterThan(200)
  })
})
