import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { startParameters } from './pglite-parameters.ts'

/**
 * The thread that owns PGlite. Its queries run on the thread that asks, for as long as they take, so that it gets
 * one of its own. It answers one message after the other, in the order in which they come.
 */

export type WorkerRequest =
  | { readonly id: number; readonly kind: 'query'; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly id: number; readonly kind: 'close' }

export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly rows: unknown[]; readonly affectedRows: number | undefined }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly code: string | undefined }

const port = parentPort
if (port === null) throw new Error('this program runs as a worker thread')

const failure = (id: number, error: unknown): WorkerAnswer => ({
  id,
  ok: false,
  message: error instanceof Error ? error.message : String(error),
  code: error instanceof Error && 'code' in error ? String(error.code) : undefined,
})

const opening = PGlite.create({ dataDir: (workerData as { directory: string }).directory, startParams: startParameters() })

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    const database = await opening
    if (request.kind === 'close') {
      await database.close()
      return { id: request.id, ok: true, rows: [], affectedRows: undefined }
    }
    const result = await database.query<unknown>(request.sql, [...request.parameters])
    return { id: request.id, ok: true, rows: result.rows, affectedRows: result.affectedRows }
  } catch (error) {
    return failure(request.id, error)
  }
}

let last: Promise<void> = Promise.resolve()
port.on('message', (request: WorkerRequest) => {
  last = last.then(async () => port.postMessage(await answer(request)))
})
