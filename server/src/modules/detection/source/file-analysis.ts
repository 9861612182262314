import type { ScanError } from '@reeve/protocol/inventory'
import { emptyExtract, type FileExtract } from '../extract.ts'
import { unreadable } from '../file-error.ts'
import { extractFromTree } from './analyze-source.ts'
import { type Grammar, grammarOf } from './languages.ts'
import { SourceParser } from './parser.ts'
import { extractUnparsed, isWorthParsing } from './prefilter.ts'
import { failedExtract, readSource, type SourceFile } from './read-source.ts'

/** What a look at a file's text alone gives: all that it says, or that it is worth parsing. */
type Found = { readonly extract: FileExtract } | { readonly text: string; readonly grammar: Grammar }

/** Reads a file and searches it for names of interest. Never throws. */
export function searchFile(file: SourceFile): Found {
  const grammar = grammarOf(file.path)
  if (!grammar) return { extract: emptyExtract }
  const text = readSource(file)
  if (typeof text !== 'string') return { extract: failedExtract(text) }
  return isWorthParsing(text, grammar) ? { text, grammar } : { extract: extractUnparsed(file.path, text, grammar) }
}

/** Reads, searches, parses and extracts one file after another. Runs in the analysis process, and for a few small files in the caller's. */
export class FileAnalysis {
  #parser: Promise<SourceParser> | undefined

  /** What a file says. Never throws: a file that cannot be read or parsed gives an extract with an error. */
  async analyze(file: SourceFile, timeLimitMs: number): Promise<FileExtract> {
    const { path } = file
    const found = searchFile(file)
    if ('extract' in found) return found.extract
    const { text, grammar } = found
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
