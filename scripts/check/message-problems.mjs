/**
 * Finds messages between editor and supervisor that one side lacks.
 *
 * @param {Readonly<Record<string, unknown>>} messages What `editor.ts` exports.
 * @param {{ readonly server: string, readonly extension: string }} sources All of each side's code.
 * @returns {string[]} What is wrong, a sentence each.
 */
export function messageProblems(messages, sources) {
  const names = Object.entries(messages)
    .filter(([, message]) => typeof (/** @type {any} */ (message)?.method) === 'string')
    .map(([name]) => name)
  return names.flatMap((name) =>
    /** @type {const} */ (['server', 'extension'])
      .filter((side) => !new RegExp(`\\b${name}\\b`).test(sources[side]))
      .map((side) => `The message ${name} is declared, and ${side} does not know it.`),
  )
}
