import { makePackages } from '../../support/packages.ts'
import { hasBrowser } from './browser.ts'
import { installCodeServer } from './code-server.ts'

/**
 * Whether tests in a real editor are skipped by name: where there is no Chromium, or where VS Code cannot be had, unless
 * skipping is forbidden.
 */
export async function cannotRun(): Promise<boolean> {
  if (process.env.REEVE_TEST_NO_SKIP !== '1') {
    if (!hasBrowser) return true
    try {
      await installCodeServer()
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\nTests in VS Code are skipped.\n`)
      return true
    }
  }
  return false
}

/** Makes what every test in a real editor needs. */
export async function prepare(): Promise<void> {
  await installCodeServer()
  await makePackages()
}
