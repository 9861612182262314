import { rm } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { noteEmptyFolders } from './empty-folders.ts'
import { startParameters } from './pglite-parameters.ts'

/**
 * Makes an initialised and empty database in `directory`, in place of what was there. Initialising takes seconds and
 * hundreds of megabytes, so the build does it once and a new data directory is a copy.
 */
export async function createDatabaseTemplate(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  const database = await PGlite.create({ dataDir: directory, startParams: startParameters() })
  await database.exec('checkpoint')
  await database.close()
  await noteEmptyFolders(directory)
}
