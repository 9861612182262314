import { appendFileSync, renameSync, statSync } from 'node:fs'
import { type Logger, pino } from 'pino'

/** A log file is put aside as `<name>.1` when it reaches this; one is kept. */
const rotatedAtBytes = 5 * 1024 * 1024

/** Headers and fields that hold a secret never reach a log. */
const redacted = ['req.headers', 'headers', 'token', 'sessionToken', 'signature', 'key', 'password', 'connectionString']

export const createLog = (destination: { write(line: string): unknown }, level = 'info'): Logger =>
  pino(
    { level, base: { pid: process.pid }, redact: { paths: redacted, remove: true }, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  )

/** Appends lines to a file (0600) of bounded size. A disk that is full must not stop the backend: such a line is lost. */
export class BoundedFile {
  readonly #path: string
  readonly #limitBytes: number
  #size: number

  constructor(path: string, limitBytes: number = rotatedAtBytes) {
    this.#path = path
    this.#limitBytes = limitBytes
    this.#size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  }

  write(line: string): void {
    try {
      if (this.#size >= this.#limitBytes) {
        renameSync(this.#path, `${this.#path}.1`)
        this.#size = 0
      }
      appendFileSync(this.#path, line, { mode: 0o600 })
      this.#size += Buffer.byteLength(line)
    } catch {
      // Nothing can be told where the log itself cannot be written.
    }
  }
}
