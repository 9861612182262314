import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const maker = 'backend/src/database/template.ts'

/**
 * Makes the initialised database that the embedded backend starts from, which takes seconds and much memory.
 * It is made anew only when PGlite or its maker changes.
 *
 * @param {string} root
 */
export async function makeDatabaseTemplate(root) {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'))
  const madeFrom = `${version}\n${await readFile(join(root, maker), 'utf8')}`
  const place = join(root, 'dist/backend/pgdata')
  const stamp = `${place}.made-from`
  if (existsSync(place) && (await readFile(stamp, 'utf8').catch(() => '')) === madeFrom) return
  const { createDatabaseTemplate } = await import(pathToFileURL(join(root, maker)).href)
  const workshop = `${place}.making`
  await rm(stamp, { force: true })
  await mkdir(join(root, 'dist/backend'), { recursive: true })
  await createDatabaseTemplate(workshop)
  await rm(place, { recursive: true, force: true })
  await rename(workshop, place)
  await writeFile(stamp, madeFrom)
}
