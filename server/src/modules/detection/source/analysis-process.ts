import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FileExtract } from '../extract.ts'
import { unreadable } from '../file-error.ts'
import { tookTooLong } from './file-analysis.ts'
import { failedExtract, type SourceFile } from './read-source.ts'

interface Job {
  /** The number of the call that it belongs to. */
  readonly call: number
  readonly file: SourceFile
  readonly signal: AbortSignal | undefined
  readonly resolve: (extract: FileExtract) => void
}

interface ProcessOptions {
  readonly program: URL
  /** How long the process waits for more work before it ends. */
  readonly idleMs: number
  /** How long one file may take. */
  readonly timeLimitMs: number
}

/** What the process gets: files in the order in which it answers them, each with one message. */
export interface AnalysisRequest {
  readonly files: readonly SourceFile[]
  readonly timeLimitMs: number
}

/** How long a process may take to start; a busy machine needs some seconds. */
const startLimitMs = 10_000
/** Files that are given to the process at once, so that it need not wait for the next. */
const filesAtOnce = 32
/** A file that needs more than this is hostile. */
const memoryLimits = ['--max-old-space-size=256']

/**
 * One process that analyzes files, started by the first and ended when idle. It is a process rather than a thread because
 * only a process gives back its memory: a thread was seen to leave 100 MB behind. One that crashes or stalls costs the file
 * it was at; the others go on in a fresh one.
 */
export class AnalysisProcess {
  readonly #options: ProcessOptions
  /** Jobs that wait, by call; the latest call is served first, so that a saved file does not wait for a whole scan. */
  readonly #waiting = new Map<number, Job[]>()
  #child: ChildProcess | undefined
  #isReady = false
  /** The jobs that the process has, in the order of its answers. */
  #sent: Job[] = []
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: ProcessOptions) {
    this.#options = options
  }

  get isRunning(): boolean {
    return this.#child !== undefined
  }

  /** Analyzes a file as part of a call; later calls have higher numbers. One whose signal is aborted before its turn gives an error extract. */
  run(call: number, file: SourceFile, signal?: AbortSignal): Promise<FileExtract> {
    return new Promise((resolve) => {
      this.#wait([{ call, file, signal, resolve }])
      this.#next()
    })
  }

  /** Ends the process; the files that wait, and those that it has, get an error extract. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#end()
    this.#takeBack()
    this.#next()
  }

  #next(): void {
    if (this.#sent.length > 0) return
    for (let job = this.#take(); job; job = this.#take()) {
      this.#sent.push(job)
      if (this.#sent.length === filesAtOnce) break
    }
    if (this.#sent.length === 0) {
      this.#rest()
      return
    }
    const child = this.#child ?? this.#start()
    setRef(child, true)
    if (this.#isReady) this.#send(child)
    else this.#limit(startLimitMs, () => this.#fail('its analysis did not start'))
  }

  /** The next job; what is not wanted any more is answered on the way. */
  #take(): Job | undefined {
    for (const [call, jobs] of [...this.#waiting].sort(([a], [b]) => b - a)) {
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        if (!this.#isClosed && !job.signal?.aborted) return job
        job.resolve(failedExtract(unreadable(job.file.path, 'the analysis was ended')))
      }
      this.#waiting.delete(call)
    }
    return undefined
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(this.#options.program), [], {
      // Arguments of the process, such as those that give it its program, are not the analysis's.
      execArgv: memoryLimits,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // The analysis needs nothing of the environment, which may hold secrets, but what starts Node.js.
      env: analysisEnvironment(),
    })
    this.#child = child
    child.on('message', (message: FileExtract | 'ready') => {
      if (child !== this.#child) return
      if (message === 'ready') {
        this.#isReady = true
        if (this.#sent.length > 0) this.#send(child)
      } else this.#finish(message)
    })
    child.on('error', () => this.#lose(child))
    child.on('exit', () => this.#lose(child))
    return child
  }

  #lose(child: ChildProcess): void {
    if (child === this.#child) this.#fail('its analysis crashed')
  }

  #send(child: ChildProcess): void {
    const request: AnalysisRequest = { files: this.#sent.map(({ file }) => file), timeLimitMs: this.#options.timeLimitMs }
    child.send(request, (error) => {
      if (error) this.#lose(child)
    })
    this.#limitFile()
  }

  /** The parser keeps the limit by itself; this one is for what the parser cannot interrupt. */
  #limitFile(): void {
    const { timeLimitMs } = this.#options
    this.#limit(timeLimitMs * 1.5, () => {
      const [job] = this.#sent
      if (job) this.#abandon(failedExtract(tookTooLong(job.file.path, timeLimitMs)))
    })
  }

  #limit(timeMs: number, onPassed: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(onPassed, timeMs)
  }

  /** Answers the file that the process was at. */
  #finish(extract: FileExtract): void {
    this.#sent.shift()?.resolve(extract)
    if (this.#sent.length > 0) this.#limitFile()
    else this.#next()
  }

  /** Gives the process up with the file it is at; what else it has goes to the next one. */
  #abandon(extract: FileExtract): void {
    this.#end()
    this.#sent.shift()?.resolve(extract)
    this.#takeBack()
    this.#next()
  }

  #wait(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const others = this.#waiting.get(job.call)
      if (others) others.push(job)
      else this.#waiting.set(job.call, [job])
    }
  }

  #takeBack(): void {
    this.#wait(this.#sent)
    this.#sent = []
  }

  /** The process is lost; the file it was at gets the reason. One that cannot even start would fail all others too. */
  #fail(reason: string): void {
    const failed = (job: Job): FileExtract => failedExtract(unreadable(job.file.path, reason))
    if (!this.#isReady) {
      for (const job of [...this.#sent.splice(1), ...[...this.#waiting.values()].flat()]) job.resolve(failed(job))
      this.#waiting.clear()
    }
    const [job] = this.#sent
    if (job) this.#abandon(failed(job))
    else this.#end()
  }

  /** An idle process neither keeps this one alive nor stays for long. */
  #rest(): void {
    clearTimeout(this.#timer)
    if (!this.#child) return
    setRef(this.#child, false)
    this.#timer = setTimeout(() => this.#end(), this.#options.idleMs).unref()
  }

  #end(): void {
    clearTimeout(this.#timer)
    const child = this.#child
    this.#child = undefined
    this.#isReady = false
    child?.kill('SIGKILL')
  }
}

/** Whether the child keeps this process alive. */
function setRef(child: ChildProcess, keepsAlive: boolean): void {
  if (keepsAlive) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}

const analysisEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ['PATH', 'SYSTEMROOT', 'ELECTRON_RUN_AS_NODE', 'NODE_V8_COVERAGE'].flatMap((name) =>
      process.env[name] ? [[name, process.env[name]]] : [],
    ),
  )
