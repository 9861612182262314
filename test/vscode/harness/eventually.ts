import { setTimeout as sleep } from 'node:timers/promises'

/** Asks until the answer is what is wanted, and gives it. Throws with the last answer when it never was. */
export async function eventually<T>(what: string, ask: () => Promise<T>, isWanted: (answer: T) => boolean, timeoutMs = 15_000): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (isWanted(answer)) return answer
    if (performance.now() > deadline) throw new Error(`${what} did not come, but last: ${JSON.stringify(answer)}`)
    await sleep(50)
  }
}
