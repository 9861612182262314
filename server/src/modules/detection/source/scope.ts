import type { Reference } from './facts.ts'

/** Where a name gets its value from. */
export interface Binding {
  /** The expression that is bound, and the scope it is evaluated in. */
  readonly expression?: { readonly node: number; readonly scope: Scope }
  /** What is bound when no expression has to be evaluated. */
  readonly reference?: Reference
  /** Members to follow from there, as a destructuring pattern does. */
  readonly members?: readonly string[]
}

/** A name that is declared, and of which nothing more is known. It hides an outer or built-in name. */
export const unknownBinding: Binding = {}

/** Bindings of one name that are kept; each use of the name looks at all of them. */
const maximumBindings = 16

/** The names that one function, block or module declares. A name may be bound several times. */
export class Scope {
  readonly parent: Scope | undefined
  /** Names of a class body are not seen by the functions in it. */
  readonly kind: 'module' | 'function' | 'block' | 'class'
  readonly #bindings = new Map<string, Binding[]>()

  constructor(kind: Scope['kind'], parent: Scope | undefined) {
    this.kind = kind
    this.parent = parent
  }

  bind(name: string, binding: Binding): void {
    const bindings = this.#bindings.get(name)
    if (!bindings) this.#bindings.set(name, [binding])
    else if (bindings.length < maximumBindings) bindings.push(binding)
  }

  /** The bindings of a name in this scope alone. */
  own(name: string): readonly Binding[] | undefined {
    return this.#bindings.get(name)
  }

  /** The bindings of a name in the innermost scope that declares it; undefined when none does. */
  lookup(name: string): readonly Binding[] | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
      if (scope.kind === 'class' && scope !== this) continue
      const bindings = scope.#bindings.get(name)
      if (bindings) return bindings
    }
    return undefined
  }

  /** The nearest scope that a function or the module opens. */
  get enclosingFunction(): Scope {
    let scope: Scope = this
    while (scope.kind === 'block' && scope.parent) scope = scope.parent
    return scope
  }
}
