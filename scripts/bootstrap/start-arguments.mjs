/** Options of `reeve up` that take their value as the next argument, so that it is not taken for the folder. */
const optionsWithValue = new Set(['--format', '--home', '--platform', '--port', '--data-dir', '--log-level', '--fail-on'])

/**
 * The arguments of `reeve` for `npm start`: `up`, and the example workspace when no folder is named.
 *
 * @param {readonly string[]} given
 * @param {string} example
 * @returns {string[]}
 */
export function startArguments(given, example) {
  const namesFolder = given.some((argument, index) => !argument.startsWith('-') && !optionsWithValue.has(given[index - 1] ?? ''))
  return namesFolder ? ['up', ...given] : ['up', example, ...given]
}
