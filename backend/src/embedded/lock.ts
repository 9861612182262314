import { DatabaseSync } from 'node:sqlite'

/** SQLite's code for a file that another connection holds. */
const sqliteBusy = 5

export interface Lock {
  release(): void
}

/**
 * Takes the lock of a data folder, or gives undefined while another process holds it. The lock is one of the operating
 * system's on a file, taken by way of SQLite, which knows how on every platform: it ends with its process, however
 * that ends, so that none is ever stale.
 */
export function tryLock(path: string): Lock | undefined {
  const file = new DatabaseSync(path)
  try {
    file.exec('begin exclusive')
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined
    throw error
  }
}
