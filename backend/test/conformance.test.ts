import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openPostgres } from '../src/database/open.ts'
import { gateway } from './conformance/gateway.ts'
import { ingest } from './conformance/ingest.ts'
import { againstModel } from './conformance/model.ts'
import { queries } from './conformance/queries.ts'
import { refusals } from './conformance/refusals.ts'
import { startTestBackend, type TestBackend } from './support/backend.ts'
import { newPGlite } from './support/databases.ts'
import { postgresMissing, startPostgres, type TestPostgres } from './support/postgres.ts'

/** One suite for both databases: what holds on the developer's machine holds for a team. */

let postgres: TestPostgres | undefined
const missing = await postgresMissing()

const columns: { name: string; missing: string | undefined; open: () => Promise<Database> }[] = [
  { name: 'PGlite', missing: undefined, open: newPGlite },
  {
    name: 'PostgreSQL',
    missing,
    open: async () => {
      postgres = await startPostgres()
      return openPostgres(await postgres.createDatabase())
    },
  },
]

for (const column of columns) {
  describe.skipIf(column.missing !== undefined)(`on ${column.name}${column.missing ? ` (skipped: ${column.missing})` : ''}`, () => {
    let backend: TestBackend
    beforeAll(async () => {
      backend = await startTestBackend({ database: await column.open() })
    }, 60_000)
    afterAll(async () => {
      await backend?.close()
      await postgres?.stop()
      postgres = undefined
    })

    test('says who it is', async () => {
      const principal = await backend.newPrincipal()
      expect(await principal.get('getHealth')).toMatchObject({
        status: 'healthy',
        backendId: backend.database.backendId,
        database: backend.database.kind,
      })
      expect(await principal.get('getReadiness')).toMatchObject({ status: 'healthy' })
    })
    describe('refusals', () => refusals(() => backend))
    describe('ingest', () => ingest(() => backend))
    describe('queries', () => queries(() => backend))
    describe('model', () => againstModel(() => backend))
    describe('gateway', () => gateway(() => backend))
  })
}
