/** Work shorter than this is not worth a word. */
const quietMs = 1000

/**
 * Says on standard error what is being done, once it takes longer than a second, and how long it took.
 *
 * @template T
 * @param {string} doing Such as "Installing the dependencies".
 * @param {() => Promise<T>} work
 * @param {(line: string) => void} [say]
 * @returns {Promise<T>}
 */
export async function withProgress(doing, work, say = (line) => process.stderr.write(`${line}\n`)) {
  const startedAt = performance.now()
  let told = false
  const timer = setTimeout(() => {
    told = true
    say(`${doing} …`)
  }, quietMs)
  try {
    const result = await work()
    if (told) say(`${doing}: done in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
    return result
  } finally {
    clearTimeout(timer)
  }
}
