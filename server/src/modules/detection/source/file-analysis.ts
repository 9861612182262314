import { ReeveError } from '@reeve/protocol/errors'
import type { FileExtract } from '../extract.ts'
import { extractFromTree } from './analyze-source.ts'
import { grammarOf } from './languages.ts'
import { SourceParser } from './parser.ts'
import { asReeveError, failedExtract, readSource, type SourceFile } from './read-source.ts'

/** Reads, parses and extracts one file after another. Runs in the worker thread, and for a few small files in the caller's. */
export class FileAnalysis {
  #parser: Promise<SourceParser> | undefined

  /** What a file says. Never throws: a file that cannot be read or parsed gives an extract with an error. */
  async analyze(file: SourceFile, timeLimitMs: number): Promise<FileExtract> {
    try {
      const grammar = grammarOf(file.path)
      if (!grammar) throw new ReeveError('file-unreadable', { file: file.path, reason: 'its language is not known' })
      const text = readSource(file)
      this.#parser ??= SourceParser.create()
      const tree = await (await this.#parser).parse(text, grammar, timeLimitMs)
      if (!tree) throw tookTooLong(file.path, timeLimitMs)
      return extractFromTree(file.path, grammar, tree)
    } catch (error) {
      return failedExtract(file.path, asReeveError(file.path, error))
    }
  }

  async close(): Promise<void> {
    const parser = await this.#parser?.catch(() => undefined)
    this.#parser = undefined
    parser?.close()
  }
}

export const tookTooLong = (path: string, limitMs: number): ReeveError =>
  new ReeveError('file-unreadable', { file: path, reason: `understanding it took longer than ${limitMs} ms` })
