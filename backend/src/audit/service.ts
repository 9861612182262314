import type { Logger } from 'pino'
import type { AuditRecord, auditQuerySchema } from '@reeve/protocol/api'
import type { z } from 'zod'
import type { Page } from '../database/paging.ts'
import type { AuditEntry, AuditStore } from './store.ts'

/** What is noted of a request that ended, or of something that befell the backend itself. */
export type AuditNews = Omit<AuditEntry, 'at' | 'repeated'>

/** Of the same (principal, action, error) this many a second are recorded one by one. */
const recordedPerSecond = 50
/** Records that wait to be written at most; a database that stands still must not fill the memory. */
const waitingRecords = 20_000
const flushIntervalMs = 250

interface Burst {
  readonly second: number
  count: number
  /** The record that counts what goes beyond. */
  overflow: AuditEntry & { repeated: number }
}

/** Records how every request ended. Records are gathered, and written off the request's way. */
export class AuditService {
  readonly #store: AuditStore
  readonly #log: Logger
  readonly #bursts = new Map<string, Burst>()
  #waiting: AuditEntry[] = []
  #writing: Promise<void> = Promise.resolve()
  #lost = 0
  readonly #timer: NodeJS.Timeout

  constructor(store: AuditStore, log: Logger) {
    this.#store = store
    this.#log = log
    this.#timer = setInterval(() => void this.flush(), flushIntervalMs)
  }

  /** Notes one request; beyond the bound a second it is counted in `repeated` of one record. */
  record(news: AuditNews, now: number = Date.now()): void {
    const second = Math.floor(now / 1000)
    const key = `${news.principal} ${news.action} ${news.errorCode} ${news.remoteAddress}`
    const burst = this.#bursts.get(key)
    const entry = { ...news, at: new Date(now).toISOString(), repeated: 0 }
    if (burst?.second !== second) {
      this.#bursts.set(key, { second, count: 1, overflow: entry })
      this.#push(entry)
    } else if (burst.count < recordedPerSecond) {
      burst.count++
      burst.overflow = entry
      this.#push(entry)
    } else {
      burst.overflow.repeated++
    }
  }

  /** Gives the records, those that wait included. */
  async list(query: z.output<typeof auditQuerySchema>): Promise<Page<AuditRecord>> {
    await this.flush()
    return this.#store.list(query)
  }

  /** Writes what waits. The records of the present second may still grow, and wait for its end unless `all` is set. */
  flush(all = false): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(all))
    return this.#writing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush(true)
  }

  #push(entry: AuditEntry): void {
    if (this.#waiting.length >= waitingRecords) this.#lost++
    else this.#waiting.push(entry)
  }

  async #write(all: boolean): Promise<void> {
    const second = Math.floor(Date.now() / 1000)
    const growing = new Set<AuditEntry>()
    for (const [key, burst] of this.#bursts) {
      if (burst.second !== second) this.#bursts.delete(key)
      else if (!all && burst.count >= recordedPerSecond) growing.add(burst.overflow)
    }
    const entries = this.#waiting.filter((entry) => !growing.has(entry))
    this.#waiting = this.#waiting.filter((entry) => growing.has(entry))
    if (this.#lost > 0) this.#log.warn({ lost: this.#lost }, 'audit records were lost: the database is too slow')
    this.#lost = 0
    if (entries.length === 0) return
    try {
      await this.#store.insert(entries)
    } catch (error) {
      this.#log.error({ err: error, records: entries.length }, 'audit records could not be written')
      if (!isRefused(error)) this.#waiting = [...entries, ...this.#waiting].slice(0, waitingRecords)
    }
  }
}

/** SQLSTATE classes 22 and 23: the database will never take these records, and they must not keep out those that follow. */
const isRefused = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: string }).code))
