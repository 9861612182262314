import type { FileExtract } from '../extract.ts'
import { extractFromFacts, isInterestingName } from './detect.ts'
import { readJavaScript } from './javascript.ts'
import type { Grammar } from './languages.ts'
import { readPython } from './python.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** What the syntax tree of one source file says. */
export function extractFromTree(path: string, grammar: Grammar, tree: SyntaxTree): FileExtract {
  const facts = grammar === 'python' ? readPython(tree, isInterestingName) : readJavaScript(tree, isInterestingName)
  return extractFromFacts(path, facts)
}
