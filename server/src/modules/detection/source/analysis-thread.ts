import { Worker } from 'node:worker_threads'
import type { FileExtract } from '../extract.ts'
import { unreadable } from '../file-error.ts'
import { tookTooLong } from './file-analysis.ts'
import { failedExtract, type SourceFile } from './read-source.ts'

interface Job {
  readonly file: SourceFile
  readonly signal: AbortSignal | undefined
  readonly resolve: (extract: FileExtract) => void
}

interface ThreadOptions {
  readonly program: URL
  /** How long the thread waits for more work before it ends. */
  readonly idleMs: number
  /** How long one file may take. */
  readonly timeLimitMs: number
}

/** How long a thread may take to start; a busy machine needs some seconds. */
const startLimitMs = 10_000
/**
 * A file that needs more than this is hostile. The space for young objects is small because its pages stay with the process
 * when the thread ends: 140 MB more were seen without a limit.
 */
const memoryLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 4 } as const

/**
 * One worker thread that analyzes files, started by the first and ended when idle.
 * A thread that crashes or stalls costs the file it was at; the others go on in a fresh one.
 */
export class AnalysisThread {
  readonly #options: ThreadOptions
  /** Groups of jobs; the latest group is served first, so that a saved file does not wait for a whole scan. */
  readonly #groups = new Map<object, Job[]>()
  #worker: Worker | undefined
  #isReady = false
  #current: Job | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: ThreadOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#worker !== undefined
  }

  /** Analyzes a file as one of a group. A file whose signal is aborted before its turn gives an error extract. */
  run(group: object, file: SourceFile, signal?: AbortSignal): Promise<FileExtract> {
    return new Promise((resolve) => {
      const jobs = this.#groups.get(group)
      if (jobs) jobs.push({ file, signal, resolve })
      else this.#groups.set(group, [{ file, signal, resolve }])
      this.#next()
    })
  }

  /** Ends the thread; the files that wait, and the one it is at, get an error extract. */
  async close(): Promise<void> {
    this.#isClosed = true
    const ended = this.#end()
    if (this.#current) this.#finish(failedExtract(unreadable(this.#current.file.path, 'the analysis was ended')))
    else this.#next()
    await ended
  }

  #next(): void {
    if (this.#current) return
    const job = this.#take()
    if (!job) {
      this.#rest()
      return
    }
    clearTimeout(this.#timer)
    this.#current = job
    const worker = this.#worker ?? this.#start()
    worker.ref()
    if (this.#isReady) this.#send(worker, job)
    else this.#timer = setTimeout(() => this.#fail('its analysis did not start'), startLimitMs)
  }

  /** The next job; what is not wanted any more is answered on the way. */
  #take(): Job | undefined {
    for (const [group, jobs] of [...this.#groups].reverse()) {
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        if (!this.#isClosed && !job.signal?.aborted) return job
        job.resolve(failedExtract(unreadable(job.file.path, 'the analysis was ended')))
      }
      this.#groups.delete(group)
    }
    return undefined
  }

  #start(): Worker {
    const worker = new Worker(this.#options.program, {
      // Arguments of the process, such as those that give it its program, are not the thread's.
      execArgv: [],
      resourceLimits: memoryLimits,
    })
    this.#worker = worker
    worker.on('message', (message: FileExtract | 'ready') => {
      if (worker !== this.#worker) return
      if (message === 'ready') {
        this.#isReady = true
        if (this.#current) this.#send(worker, this.#current)
      } else this.#finish(message)
    })
    // An error ends the thread, and its end is told by `exit`; without a listener it would end the process.
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      if (worker === this.#worker) this.#fail('its analysis crashed')
    })
    return worker
  }

  #send(worker: Worker, job: Job): void {
    clearTimeout(this.#timer)
    const { timeLimitMs } = this.#options
    // The parser keeps the limit by itself; this one is for what the parser cannot interrupt.
    this.#timer = setTimeout(() => this.#finish(failedExtract(tookTooLong(job.file.path, timeLimitMs)), true), timeLimitMs * 1.5)
    worker.postMessage({ file: job.file, timeLimitMs })
  }

  #finish(extract: FileExtract, abandon = false): void {
    clearTimeout(this.#timer)
    const job = this.#current
    this.#current = undefined
    if (abandon) void this.#end()
    job?.resolve(extract)
    this.#next()
  }

  /** The thread is lost; the file it was at gets the reason. A thread that cannot even start would fail all others too. */
  #fail(reason: string): void {
    const failed = (job: Job): FileExtract => failedExtract(unreadable(job.file.path, reason))
    if (!this.#isReady) {
      for (const job of [...this.#groups.values()].flat()) job.resolve(failed(job))
      this.#groups.clear()
    }
    if (this.#current) this.#finish(failed(this.#current), true)
    else void this.#end()
  }

  /** An idle thread neither keeps the process alive nor stays for long. */
  #rest(): void {
    clearTimeout(this.#timer)
    this.#worker?.unref()
    if (this.#worker) this.#timer = setTimeout(() => void this.#end(), this.#options.idleMs).unref()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer)
    const worker = this.#worker
    this.#worker = undefined
    this.#isReady = false
    await worker?.terminate()
  }
}
