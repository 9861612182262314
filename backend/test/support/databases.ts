import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDatabaseTemplate } from '../../src/database/template.ts'
import { type Database, openPGlite } from '../../src/database/open.ts'

/** A folder of its own in the system's temporary folder, and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'reeve-backend-'))
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) }
}

const templatePath = fileURLToPath(new URL('../../../dist/backend/pgdata', import.meta.url))

/** The initialised database of the build, made here when nothing was built yet: initialising takes seconds. */
export async function ensureTemplate(): Promise<string> {
  if (existsSync(join(templatePath, 'PG_VERSION'))) return templatePath
  const workshop = `${templatePath}.${process.pid}`
  await createDatabaseTemplate(workshop)
  // Another test may have been first; its template is as good.
  await rename(workshop, templatePath).catch(() => rm(workshop, { recursive: true, force: true }))
  return templatePath
}

/** A new PGlite in a folder of its own. */
export async function newPGlite(): Promise<Database> {
  const folder = await temporaryFolder()
  const directory = join(folder.path, 'pgdata')
  await cp(await ensureTemplate(), directory, { recursive: true })
  const database = await openPGlite(directory)
  return {
    ...database,
    close: async () => {
      await database.close()
      await folder.remove()
    },
  }
}
