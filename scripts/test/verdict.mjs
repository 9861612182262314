/** @typedef {{ passed: number, failed: number, skipped: number, skippedNames: string[] }} Totals */

/**
 * What a run of the tests comes to.
 *
 * @param {Totals | undefined} totals Undefined when the run broke off before it could count.
 * @param {number} code The exit code of the run, which also tells of too little coverage.
 * @param {boolean} skipForbidden
 * @returns {{ line: string, failed: boolean, skippedNames: string[] }} `line` is the last line of the output, for programs to read.
 */
export function verdict(totals, code, skipForbidden) {
  const { passed, failed, skipped, skippedNames } = totals ?? { passed: 0, failed: 1, skipped: 0, skippedNames: [] }
  return {
    line: `${passed} passed, ${failed} failed, ${skipped} skipped`,
    failed: code !== 0 || failed > 0 || (skipForbidden && skipped > 0),
    skippedNames,
  }
}
