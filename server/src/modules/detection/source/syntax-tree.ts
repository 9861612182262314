import type { Tree, TreeCursor } from '@vscode/tree-sitter-wasm'

/** The names of one grammar's node types and fields, by their numbers. */
interface GrammarNames {
  readonly types: readonly string[]
  readonly fields: readonly (string | null)[]
}

/**
 * The nodes of the present tree. They are kept from tree to tree, since arrays of this size for each file of thousands would
 * stay with the process long after they are gone.
 */
let scratch = scratchFor(1 << 14)

function scratchFor(capacity: number) {
  const array = (): Int32Array<ArrayBuffer> => new Int32Array(capacity)
  return { capacity, types: array(), fields: array(), starts: array(), ends: array(), after: array(), parents: array() }
}

function grow(): void {
  const larger = scratchFor(scratch.capacity * 2)
  for (const key of ['types', 'fields', 'starts', 'ends', 'after', 'parents'] as const) larger[key].set(scratch[key])
  scratch = larger
}

/** Gathers the named nodes that a cursor passes on its way through the whole tree, and tells how many there are. */
function readNodes(cursor: TreeCursor): number {
  const open: number[] = []
  let size = 0
  for (;;) {
    if (cursor.nodeIsNamed) {
      if (size === scratch.capacity) grow()
      scratch.types[size] = cursor.nodeTypeId
      scratch.fields[size] = cursor.currentFieldId
      scratch.starts[size] = cursor.startIndex
      scratch.ends[size] = cursor.endIndex
      scratch.parents[size] = open.at(-1) ?? -1
      if (cursor.gotoFirstChild()) {
        open.push(size++)
        continue
      }
      scratch.after[size] = size + 1
      size++
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return size
      const parent = open.pop()
      if (parent !== undefined) scratch.after[parent] = size
    }
  }
}

/**
 * A syntax tree as flat arrays, in the order of the text. Each node is a number; its children follow it directly.
 * The parser's own tree lives in WebAssembly memory, where every question costs a call, and can be deleted once this one is made.
 * It holds until the next tree is made.
 */
export class SyntaxTree {
  readonly text: string
  /** How many nodes there are. */
  readonly size: number
  readonly #names: GrammarNames
  readonly #nodes: typeof scratch
  #lineStarts: number[] | undefined

  /** Reads the named nodes of a parser's tree. The caller deletes that tree. */
  constructor(tree: Tree, text: string, names: GrammarNames) {
    this.text = text
    this.#names = names
    const cursor = tree.walk()
    try {
      this.size = readNodes(cursor)
      this.#nodes = scratch
    } finally {
      cursor.delete()
    }
  }

  type(node: number): string {
    return this.#names.types[this.#nodes.types[node] ?? 0] ?? ''
  }

  /** The first node after all that is below this one. */
  after(node: number): number {
    return this.#nodes.after[node] ?? this.size
  }

  /** The node around this one; undefined for the root. */
  parent(node: number): number | undefined {
    const parent = this.#nodes.parents[node] ?? -1
    return parent < 0 ? undefined : parent
  }

  start(node: number): number {
    return this.#nodes.starts[node] ?? 0
  }

  textOf(node: number): string {
    return this.text.slice(this.#nodes.starts[node], this.#nodes.ends[node])
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
      if (this.#names.fields[this.#nodes.fields[child] ?? 0] === name) return child
    }
    return undefined
  }

  fieldName(node: number): string | null {
    return this.#names.fields[this.#nodes.fields[node] ?? 0] ?? null
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
