// Runs the tests. Without arguments all of them, with the coverage that is asked for; with paths those alone.
//   REEVE_TEST_NO_SKIP=1  a test that is skipped counts as failed
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRequirements } from './test/requirements.mjs'
import { verdict } from './test/verdict.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Percent of lines that tests must reach when all of them run. */
const linesCovered = 90

const given = process.argv.slice(2)
const everything = given.length === 0
const skipForbidden = process.env['REEVE_TEST_NO_SKIP'] === '1'

const requirements = await getRequirements()
for (const { lacking } of requirements.missing) process.stderr.write(`${lacking}\n`)

const folder = mkdtempSync(join(tmpdir(), 'reeve-test-'))
const summaryFile = join(folder, 'summary.json')
try {
  const coverage = ['--coverage', `--coverage.thresholds.lines=${linesCovered}`]
  const code = await run(['run', ...(everything ? coverage : given)])
  const totals = readTotals()
  const { line, failed, skippedNames } = verdict(totals, code, skipForbidden)
  for (const name of skippedNames) process.stdout.write(`skipped: ${name}\n`)
  process.stdout.write(`${line}\n`)
  process.exitCode = failed ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function run(args) {
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...requirements.env, REEVE_TEST_SUMMARY: summaryFile },
  })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)))
}

/** @returns {import('./test/verdict.mjs').Totals | undefined} */
function readTotals() {
  try {
    return JSON.parse(readFileSync(summaryFile, 'utf8'))
  } catch {
    return undefined
  }
}
