import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { emptyExtract, type FileExtract } from '../extract.ts'
import { AnalysisProcess } from './analysis-process.ts'
import { workerUrl } from './assets.ts'
import { FileAnalysis, searchFile } from './file-analysis.ts'
import type { SourceFile } from './read-source.ts'

export interface AnalyzerOptions {
  /** How long the analysis process waits for more files before it ends. */
  readonly idleMs?: number
  /** How long one file may take. */
  readonly timeLimitMs?: number
  /**
   * A call whose files to parse are together at most this large is answered in the caller's process:
   * sooner and with less memory in all than by a process of its own, but the parser then stays in the caller's.
   */
  readonly inProcessBytes?: number
  /** The process's program, for a test of one that fails. */
  readonly program?: URL
}

/** More files than this are read and searched in the analysis process too: their texts would swell this one for good. */
const filesHere = 200

/** How long the caller's thread is held before others get their turn. */
const sliceMs = 8

/** Reads source files and tells what they show of capabilities, protocols and agents, and which files they import. */
export class SourceAnalyzer {
  readonly #timeLimitMs: number
  readonly #inProcessBytes: number
  readonly #process: AnalysisProcess
  readonly #own = new FileAnalysis()
  #calls = 0

  constructor(options: AnalyzerOptions = {}) {
    this.#timeLimitMs = options.timeLimitMs ?? 2000
    this.#inProcessBytes = options.inProcessBytes ?? 0
    this.#process = new AnalysisProcess({
      program: options.program ?? workerUrl(),
      idleMs: options.idleMs ?? 5000,
      timeLimitMs: this.#timeLimitMs,
    })
  }

  /** Whether the analysis process is there. */
  get isProcessRunning(): boolean {
    return this.#process.isRunning
  }

  /**
   * What each file says, by its path, in the order of the files. A file that fails gives an extract with an error.
   * A few files are read and searched here, and only those that hold a name of interest go to the analysis process.
   * @throws the reason of the signal when it is aborted.
   */
  async analyze(files: readonly SourceFile[], signal?: AbortSignal): Promise<ReadonlyMap<string, FileExtract>> {
    const extracts = new Map<string, FileExtract>()
    const call = ++this.#calls
    const isMany = files.length > filesHere
    const parsed: Promise<void>[] = []
    const held: SourceFile[] = []
    let heldBytes = 0
    const send = (file: SourceFile): void => {
      parsed.push(this.#process.run(call, file, signal).then((extract) => void extracts.set(file.path, extract)))
    }
    let sliceEnd = performance.now() + sliceMs
    for (const file of files) {
      if (performance.now() > sliceEnd) {
        await yieldToOthers()
        sliceEnd = performance.now() + sliceMs
      }
      if (signal?.aborted) break
      if (isMany) {
        extracts.set(file.path, emptyExtract)
        send(file)
        continue
      }
      const found = searchFile(file)
      // The place in the order is taken now, whenever the file is done.
      extracts.set(file.path, 'extract' in found ? found.extract : emptyExtract)
      if ('extract' in found) continue
      heldBytes += found.text.length
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

  /** Ends the analysis process. Files that wait get an error extract. */
  async close(): Promise<void> {
    await Promise.all([this.#process.close(), this.#own.close()])
  }
}
