import type { ScanError } from '@reeve/protocol/inventory'
import { emptyExtract, type FileExtract } from '../extract.ts'
import { unreadable } from '../file-error.ts'
import { extractFromTree } from './analyze-source.ts'
import { grammarOf } from './languages.ts'
import { SourceParser } from './parser.ts'
import { failedExtract, readSource, type SourceFile } from './read-source.ts'

/** Reads, parses and extracts one file after another. Runs in the worker thread, and for a few small files in the caller's. */
export class FileAnalysis {
  #parser: Promise<SourceParser> | undefined

  /** What a file says. Never throws: a file that cannot be read or parsed gives an extract with an error. */
  async analyze(file: SourceFile, timeLimitMs: number): Promise<FileExtract> {
    const { path } = file
    const grammar = grammarOf(path)
    if (!grammar) return emptyExtract
    const text = readSource(file)
    if (typeof text !== 'string') return failedExtract(text)
    try {
      this.#parser ??= SourceParser.create()
      const parser = await this.#parser
      const extract = await parser.parse(text, grammar, timeLimitMs, (tree) => extractFromTree(path, grammar, tree))
      return extract ?? failedExtract(tookTooLong(path, timeLimitMs))
    } catch {
      // The parser's own message may quote the file.
      return failedExtract(unreadable(path, 'it cannot be parsed'))
    }
  }

  async close(): Promise<void> {
    const parser = await this.#parser?.catch(() => undefined)
    this.#parser = undefined
    parser?.close()
  }
}

export const tookTooLong = (path: string, limitMs: number): ScanError => unreadable(path, `understanding it took longer than ${limitMs} ms`)
