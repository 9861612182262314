import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What the bundled backend needs beside itself. The build copies `backendAssets()` into the folder of `main.js`,
 * bundles `backendEntryPoints` (ES modules, each into a file of its own) and calls `createDatabaseTemplate` once.
 * Running from source works too: then everything is found in node_modules and in `dist`.
 */

/** Paths below `backend/src`, by the name of the bundle that each becomes. */
export const backendEntryPoints = { main: 'main.ts', 'pglite-worker': 'database/pglite-worker.ts' } as const

/** The name of the folder that holds the initialised database, beside `main.js`. */
export const databaseTemplateFolder = 'pgdata'

const here = dirname(fileURLToPath(import.meta.url))
const runsFromSource = import.meta.url.endsWith('.ts')

/** Absolute paths of the files that are copied beside `main.js` under their own names. */
export function backendAssets(): string[] {
  const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
  return ['pglite.wasm', 'pglite.data', 'initdb.wasm'].map((name) => join(pglite, name))
}

/** The program that the database's thread runs. */
export const databaseWorkerPath = runsFromSource ? join(here, 'database', 'pglite-worker.ts') : join(here, 'pglite-worker.js')

/** The initialised database that a new data directory is copied from; undefined when none was built. */
export function databaseTemplatePath(): string | undefined {
  const path = runsFromSource ? join(here, '..', '..', 'dist', 'backend', databaseTemplateFolder) : join(here, databaseTemplateFolder)
  return existsSync(join(path, 'PG_VERSION')) ? path : undefined
}

/** The folder of the dashboard's pages. */
export const webviewPath = runsFromSource ? join(here, '..', '..', 'dist', 'webview') : join(here, '..', 'webview')
