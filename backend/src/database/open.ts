import { randomUUID } from 'node:crypto'
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { ReeveError } from '@reeve/protocol/errors'
import { databaseWorkerPath } from '../assets.ts'
import { version as productVersion } from '@reeve/protocol/version'
import { migrations, schemaVersion } from './migrations.ts'
import { PGliteClient } from './pglite-client.ts'
import type { Tables } from './schema.ts'

/** A database whose tables are those of this program. */
export interface Database {
  readonly kind: 'pglite' | 'postgres'
  readonly db: Kysely<Tables>
  /** Random, made with the database; the audience that signed requests name. */
  readonly backendId: string
  close(): Promise<void>
}

interface DatabaseVersion {
  readonly schemaVersion: number
  readonly productVersion: string
}

/**
 * Opens PGlite in a directory (made when it is not there), with the tables of this program.
 * `backendId` is taken on when the database is new. Throws `backend-newer`, or whatever keeps the directory from opening.
 */
export async function openPGlite(directory: string, backendId?: string): Promise<Database> {
  const client = new PGliteClient(directory, databaseWorkerPath)
  try {
    await client.waitReady
    return await prepare('pglite', new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: client }) }), directory, backendId)
  } catch (error) {
    await client.close()
    throw error
  }
}

/** Opens a PostgreSQL by its URL. Throws `backend-newer`, or the error of the connection. */
export async function openPostgres(url: string): Promise<Database> {
  const { default: pg } = await import('pg')
  // Whole numbers of eight octets come as text by default; ours stay far below 2^53.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 })
  // A connection that breaks while it rests is replaced by the pool; without a listener the error would end the process.
  pool.on('error', () => {})
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await prepare('postgres', db, new URL(url).host)
  } catch (error) {
    await db.destroy()
    throw error
  }
}

async function prepare(kind: Database['kind'], db: Kysely<Tables>, place: string, wantedId: string = randomUUID()): Promise<Database> {
  const version = await readVersion(db)
  if (version && version.schemaVersion > schemaVersion) {
    throw new ReeveError('backend-newer', { path: place, version: version.productVersion })
  }
  if (version?.schemaVersion !== schemaVersion) await migrate(db)
  await writeSetting(db, 'version', { schemaVersion, productVersion } satisfies DatabaseVersion)
  const backendId = await keepSetting(db, 'backendId', wantedId)
  return { kind, db, backendId, close: () => db.destroy() }
}

async function readVersion(db: Kysely<Tables>): Promise<DatabaseVersion | undefined> {
  const table = await sql<{ name: string | null }>`select to_regclass('settings')::text as name`.execute(db)
  if (!table.rows[0]?.name) return undefined
  const row = await db.selectFrom('settings').select('value').where('key', '=', 'version').executeTakeFirst()
  return row?.value.value as DatabaseVersion | undefined
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

const toValue = (value: unknown): string => JSON.stringify({ value })

async function writeSetting(db: Kysely<Tables>, key: string, value: unknown): Promise<void> {
  await db
    .insertInto('settings')
    .values({ key, value: toValue(value) })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: toValue(value) }))
    .execute()
}

/** Writes a setting unless it is there, and gives what is there then. */
async function keepSetting(db: Kysely<Tables>, key: string, value: string): Promise<string> {
  await db
    .insertInto('settings')
    .values({ key, value: toValue(value) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute()
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirstOrThrow()
  return String(row.value.value)
}
