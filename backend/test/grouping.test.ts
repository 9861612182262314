import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Grouping } from '../src/ingest/grouping.ts'

const bounds = { members: 3, weight: 10 }

test('what waits together is done together, within the bounds and in order', async () => {
  const groups: number[][] = []
  const grouping = new Grouping<number, string>(
    async (members) => {
      groups.push([...members])
      return members.map((member) => `did ${member}`)
    },
    (member) => member,
    bounds,
  )
  const results = await Promise.all([1, 2, 3, 4, 5, 50, 1].map((member) => grouping.add(member)))
  expect(results).toEqual(['did 1', 'did 2', 'did 3', 'did 4', 'did 5', 'did 50', 'did 1'])
  expect(groups).toEqual([[1], [2, 3, 4], [5], [50], [1]])
})

test('one that is at fault fails alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 20 }), async (faults) => {
      const done: number[] = []
      const grouping = new Grouping<{ index: number; fault: boolean }, number>(
        async (members) => {
          if (members.some(({ fault }) => fault)) throw new Error('at fault')
          done.push(...members.map(({ index }) => index))
          return members.map(({ index }) => index)
        },
        () => 1,
        bounds,
      )
      const settled = await Promise.allSettled(faults.map((fault, index) => grouping.add({ index, fault })))
      expect(settled.map(({ status }) => status === 'rejected')).toEqual(faults)
      expect(done).toEqual(faults.flatMap((fault, index) => (fault ? [] : [index])))
    }),
  )
})
