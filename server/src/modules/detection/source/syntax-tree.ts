import type { Tree } from '@vscode/tree-sitter-wasm'

/** The names of one grammar's node types and fields, by their numbers. */
export interface GrammarNames {
  readonly types: readonly string[]
  readonly fields: readonly (string | null)[]
}

/**
 * A syntax tree as flat arrays, in the order of the text. Each node is a number; its children follow it directly.
 * The parser's own tree lives in WebAssembly memory, where every question costs a call, and can be deleted once this one is made.
 */
export class SyntaxTree {
  readonly text: string
  readonly #names: GrammarNames
  readonly #types: Uint16Array
  readonly #fields: Uint8Array
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  /** For each node the first node after all that is below it. */
  readonly #after: Uint32Array
  readonly #parents: Int32Array
  #lineStarts: number[] | undefined

  /** Reads the named nodes of a parser's tree. The caller deletes that tree. */
  constructor(tree: Tree, text: string, names: GrammarNames) {
    this.text = text
    this.#names = names
    const types: number[] = []
    const fields: number[] = []
    const starts: number[] = []
    const ends: number[] = []
    const after: number[] = []
    const parents: number[] = []
    const open: number[] = []
    const cursor = tree.walk()
    try {
      for (;;) {
        const named = cursor.nodeIsNamed
        if (named) {
          parents.push(open.at(-1) ?? -1)
          open.push(types.length)
          types.push(cursor.nodeTypeId)
          fields.push(cursor.currentFieldId)
          starts.push(cursor.startIndex)
          ends.push(cursor.endIndex)
          after.push(0)
          if (cursor.gotoFirstChild()) continue
          after[open.pop() as number] = types.length
        }
        while (!cursor.gotoNextSibling()) {
          if (!cursor.gotoParent()) {
            this.#types = Uint16Array.from(types)
            this.#fields = Uint8Array.from(fields)
            this.#starts = Uint32Array.from(starts)
            this.#ends = Uint32Array.from(ends)
            this.#after = Uint32Array.from(after)
            this.#parents = Int32Array.from(parents)
            return
          }
          const parent = open.pop()
          if (parent !== undefined) after[parent] = types.length
        }
      }
    } finally {
      cursor.delete()
    }
  }

  get size(): number {
    return this.#types.length
  }

  type(node: number): string {
    return this.#names.types[this.#types[node] ?? 0] ?? ''
  }

  /** The first node after all that is below this one. */
  after(node: number): number {
    return this.#after[node] ?? this.size
  }

  /** The node around this one; undefined for the root. */
  parent(node: number): number | undefined {
    const parent = this.#parents[node] ?? -1
    return parent < 0 ? undefined : parent
  }

  start(node: number): number {
    return this.#starts[node] ?? 0
  }

  textOf(node: number): string {
    return this.text.slice(this.#starts[node], this.#ends[node])
  }

  /** The line a node begins in, from 1. */
  line(node: number): number {
    this.#lineStarts ??= lineStartsOf(this.text)
    const offset = this.start(node)
    let low = 0
    let high = this.#lineStarts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((this.#lineStarts[middle] as number) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  children(node: number): number[] {
    const children: number[] = []
    const end = this.after(node)
    for (let child = node + 1; child < end; child = this.after(child)) children.push(child)
    return children
  }

  /** The first child under a field name of the grammar, such as `function` or `arguments`. */
  field(node: number, name: string): number | undefined {
    const end = this.after(node)
    for (let child = node + 1; child < end; child = this.after(child)) {
      if (this.#names.fields[this.#fields[child] ?? 0] === name) return child
    }
    return undefined
  }

  fieldName(node: number): string | null {
    return this.#names.fields[this.#fields[node] ?? 0] ?? null
  }

  firstChild(node: number): number | undefined {
    return node + 1 < this.after(node) ? node + 1 : undefined
  }
}

function lineStartsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
