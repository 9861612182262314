import { scanReportSchema } from '@reeve/protocol/inventory'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type House, openHouse } from '../support/house.ts'

const count = z.int().min(0)
/** What `reeve up --once --format json` prints, held to the letter. */
const documentSchema = z.strictObject({
  scan: scanReportSchema,
  report: z.strictObject({ batches: count, events: count, accepted: count, duplicates: count, rejected: count }),
  backend: z.strictObject({ url: z.url(), agentId: z.string().regex(/^[0-9a-f]{32}$/), servers: count, findings: count }),
})

const configuration = (...names: string[]) => ({
  mcpServers: Object.fromEntries(names.map((name) => [name, { command: 'npx', args: ['-y', `${name}-mcp`] }])),
})

async function once(house: House) {
  const { code, out, err } = await house.run('up', house.workspace, '--once', '--format', 'json', '--no-user')
  expect(err).toBe('')
  expect(code).toBe(0)
  return documentSchema.parse(JSON.parse(out))
}

describe('reeve up --once', () => {
  it('reports what it found, and what still holds is a duplicate', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', configuration('alpha', 'beta'))
    const first = await once(house)
    expect(first.scan.servers.map(({ name }) => name)).toEqual(['alpha', 'beta'])
    expect(first.backend).toMatchObject({ servers: 2, findings: 2 })
    expect(first.report).toMatchObject({ duplicates: 0, rejected: 0 })
    expect(first.report.accepted).toBe(first.report.events)
    const second = await once(house)
    expect(second.report).toMatchObject({ accepted: 0, duplicates: first.report.events, rejected: 0 })
    expect(second.backend).toEqual({ ...first.backend, url: second.backend.url })
  })

  it('sees a server go and come within the hour', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', configuration('alpha', 'beta'))
    await once(house)
    await house.write('.cursor/mcp.json', configuration('alpha'))
    expect((await once(house)).backend).toMatchObject({ servers: 1, findings: 1 })
    await house.write('.cursor/mcp.json', configuration('alpha', 'beta'))
    const back = await once(house)
    expect(back.backend).toMatchObject({ servers: 2, findings: 2 })
    // The server, its finding, and the evidence for the protocol.
    expect(back.report.accepted).toBe(3)
  })

  it('says in one line what is wrong with a folder that is not there', async () => {
    await using house = await openHouse()
    const { code, out, err } = await house.run('up', '/does/not/exist', '--once', '--format', 'json')
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toBe('reeve: The folder /does/not/exist does not exist or cannot be read. Give the path of a folder that exists.\n')
  })
})
