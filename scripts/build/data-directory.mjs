import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Makes the initialised data directory that the embedded backend starts from, which takes seconds and much memory.
 * It is made anew only when PGlite changes.
 *
 * @param {string} root
 */
export async function makeDataDirectory(root) {
  const source = join(root, 'backend/src/database/data-directory.ts')
  if (!existsSync(source)) {
    process.stderr.write('skipped: backend/src/database/data-directory.ts is not there\n')
    return
  }
  const manifest = JSON.parse(await readFile(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'))
  const place = join(root, 'dist/backend/pgdata')
  const stamp = join(root, 'dist/backend/pgdata.version')
  if (existsSync(place) && (await readFile(stamp, 'utf8').catch(() => '')) === manifest.version) return
  const { initialiseDataDirectory } = await import(pathToFileURL(source).href)
  const workshop = `${place}.making`
  await rm(workshop, { recursive: true, force: true })
  await rm(stamp, { force: true })
  await mkdir(join(root, 'dist/backend'), { recursive: true })
  await initialiseDataDirectory(workshop)
  await rm(place, { recursive: true, force: true })
  await rename(workshop, place)
  await writeFile(stamp, manifest.version)
}
