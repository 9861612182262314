import { expect, test } from 'vitest'
import type { Detection, StoredEvent } from '@reeve/protocol/api'
import type { TestBackend } from '../support/backend.ts'
import type { TestPrincipal } from '../support/client.ts'
import { findingRaised, serverDetected, serverRemoved, workspaceOpened } from '../support/events.ts'

/** Reads a list to its end, with something done between its pages. */
async function readAll<N extends 'listDetections' | 'listEvents'>(
  principal: TestPrincipal,
  name: N,
  query: Record<string, string>,
  between: () => Promise<unknown> = async () => {},
): Promise<(Detection | StoredEvent)[]> {
  const rows: (Detection | StoredEvent)[] = []
  let cursor: string | undefined
  do {
    const page = await principal.get(name, { ...query, ...(cursor ? { cursor } : {}) })
    rows.push(...page.rows)
    cursor = page.nextCursor
    await between()
  } while (cursor)
  return rows
}

export function queries(context: () => TestBackend): void {
  test('pages of events neither repeat nor miss one while others come', async () => {
    const principal = await context().newPrincipal()
    const source = principal.source()
    const events = Array.from({ length: 25 }, (_, index) => serverDetected(source, `s${index}`))
    await principal.batch(events)
    let more = 0
    const read = (await readAll(principal, 'listEvents', { source, limit: '10' }, () =>
      principal.batch([serverDetected(source, `late${more++}`)]),
    )) as StoredEvent[]
    expect(read.map((row) => row.event.id)).toEqual(events.map((event) => event.id).reverse())
  })

  test('pages of detections neither repeat nor miss one while others come', async () => {
    const principal = await context().newPrincipal()
    const source = principal.source()
    const names = Array.from({ length: 25 }, (_, index) => `s${index}`)
    await principal.batch(names.map((name) => serverDetected(source, name)))
    let more = 0
    const touch = () =>
      more < 3
        ? principal.batch([serverDetected(source, `late${more++}`), serverDetected(source, 's3', { line: more + 10 })])
        : Promise.resolve()
    const read = (await readAll(principal, 'listDetections', { source, limit: '10' }, touch)) as Detection[]
    expect(read.map((row) => row.name).filter((name) => !name.startsWith('late'))).toEqual(names)
    expect(new Set(read.map((row) => row.subject)).size).toBe(read.length)
  })

  const filters: [Record<string, string>, string[]][] = [
    [{}, ['100%_sure', 'a loose finding', 'github', 'shop']],
    [{ kind: 'mcp-server' }, ['100%_sure', 'github']],
    [{ severity: 'warning' }, ['a loose finding']],
    [{ rule: 'unpinned-package' }, ['a loose finding']],
    [{ rule: 'plaintext-secret' }, []],
    [{ state: 'removed' }, ['old']],
    [{ state: 'any' }, ['100%_sure', 'a loose finding', 'github', 'old', 'shop']],
    [{ kind: 'workspace' }, ['shop']],
    [{ search: 'GITH' }, ['github']],
    [{ search: '%' }, ['100%_sure']],
    [{ search: '_' }, ['100%_sure']],
    [{ workspace: 'elsewhere' }, []],
  ]
  test('detections are filtered', async () => {
    const principal = await context().newPrincipal()
    const source = principal.source()
    await principal.batch([
      serverDetected(source, 'github'),
      serverDetected(source, '100%_sure'),
      serverRemoved(source, 'old'),
      findingRaised(source, 'f', 'warning', 'server:github', 'a loose finding'),
      workspaceOpened(source, 'shop'),
    ])
    for (const [filter, names] of filters) {
      const { rows } = await principal.get('listDetections', { source, ...filter })
      expect([filter, rows.map((row) => row.name).sort()]).toEqual([filter, names])
      expect(rows.every((row) => row.workspace.name === 'shop')).toBe(true)
    }
  })

  test('events are filtered by type, workspace and subject', async () => {
    const principal = await context().newPrincipal()
    await principal.batch([
      serverDetected(principal.source('one'), 'a'),
      serverDetected(principal.source('two'), 'a'),
      workspaceOpened(principal.source('two'), 'two'),
    ])
    const typesOf = async (query: Record<string, string>) => (await principal.get('listEvents', query)).rows.map((row) => row.event.type)
    expect(await typesOf({ source: principal.source('two') })).toEqual(['reeve.workspace.opened', 'reeve.mcp-server.detected'])
    expect(await typesOf({ source: principal.source('two'), type: 'reeve.workspace.opened' })).toHaveLength(1)
    expect(await typesOf({ source: principal.source('one'), subject: 'mcp-server/a', workspace: 'one' })).toHaveLength(1)
    expect(await typesOf({ source: principal.source('one'), subject: 'mcp-server/b' })).toEqual([])
  })

  test('agents are listed, and registering again changes only the name', async () => {
    const principal = await context().newPrincipal()
    const before = await principal.get('getAgent', {}, principal.id)
    await principal.register({}, { name: 'renamed' })
    const after = await principal.get('getAgent', {}, principal.id)
    expect(after).toMatchObject({ id: principal.id, name: 'renamed', kind: 'supervisor', createdAt: before.createdAt, connected: false })
    expect((await principal.get('listAgents')).rows.map((agent) => agent.id)).toContain(principal.id)
  })

  test('the audit of a principal holds what it asked, the newest first', async () => {
    const principal = await context().newPrincipal()
    await principal.batch([serverDetected(principal.source(), 'a')])
    await principal.get('getSummary')
    const first = await principal.get('listAudit', { principal: principal.id, limit: '2' })
    expect(first.rows.map((row) => [row.action, row.status])).toEqual([
      ['getSummary', 200],
      ['postBatch', 200],
    ])
    const { rows } = await principal.get('listAudit', { principal: principal.id, cursor: first.nextCursor ?? '' })
    expect(rows.map((row) => row.action)).toEqual(['registerAgent'])
  })

  const check = (principal: TestPrincipal, event: { source: string; id: string }) =>
    principal.get('checkEventSignature', { source: event.source }, event.id)

  test.each([true, false])('the signature of each event of a batch holds, compressed: %s', async (gzip) => {
    const principal = await context().newPrincipal()
    const events = ['a', 'b', 'c'].map((name) => serverDetected(principal.source(), name))
    await principal.batch(events, { gzip, batchId: '0b5fe0b1-7e5c-4f0e-9c9e-3f3a0a6f2f11', now: Date.parse(new Date().toISOString()) })
    for (const [index, event] of events.entries()) {
      expect(await check(principal, event)).toMatchObject({
        result: 'valid',
        reason: null,
        principal: principal.id,
        batchId: '0b5fe0b1-7e5c-4f0e-9c9e-3f3a0a6f2f11',
        position: index + 1,
        batchEvents: 3,
      })
    }
  })

  test('a signature is found wrong when the record, the octets or the batch were changed, and unknown without the key', async () => {
    const principal = await context().newPrincipal()
    const [event, other] = ['a', 'b'].map((name) => serverDetected(principal.source(), name))
    if (!event || !other) throw new Error('no events')
    await principal.batch([event])
    await principal.batch([other])
    const { db } = context().database
    const ours = (table: 'events') => db.updateTable(table).where('source', '=', event.source).where('id', '=', event.id)

    await ours('events')
      .set({ record: JSON.stringify({ ...event, time: '2020-01-01T00:00:00.000Z' }) })
      .execute()
    expect(await check(principal, event)).toMatchObject({ result: 'invalid', reason: expect.stringContaining('differs'), position: 1 })

    const batches = await db
      .selectFrom('batches')
      .select(['sequence', 'octets'])
      .where('principal', '=', principal.id)
      .orderBy('sequence')
      .execute()
    await ours('events')
      .set({ batch: batches[1]?.sequence ?? 0 })
      .execute()
    expect(await check(principal, event)).toMatchObject({
      result: 'invalid',
      reason: expect.stringContaining('does not hold'),
      position: null,
    })

    const octets = Uint8Array.from(batches[1]?.octets ?? [])
    octets.set([(octets[20] ?? 0) ^ 1], 20)
    await db
      .updateTable('batches')
      .set({ octets })
      .where('sequence', '=', batches[1]?.sequence ?? 0)
      .execute()
    expect(await check(principal, other)).toMatchObject({
      result: 'invalid',
      reason: expect.stringContaining('does not match'),
      signedAt: null,
    })

    const reader = await context().newPrincipal()
    await db.deleteFrom('agent_keys').where('agent_id', '=', principal.id).execute()
    expect(await check(reader, other)).toMatchObject({ result: 'unknown', principal: principal.id })
    await expect(check(reader, { source: event.source, id: 'none' })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a trust score is made of what was measured, and its history grows when it changes', async () => {
    const principal = await context().newPrincipal()
    await principal.get('listAudit')
    const before = await principal.get('getTrustScore', {}, principal.id)
    expect(before.factors.map((factor) => factor.name)).toEqual(['verification', 'alerts', 'age'])
    expect(before.factors.reduce((sum, factor) => sum + factor.weight, 0)).toBeCloseTo(1, 2)
    await principal.batch([findingRaised(principal.source(), 'f', 'error', null)])
    const after = await principal.get('getTrustScore', {}, principal.id)
    expect(after.score).toBeLessThan(before.score)
    await principal.get('getTrustScore', {}, principal.id)
    const history = await context()
      .database.db.selectFrom('trust_score_history')
      .select('score')
      .where('principal', '=', principal.id)
      .orderBy('sequence')
      .execute()
    expect(history.map((row) => row.score)).toEqual([before.score, after.score])
    await expect(principal.get('getTrustScore', {}, 'nobody')).rejects.toMatchObject({ code: 'not-found' })
  })
}
