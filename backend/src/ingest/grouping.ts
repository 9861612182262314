/** How much goes into one group at most. */
export interface GroupBounds {
  readonly members: number
  readonly weight: number
}

interface Waiting<M, R> {
  readonly member: M
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

/**
 * Does work for what waits together, one group after the other: what comes while a group is under way makes the next
 * one. Alone, a member waits for nothing. When a group fails, each of its members is tried by itself, so that one that
 * is at fault does not take the others along.
 */
export class Grouping<M, R> {
  readonly #work: (members: readonly M[]) => Promise<R[]>
  readonly #weightOf: (member: M) => number
  readonly #bounds: GroupBounds
  #waiting: Waiting<M, R>[] = []
  #running = false

  /** `work` gives a result for each member, in their order. */
  constructor(work: (members: readonly M[]) => Promise<R[]>, weightOf: (member: M) => number, bounds: GroupBounds) {
    this.#work = work
    this.#weightOf = weightOf
    this.#bounds = bounds
  }

  add(member: M): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ member, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) await this.#finish(this.#take())
    this.#running = false
  }

  /** The members that waited longest, within the bounds; at least one. */
  #take(): Waiting<M, R>[] {
    let weight = 0
    let count = 0
    for (const { member } of this.#waiting.slice(0, this.#bounds.members)) {
      weight += this.#weightOf(member)
      if (count > 0 && weight > this.#bounds.weight) break
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #finish(group: readonly Waiting<M, R>[]): Promise<void> {
    try {
      const results = await this.#work(group.map(({ member }) => member))
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as R)
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error)
      else for (const one of group) await this.#finish([one])
    }
  }
}
