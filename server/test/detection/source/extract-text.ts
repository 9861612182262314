import { expect } from 'vitest'
import type { FileExtract } from '../../../src/modules/detection/extract.ts'
import { extractFromTree } from '../../../src/modules/detection/source/analyze-source.ts'
import { grammarOf } from '../../../src/modules/detection/source/languages.ts'
import { SourceParser } from '../../../src/modules/detection/source/parser.ts'
import { isWorthParsing } from '../../../src/modules/detection/source/prefilter.ts'

let parser: Promise<SourceParser> | undefined

/** What a text says as the file of that path. The prefilter must let it through when it says something. */
export async function extractText(path: string, text: string): Promise<FileExtract> {
  const extract = await extractOnly(path, text)
  const says = extract.capabilities.length + extract.protocols.length + extract.agents.length > 0
  if (says) expect(isWorthParsing(text, grammarOf(path) ?? 'python'), 'the prefilter lets it through').toBe(true)
  return extract
}

/** What a text says to one who parses it in any case. */
export async function extractOnly(path: string, text: string): Promise<FileExtract> {
  const grammar = grammarOf(path)
  if (!grammar) throw new Error(`no grammar for ${path}`)
  parser ??= SourceParser.create()
  const extract = await (await parser).parse(text, grammar, 10_000, (tree) => extractFromTree(path, grammar, tree))
  if (!extract) throw new Error('parsing took too long')
  return extract
}

/** Capabilities as `name@line method`, without imports unless they are asked for. */
export function capabilitiesOf(extract: FileExtract, methods: readonly string[] = ['call', 'action', 'decorator', 'tool']): string[] {
  return extract.capabilities
    .filter(({ evidence }) => methods.includes(evidence.method))
    .map(({ name, evidence }) => `${name}@${evidence.line} ${evidence.method}`)
    .sort()
}
