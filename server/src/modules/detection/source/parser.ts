import { readFileSync } from 'node:fs'
import type * as TreeSitter from '@vscode/tree-sitter-wasm'
import { grammarWasmPath, requireAsset, runtimePath, runtimeWasmPath } from './assets.ts'
import type { Grammar } from './languages.ts'
import { SyntaxTree } from './syntax-tree.ts'

/** Parses with tree-sitter. Runtime and grammars are loaded once for a thread, a grammar when its first file comes. */
export class SourceParser {
  readonly #runtime: typeof TreeSitter
  readonly #parser: TreeSitter.Parser
  readonly #languages = new Map<Grammar, TreeSitter.Language>()

  private constructor(runtime: typeof TreeSitter) {
    this.#runtime = runtime
    this.#parser = new runtime.Parser()
  }

  static async create(): Promise<SourceParser> {
    const runtime: typeof TreeSitter = requireAsset(runtimePath())
    await runtime.Parser.init({ locateFile: () => runtimeWasmPath() })
    return new SourceParser(runtime)
  }

  /**
   * Parses one text and gives its tree to `use`, which must not keep it; undefined when parsing takes longer than the limit.
   * A text with syntax errors still gives the tree of what could be understood.
   */
  async parse<Result>(text: string, grammar: Grammar, timeLimitMs: number, use: (tree: SyntaxTree) => Result): Promise<Result | undefined> {
    const language = await this.#language(grammar)
    this.#parser.setLanguage(language)
    const deadline = performance.now() + timeLimitMs
    const tree = this.#parser.parse(text, null, { progressCallback: () => performance.now() > deadline })
    if (!tree) {
      this.#parser.reset()
      return undefined
    }
    try {
      return use(new SyntaxTree(tree, text, language))
    } finally {
      tree.delete()
    }
  }

  close(): void {
    this.#parser.delete()
  }

  async #language(grammar: Grammar): Promise<TreeSitter.Language> {
    let language = this.#languages.get(grammar)
    if (!language) {
      language = await this.#runtime.Language.load(readFileSync(grammarWasmPath(grammar)))
      this.#languages.set(grammar, language)
    }
    return language
  }
}
