import { createPublicKey, verify } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { routes, syncResultSchema } from '@reeve/protocol/api'
import { contentHash, inventoryDigest } from '@reeve/protocol/digest'
import { canonicalRequest } from '@reeve/protocol/signing'
import type { TestBackend } from '../support/backend.ts'
import { okBody, type TestPrincipal } from '../support/client.ts'
import { findingRaised, makeEvent, serverData, serverDetected, serverRemoved, workspaceOpened } from '../support/events.ts'

const outcomes = async (principal: TestPrincipal, events: readonly unknown[]): Promise<string[]> =>
  okBody('postBatch', await principal.batch(events)).results.map(({ status, reason, error }) => reason ?? error?.code ?? status)

const presentNames = async (principal: TestPrincipal): Promise<string[]> =>
  (await principal.get('listDetections', { source: principal.source() })).rows.map((row) => row.name).sort()

export function ingest(context: () => TestBackend): void {
  test('an event travels to the database and back as it was sent, with a receipt beside it', async () => {
    const principal = await context().newPrincipal()
    const event = serverDetected(principal.source(), 'github', { later: { field: [1, 'ü', null] } })
    const batchId = crypto.randomUUID()
    okBody('postBatch', await principal.batch([event], { gzip: true, batchId }))
    const { rows } = await principal.get('listEvents', { source: principal.source() })
    expect(rows).toHaveLength(1)
    expect(rows[0]?.event).toEqual(event)
    expect(rows[0]?.receipt).toMatchObject({ principal: principal.id, batchId, remoteAddress: '127.0.0.1' })
  })

  test('the octets are kept, so that the signature can be checked later', async () => {
    const principal = await context().newPrincipal()
    okBody('postBatch', await principal.batch([serverDetected(principal.source(), 'github')], { gzip: true }))
    const { db } = context().database
    const batch = await db.selectFrom('batches').selectAll().where('principal', '=', principal.id).executeTakeFirstOrThrow()
    const octets = canonicalRequest({ method: batch.method, path: batch.path, body: batch.octets }, batch.signed_timestamp, batch.nonce)
    const [stored] = await db.selectFrom('agent_keys').selectAll().where('agent_id', '=', principal.id).execute()
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(stored?.public_key ?? '', 'base64')])
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    expect(verify(null, octets, key, Buffer.from(batch.signature, 'base64'))).toBe(true)
    expect(JSON.parse(gunzipSync(batch.octets).toString()).principal).toBe(principal.id)
  })

  describe('the three rules', () => {
    test('retry: an event is stored once, however often it is sent', async () => {
      const principal = await context().newPrincipal()
      const events = [workspaceOpened(principal.source(), 'one'), serverDetected(principal.source(), 'github')]
      expect(await outcomes(principal, [...events, events[0]])).toEqual(['accepted', 'accepted', 'retry'])
      expect(await outcomes(principal, events)).toEqual(['retry', 'retry'])
      expect((await principal.get('listEvents', { source: principal.source() })).rows).toHaveLength(2)
    })

    test('duplicate: what equals the present state adds nothing', async () => {
      const principal = await context().newPrincipal()
      const source = principal.source()
      expect(await outcomes(principal, [serverDetected(source, 'github')])).toEqual(['accepted'])
      expect(await outcomes(principal, [serverDetected(source, 'github')])).toEqual(['unchanged'])
      expect(await outcomes(principal, [serverDetected(source, 'github', { line: 4 })])).toEqual(['accepted'])
      expect((await principal.get('listEvents', { source })).rows).toHaveLength(2)
    })

    test('a server that goes and comes back is news both times', async () => {
      const principal = await context().newPrincipal()
      const source = principal.source()
      expect(await outcomes(principal, [serverDetected(source, 'github')])).toEqual(['accepted'])
      expect(await outcomes(principal, [serverRemoved(source, 'github')])).toEqual(['accepted'])
      expect(await presentNames(principal)).toEqual([])
      expect(await outcomes(principal, [serverDetected(source, 'github')])).toEqual(['accepted'])
      expect(await presentNames(principal)).toEqual(['github'])
    })

    test('within one batch events of one subject are applied in order', async () => {
      const principal = await context().newPrincipal()
      const source = principal.source()
      const events = [
        serverDetected(source, 'a'),
        serverRemoved(source, 'a'),
        serverDetected(source, 'a'),
        serverDetected(source, 'a'),
        serverRemoved(source, 'b'),
      ]
      expect(await outcomes(principal, events)).toEqual(['accepted', 'accepted', 'accepted', 'unchanged', 'accepted'])
      expect(await presentNames(principal)).toEqual(['a'])
    })

    test('the same id under another source is another event', async () => {
      const [one, two] = [await context().newPrincipal(), await context().newPrincipal()]
      const event = serverDetected(one.source(), 'github')
      expect(await outcomes(one, [event])).toEqual(['accepted'])
      expect(await outcomes(two, [{ ...event, source: two.source() }])).toEqual(['accepted'])
    })

    test('an unchanged detection renews when it was last seen', async () => {
      const principal = await context().newPrincipal()
      const source = principal.source()
      await principal.batch([serverDetected(source, 'github')])
      const [before] = (await principal.get('listDetections', { source })).rows
      await principal.batch([serverDetected(source, 'github')])
      const [after] = (await principal.get('listDetections', { source })).rows
      expect(Date.parse(after?.lastSeenAt ?? '')).toBeGreaterThan(Date.parse(before?.lastSeenAt ?? ''))
      expect(after).toMatchObject({ changedAt: before?.changedAt, firstSeenAt: before?.firstSeenAt, eventId: before?.eventId })
    })
  })

  test('batches of one principal that come at once lose nothing', async () => {
    const principal = await context().newPrincipal()
    const source = principal.source()
    const names = Array.from({ length: 12 }, (_, index) => `server-${index}`)
    const answers = await Promise.all(
      names.map((name) => principal.batch([serverDetected(source, name), serverDetected(source, 'shared')])),
    )
    const accepted = answers.map((answer) => okBody('postBatch', answer).accepted)
    expect(accepted.reduce((sum, count) => sum + count, 0)).toBe(names.length + 1)
    expect(await presentNames(principal)).toEqual([...names, 'shared'].sort())
  })

  test('batches of many principals that come at once are stored each for itself', async () => {
    const principals = await Promise.all(Array.from({ length: 8 }, () => context().newPrincipal()))
    const [replayer] = principals as [TestPrincipal]
    const nonce = 'n'.repeat(43)
    await context()
      .database.db.insertInto('batches')
      .values({
        batch_id: crypto.randomUUID(),
        principal: replayer.id,
        received_at: new Date(),
        remote_address: '',
        method: 'POST',
        path: '/',
        signed_timestamp: '1',
        nonce,
        signature: '',
        content_encoding: null,
        octets: new Uint8Array(),
        accepted: 0,
      })
      .execute()
    const answers = await Promise.all(
      principals.map((principal, index) =>
        principal.batch([serverDetected(principal.source(), `of ${index}`)], principal === replayer ? { nonce } : {}),
      ),
    )
    expect(answers.map((answer) => answer.status)).toEqual([401, ...Array(7).fill(200)])
    for (const [index, principal] of principals.entries()) {
      expect(await presentNames(principal)).toEqual(index === 0 ? [] : [`of ${index}`])
      const { rows } = await principal.get('listEvents', { source: principal.source() })
      expect(rows.map((row) => row.receipt.principal)).toEqual(index === 0 ? [] : [principal.id])
    }
  })

  test('a workspace is called by its id until its name is told, and keeps the name', async () => {
    const principal = await context().newPrincipal()
    const source = principal.source('w7')
    const nameOf = async () => (await principal.get('getSummary', { source })).workspaces.map((workspace) => workspace.name)
    await principal.batch([serverDetected(source, 'github')])
    expect(await nameOf()).toEqual(['w7'])
    await principal.batch([workspaceOpened(source, 'shop')])
    await principal.batch([serverDetected(source, 'other')])
    expect(await nameOf()).toEqual(['shop'])
  })

  describe('resynchronisation', () => {
    const item = (name: string, change: object = {}) => ({ subject: `mcp-server/${name}`, hash: contentHash(serverData(name, change)) })
    const sync = async (principal: TestPrincipal, items: ReturnType<typeof item>[], withItems: boolean, source = principal.source()) =>
      principal.post(routes.syncInventory.path, { source, digest: inventoryDigest(items), ...(withItems ? { items } : {}) })

    test('compares digests, and with items says what differs', async () => {
      const principal = await context().newPrincipal()
      const source = principal.source()
      await principal.batch([
        serverDetected(source, 'same'),
        serverDetected(source, 'changed'),
        serverDetected(source, 'gone'),
        serverRemoved(source, 'old'),
      ])
      const stored = [item('same'), item('changed'), item('gone')]
      expect(syncResultSchema.parse((await sync(principal, stored, false)).body)).toEqual({ equal: true, wanted: [], gone: [] })
      const now = [item('same'), item('changed', { line: 9 }), item('new')]
      expect(syncResultSchema.parse((await sync(principal, now, false)).body)).toEqual({ equal: false, wanted: [], gone: [] })
      const { equal, wanted, gone } = syncResultSchema.parse((await sync(principal, now, true)).body)
      expect({ equal, wanted: wanted.sort(), gone }).toEqual({
        equal: false,
        wanted: ['mcp-server/changed', 'mcp-server/new'],
        gone: [{ subject: 'mcp-server/gone', name: 'gone' }],
      })
    })

    test('of the source of another principal is refused', async () => {
      const principal = await context().newPrincipal()
      const answer = await sync(principal, [], false, `reeve://${'f'.repeat(32)}/w1`)
      expect(answer).toMatchObject({ status: 422, body: { error: { code: 'event-source-foreign' } } })
    })
  })

  test('the summary counts what is there, for all and for one workspace', async () => {
    const principal = await context().newPrincipal()
    const [one, two] = [principal.source('one'), principal.source('two')]
    await principal.batch([
      serverDetected(one, 'hostile'),
      serverDetected(one, 'loose', { client: 'vscode' }),
      serverDetected(one, 'clean', { client: null }),
      findingRaised(one, 'f1', 'error', 'server:hostile'),
      findingRaised(one, 'f2', 'info', 'server:hostile'),
      findingRaised(one, 'f3', 'warning', 'server:loose'),
      makeEvent(one, 'reeve.protocol.detected', 'protocol/mcp', { name: 'mcp', evidence: [] }),
      makeEvent(one, 'reeve.capability.detected', 'capability/file:read', { name: 'file:read', confidence: 90, agents: [], evidence: [] }),
      makeEvent(one, 'reeve.agent.detected', 'agent/a', { id: 'a', name: 'a', framework: 'langchain', file: 'a.py', line: 1 }),
      makeEvent(one, 'reeve.events.dropped', undefined, { high: 0, normal: 1, low: 4, total: 5 }),
      serverDetected(two, 'hostile'),
    ])
    expect(await principal.get('getSummary', { source: one })).toMatchObject({
      servers: 3,
      capabilities: 1,
      protocols: 1,
      agents: 1,
      findings: 3,
      findingsBySeverity: { error: 1, warning: 1, info: 1 },
      serversByRisk: { atRisk: 1, toLookAt: 1, clean: 1 },
      clients: 2,
      workspaces: [{ id: 'one', source: one }],
      eventsLastHour: 10,
      eventsDropped: 5,
    })
    expect(await principal.get('getSummary', { workspace: 'two', source: two })).toMatchObject({
      servers: 1,
      serversByRisk: { clean: 1 },
      eventsLastHour: 1,
    })
    expect((await principal.get('getSummary')).eventsLastHour).toBeGreaterThanOrEqual(11)
  })
}
