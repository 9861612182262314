import { randomBytes } from 'node:crypto'
import { constants, cpSync, existsSync } from 'node:fs'
import { access, chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import * as z from 'zod'
import { ReeveError } from '@reeve/protocol/errors'
import { version } from '@reeve/protocol/version'
import { databaseTemplatePath } from '../assets.ts'
import { restoreEmptyFolders } from '../database/empty-folders.ts'
import { schemaVersion } from '../database/migrations.ts'
import { type Database, openPGlite } from '../database/open.ts'

/**
 * The folder of the embedded backend: `pgdata` (the database), `database.json` (whose it is, readable without opening
 * it), `tls`, `backend.json`, `backend.lock`, `backend.log`.
 */

const databaseNoteSchema = z.object({ backendId: z.string().min(1).max(64), schemaVersion: z.int(), productVersion: z.string() })
type DatabaseNote = z.infer<typeof databaseNoteSchema>

/** Databases that were moved aside and are kept; older ones are deleted. */
const keptAside = 2

export interface OpenedDatabase {
  readonly database: Database
  /** Where the database went that did not open. */
  readonly movedTo: string | undefined
}

/** Makes the folder, for the user alone. */
export async function prepareDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
}

/**
 * Opens the folder's database. One that does not open is moved aside and a new one takes its place under the same
 * backend id; supervisors fill it again. Throws `backend-newer` for the database of a newer program, untouched.
 */
export async function openDataFolder(folder: string, log: Logger): Promise<OpenedDatabase> {
  const note = await readNote(folder)
  if (note && note.schemaVersion > schemaVersion) throw new ReeveError('backend-newer', { path: folder, version: note.productVersion })
  const directory = join(folder, 'pgdata')
  let movedTo: string | undefined
  let database: Database
  try {
    await makeDatabase(directory)
    database = await openPGlite(directory, note?.backendId)
  } catch (error) {
    if (error instanceof ReeveError) throw error
    movedTo = await moveAside(directory)
    const told = new ReeveError('database-moved', { path: directory, moved: movedTo })
    log.error({ err: error, code: told.code, moved: movedTo }, told.message)
    database = await openAnew(directory, movedTo, note?.backendId)
  }
  await writeNote(folder, { backendId: database.backendId, schemaVersion, productVersion: version })
  await forgetAside(folder)
  return { database, movedTo }
}

/** When a new database does not open either, the old one is not to blame, and goes back to its place. */
async function openAnew(directory: string, movedTo: string, backendId: string | undefined): Promise<Database> {
  try {
    await makeDatabase(directory)
    return await openPGlite(directory, backendId)
  } catch (error) {
    await rm(directory, { recursive: true, force: true })
    await rename(movedTo, directory)
    throw error
  }
}

/**
 * Copies the initialised database to its place unless there is one. Without a template PGlite initialises it by itself.
 * Throws when something else is in its place.
 */
async function makeDatabase(directory: string): Promise<void> {
  const template = databaseTemplatePath()
  const beside = `${directory}.new`
  await rm(beside, { recursive: true, force: true })
  if (existsSync(directory)) {
    await access(join(directory, 'PG_VERSION'))
    return
  }
  if (template === undefined) return
  // At once rather than file by file: nothing else is to be done yet, and it takes half the time.
  cpSync(template, beside, { recursive: true, mode: constants.COPYFILE_FICLONE })
  await restoreEmptyFolders(beside)
  await chmod(beside, 0o700)
  await rename(beside, directory)
}

async function moveAside(directory: string): Promise<string> {
  const movedTo = `${directory}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`
  await rename(directory, movedTo)
  return movedTo
}

async function forgetAside(folder: string): Promise<void> {
  const aside = (await readdir(folder)).filter((name) => name.startsWith('pgdata.damaged-')).sort()
  for (const name of aside.slice(0, -keptAside)) await rm(join(folder, name), { recursive: true, force: true })
}

async function readNote(folder: string): Promise<DatabaseNote | undefined> {
  try {
    return databaseNoteSchema.parse(JSON.parse(await readFile(join(folder, 'database.json'), 'utf8')))
  } catch {
    return undefined
  }
}

async function writeNote(folder: string, note: DatabaseNote): Promise<void> {
  const path = join(folder, 'database.json')
  await writeFile(`${path}.new`, JSON.stringify(note), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** The token of the folder, made once. It outlives the process, so that a client may go on with what it read before a restart. */
export async function keepRegistrationToken(folder: string): Promise<string> {
  const path = join(folder, 'registration-token')
  const kept = await readFile(path, 'utf8').catch(() => '')
  if (/^[\w-]{43}$/.test(kept)) return kept
  const token = randomBytes(32).toString('base64url')
  await writeFile(`${path}.new`, token, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return token
}
