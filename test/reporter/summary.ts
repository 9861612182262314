import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

interface Totals {
  passed: number
  failed: number
  skipped: number
  /** Full names of the tests that did not run. */
  skippedNames: string[]
}

/**
 * Counts tests into the file that `REEVE_TEST_SUMMARY` names, for `scripts/test.mjs` to tell at the very end.
 * A file that cannot be loaded, or an error outside of any test, counts as a failed test.
 */
// biome-ignore lint/style/noDefaultExport: Vitest loads reporters by their default export.
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env['REEVE_TEST_SUMMARY']
    if (file === undefined) return
    const totals: Totals = { passed: 0, failed: unhandledErrors.length, skipped: 0, skippedNames: [] }
    for (const module of modules) {
      if (module.errors().length > 0) totals.failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed' || state === 'failed') totals[state] += 1
        else {
          totals.skipped += 1
          totals.skippedNames.push(`${module.relativeModuleId} > ${test.fullName}`)
        }
      }
    }
    writeFileSync(file, JSON.stringify(totals))
  }
}
