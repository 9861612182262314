/**
 * What a name or an expression stands for: a module, and the way from it to the value.
 * `import os; os.path.join` is `{ module: 'os', members: ['path', 'join'] }`, and `()` as a member is the result of a call or of `new`.
 * Python's modules and members flow into each other; names that are there without an import are members of `builtins` or `globalThis`.
 */
export interface Reference {
  readonly module: string
  readonly members: readonly string[]
}

export const called = '()'

/** An import of a package. Without `names` it is the module as a whole. */
export interface ImportFact {
  readonly module: string
  readonly names: readonly string[]
  readonly line: number
}

/** A call, `new` or decorator of something whose origin is known, or whose bare name is of interest. */
export interface CallFact {
  /** Undefined where the callee is of this file or unknown. */
  readonly reference: Reference | undefined
  /** The last name of the callee as written. */
  readonly name: string
  readonly line: number
  readonly kind: 'call' | 'decorator'
  readonly arguments: CallArguments
  /** The variable or attribute that the result is assigned to, or the function or class that is decorated. */
  readonly target: string | undefined
}

/** The arguments of a call as far as they are literals. */
export interface CallArguments {
  /** The positional argument at an index when it is a string without substitutions. */
  string(index: number): string | undefined
  /** The beginning of the positional argument at an index when it is a string, even one with substitutions. */
  stringStart(index: number): string | undefined
  /** A named argument, or a property of an object among the arguments, when it is a string. */
  named(name: string): string | undefined
  /** Whether a named argument or such a property is there, whatever its value. */
  has(name: string): boolean
}

/** Everything of a source file that detection looks at, whatever its language. */
export interface SourceFacts {
  readonly ecosystem: 'npm' | 'pypi'
  readonly imports: readonly ImportFact[]
  /** Module specifiers that name files of the workspace, as written. */
  readonly relativeImports: readonly string[]
  readonly calls: readonly CallFact[]
  /** Environment variables that are read by a literal name. */
  readonly environment: readonly { readonly name: string; readonly line: number }[]
}
