import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TestBackend } from '../support/backend.ts'
import { okBody } from '../support/client.ts'
import { serverData } from '../support/events.ts'

type Step = { readonly id: number; readonly subject: number; readonly present: boolean; readonly line: number }

/** What a step means is a function of its id, so that sending it again is a true retry. */
const step = fc
  .integer({ min: 0, max: 60 })
  .map((id): Step => ({ id, subject: id % 4, present: (id * 7) % 5 > 1, line: 1 + ((id * 3) % 3) }))
const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })

/** The rules in their simplest form: what each event becomes, and what is there at the end. */
function model(sent: readonly (readonly Step[])[]): { outcomes: string[]; present: Record<string, number> } {
  const known = new Set<number>()
  const state = new Map<number, string>()
  const outcomes = sent.flat().map(({ id, subject, present, line }) => {
    if (known.has(id)) return 'retry'
    const next = present ? `line ${line}` : 'removed'
    if (state.get(subject) === next) return 'unchanged'
    known.add(id)
    state.set(subject, next)
    return 'accepted'
  })
  const there = [...state]
    .filter(([, value]) => value !== 'removed')
    .map(([subject, value]) => [`mcp-server/${subject}`, Number(value.slice(5))])
  return { outcomes, present: Object.fromEntries(there) }
}

export function againstModel(context: () => TestBackend): void {
  test('random batches with repetitions give the state that the rules say', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (sent) => {
        const principal = await context().newPrincipal()
        const toEvent = ({ id, subject, present, line }: Step) => ({
          specversion: '1.0',
          id: `event-${id}`,
          source: principal.source(),
          type: present ? 'reeve.mcp-server.detected' : 'reeve.mcp-server.removed',
          time: new Date().toISOString(),
          subject: `mcp-server/${subject}`,
          datacontenttype: 'application/json',
          data: present ? serverData(`s${subject}`, { line }) : { name: `s${subject}` },
        })
        const outcomes: string[] = []
        for (const steps of sent) {
          const { results } = okBody('postBatch', await principal.batch(steps.map(toEvent)))
          outcomes.push(...results.map(({ status, reason }) => reason ?? status))
        }
        const { rows } = await principal.get('listDetections', { source: principal.source() })
        const expected = model(sent)
        expect(outcomes).toEqual(expected.outcomes)
        expect(Object.fromEntries(rows.map((row) => [row.subject, row.data.line]))).toEqual(expected.present)
      }),
      { numRuns: 25 },
    )
  })
}
