import { Worker } from 'node:worker_threads'
import type { PGlite } from 'kysely'
import type { WorkerAnswer, WorkerRequest } from './pglite-worker.ts'

/** What `PGliteDialect` of Kysely asks of a database. */
type DialectDatabase = Pick<PGlite, 'close' | 'closed' | 'query' | 'ready' | 'transaction' | 'waitReady'>

interface Pending {
  resolve(answer: { rows: unknown[]; affectedRows: number | undefined }): void
  reject(error: Error): void
}

/** An error of the database with its SQLSTATE. */
class DatabaseError extends Error {
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.name = 'DatabaseError'
    this.code = code
  }
}

/** Speaks with PGlite in its thread. Kysely serialises what it asks, so that a transaction is alone while it is open. */
export class PGliteClient implements DialectDatabase {
  readonly waitReady: Promise<void>
  ready = false
  closed = false
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #nextId = 1
  #failure: Error | undefined

  /** `directory`: where the data are; `program`: the path of `pglite-worker`. */
  constructor(directory: string, program: string) {
    this.#worker = new Worker(program, { workerData: { directory } })
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle(answer))
    this.#worker.on('error', (error: Error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('the thread of the database ended')))
    this.waitReady = this.#send({ kind: 'query', sql: 'select 1', parameters: [] }).then(() => {
      this.ready = true
    })
  }

  async query<T>(sql: string, parameters: readonly unknown[] = []) {
    const { rows, affectedRows } = await this.#send({ kind: 'query', sql, parameters })
    return { rows: rows as T[], fields: [], ...(affectedRows === undefined ? {} : { affectedRows }) }
  }

  async transaction<T>(callback: Parameters<PGlite['transaction']>[0]): Promise<T> {
    await this.query('begin')
    try {
      const result = await callback({ query: (sql, parameters) => this.query(sql, parameters), rollback: async () => {} })
      await this.query('commit')
      return result as T
    } catch (error) {
      await this.query('rollback')
      throw error
    }
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.#send({ kind: 'close' }).catch(() => {})
    await this.#worker.terminate()
  }

  #send(request: { kind: 'query'; sql: string; parameters: readonly unknown[] } | { kind: 'close' }) {
    return new Promise<{ rows: unknown[]; affectedRows: number | undefined }>((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      const id = this.#nextId++
      this.#pending.set(id, { resolve, reject })
      this.#worker.postMessage({ ...request, id } satisfies WorkerRequest)
    })
  }

  #settle(answer: WorkerAnswer): void {
    const pending = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if (answer.ok) pending?.resolve(answer)
    else pending?.reject(new DatabaseError(answer.message, answer.code))
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const pending of this.#pending.values()) pending.reject(this.#failure)
    this.#pending.clear()
  }
}
