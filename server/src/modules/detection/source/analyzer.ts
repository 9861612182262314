import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { emptyExtract, type FileExtract } from '../extract.ts'
import { AnalysisThread } from './analysis-thread.ts'
import { workerUrl } from './assets.ts'
import { FileAnalysis } from './file-analysis.ts'
import { grammarOf } from './languages.ts'
import { extractUnparsed, isWorthParsing } from './prefilter.ts'
import { failedExtract, readSource, type SourceFile } from './read-source.ts'

export interface AnalyzerOptions {
  /** How long the worker thread waits for more files before it ends. */
  readonly idleMs?: number
  /** How long one file may take. */
  readonly timeLimitMs?: number
  /**
   * A call whose files to parse are together at most this large is answered in the caller's thread:
   * sooner and with less memory than by a worker, but the parser then stays in the process.
   */
  readonly inProcessBytes?: number
  /** The worker's program, for a test of one that fails. */
  readonly program?: URL
}

/** How long the caller's thread is held before others get their turn. */
const sliceMs = 8

/** Reads source files and tells what they show of capabilities, protocols and agents, and which files they import. */
export class SourceAnalyzer {
  readonly #timeLimitMs: number
  readonly #inProcessBytes: number
  readonly #thread: AnalysisThread
  readonly #own = new FileAnalysis()

  constructor(options: AnalyzerOptions = {}) {
    this.#timeLimitMs = options.timeLimitMs ?? 2000
    this.#inProcessBytes = options.inProcessBytes ?? 0
    this.#thread = new AnalysisThread({
      program: options.program ?? workerUrl(),
      idleMs: options.idleMs ?? 5000,
      timeLimitMs: this.#timeLimitMs,
    })
  }

  /** Whether the worker thread is there. */
  get isThreadRunning(): boolean {
    return this.#thread.isRunning
  }

  /**
   * What each file says, by its path, in the order of the files. A file that fails gives an extract with an error.
   * Files are read and searched here; only those that hold a name of interest are parsed.
   * @throws the reason of the signal when it is aborted.
   */
  async analyze(files: readonly SourceFile[], signal?: AbortSignal): Promise<ReadonlyMap<string, FileExtract>> {
    const extracts = new Map<string, FileExtract>()
    const group = {}
    const parsed: Promise<void>[] = []
    const held: SourceFile[] = []
    let heldBytes = 0
    const send = (file: SourceFile): void => {
      parsed.push(this.#thread.run(group, file, signal).then((extract) => void extracts.set(file.path, extract)))
    }
    let sliceEnd = performance.now() + sliceMs
    for (const file of files) {
      if (performance.now() > sliceEnd) {
        await yieldToOthers()
        sliceEnd = performance.now() + sliceMs
      }
      if (signal?.aborted) break
      const found = search(file)
      // The place in the order is taken now, whenever the file is done.
      extracts.set(file.path, found.extract)
      if (found.bytesToParse === undefined) continue
      heldBytes += found.bytesToParse
      held.push(file)
      if (heldBytes > this.#inProcessBytes) held.splice(0).forEach(send)
    }
    for (const file of held) {
      if (signal?.aborted) break
      extracts.set(file.path, await this.#own.analyze(file, this.#timeLimitMs))
    }
    await Promise.all(parsed)
    signal?.throwIfAborted()
    return extracts
  }

  /** Ends the worker thread. Files that wait get an error extract. */
  async close(): Promise<void> {
    await Promise.all([this.#thread.close(), this.#own.close()])
  }
}

/** Reads a file, and tells how much of it there is to parse when its text holds a name of interest. */
function search(file: SourceFile): { extract: FileExtract; bytesToParse?: number } {
  const grammar = grammarOf(file.path)
  if (!grammar) return { extract: emptyExtract }
  const text = readSource(file)
  if (typeof text !== 'string') return { extract: failedExtract(text) }
  if (isWorthParsing(text, grammar)) return { extract: emptyExtract, bytesToParse: text.length }
  return { extract: extractUnparsed(file.path, text, grammar) }
}
