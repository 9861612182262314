import { cp, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabaseTemplate } from '../../src/database/template.ts'
import { type Database, openPGlite } from '../../src/database/open.ts'

/** A folder of its own in the system's temporary folder, and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'reeve-backend-'))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

/** The initialised database of this run, made once: initialising takes seconds. */
let template: Promise<string> | undefined

export function testTemplate(): Promise<string> {
  template ??= (async () => {
    const path = join(tmpdir(), `reeve-pgdata-${process.pid}-${process.env.VITEST_WORKER_ID ?? 0}`)
    if (!existsSync(join(path, 'PG_VERSION'))) await createDatabaseTemplate(path)
    process.once('exit', () => {
      void rm(path, { recursive: true, force: true })
    })
    return path
  })()
  return template
}

/** A new PGlite in a folder of its own. */
export async function newPGlite(): Promise<Database> {
  const folder = await temporaryFolder()
  const directory = join(folder.path, 'pgdata')
  await cp(await testTemplate(), directory, { recursive: true })
  const database = await openPGlite(directory)
  return {
    ...database,
    close: async () => {
      await database.close()
      await folder.remove()
    },
  }
}
