import { called, type Reference } from './facts.ts'
import type { Binding, Scope } from './scope.ts'

/** How far references and nested expressions are followed. Real code stays far below; hostile code must end. */
const maximumMembers = 12
const maximumDepth = 100

export function follow(reference: Reference | undefined, ...members: readonly string[]): Reference | undefined {
  if (!reference || reference.members.length + members.length > maximumMembers) return undefined
  return members.length === 0 ? reference : { module: reference.module, members: [...reference.members, ...members] }
}

export const result = (reference: Reference | undefined): Reference | undefined => follow(reference, called)

/** Evaluates expressions to references, each once, through the bindings of their scopes. */
export abstract class Resolver {
  readonly #known = new Map<number, Reference | null>()
  #depth = 0

  /** What the expression at a node stands for; undefined where its origin is unknown. */
  evaluate(node: number | undefined, scope: Scope): Reference | undefined {
    if (node === undefined || this.#depth >= maximumDepth) return undefined
    const known = this.#known.get(node)
    if (known !== undefined) return known ?? undefined
    // Until it is known it counts as unknown, which ends the evaluation of a name that is bound to itself.
    this.#known.set(node, null)
    this.#depth++
    try {
      const reference = this.evaluateNode(node, scope)
      if (reference) this.#known.set(node, reference)
      return reference
    } finally {
      this.#depth--
    }
  }

  /** The first of several bindings whose origin is known. */
  first(bindings: readonly Binding[]): Reference | undefined {
    for (const binding of bindings) {
      const origin = binding.reference ?? (binding.expression && this.evaluate(binding.expression.node, binding.expression.scope))
      const reference = follow(origin, ...(binding.members ?? []))
      if (reference) return reference
    }
    return undefined
  }

  protected abstract evaluateNode(node: number, scope: Scope): Reference | undefined
}
