import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { postgresMissing, startPostgres } from '../../backend/test/support/postgres.ts'
import { createCertificate } from '../support/certificate.ts'
import { openHouse } from '../support/house.ts'

const missing = await postgresMissing()

describe.skipIf(missing !== undefined)(`a backend for a team${missing ? ` (${missing})` : ''}`, () => {
  it('runs on PostgreSQL, and takes what supervisors report', { timeout: 60_000 }, async () => {
    const postgres = await startPostgres()
    try {
      await using house = await openHouse()
      await house.write('.cursor/mcp.json', { mcpServers: { alpha: { command: 'npx', args: ['-y', 'alpha-mcp'] } } })
      const { certificate, key } = await createCertificate()
      const [certificateFile, keyFile] = ['team.pem', 'team.key'].map((name) => join(house.workspace, '..', name)) as [string, string]
      await writeFile(certificateFile, certificate)
      await writeFile(keyFile, key, { mode: 0o600 })
      const database = await postgres.createDatabase()
      const backend = house.start('backend', '--postgres', database, '--port', '0', '--tls-cert', certificateFile, '--tls-key', keyFile)
      await backend.said('the backend listens')
      const { url } = JSON.parse(
        backend
          .out()
          .split('\n')
          .find((line) => line.includes('the backend listens')) ?? '{}',
      ) as { url: string }
      const once = ['up', house.workspace, '--once', '--no-user', '--format', 'json', '--backend', url, '--backend-ca', certificateFile]
      const first = await house.run(...once)
      expect(first).toMatchObject({ code: 0, err: '' })
      expect(JSON.parse(first.out)).toMatchObject({ backend: { url, servers: 1, findings: 1 }, report: { rejected: 0, duplicates: 0 } })
      expect(JSON.parse((await house.run(...once)).out)).toMatchObject({ report: { accepted: 0 } })
      expect(backend.out()).not.toContain(database)
      backend.child.kill('SIGINT')
      expect(await backend.ended).toBe(0)
    } finally {
      await postgres.stop()
    }
  })
})
