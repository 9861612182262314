// Checks everything that can be checked without running it. Every step runs, whether or not one before it failed.
// With names of steps as arguments, only those run.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const node = process.execPath

/** @type {readonly { readonly name: string, readonly purpose: string, readonly args: readonly string[] }[]} */
const steps = [
  { name: 'types', purpose: 'TypeScript finds no error', args: ['node_modules/typescript/bin/tsc', '-b'] },
  {
    name: 'lint',
    purpose: 'Biome finds nothing to correct',
    args: ['node_modules/@biomejs/biome/bin/biome', 'lint', '--error-on-warnings'],
  },
  { name: 'format', purpose: 'Biome would format nothing differently', args: ['node_modules/@biomejs/biome/bin/biome', 'format'] },
  { name: 'arrows', purpose: 'rooms import only what they may', args: ['scripts/check/arrows.mjs'] },
  { name: 'unused', purpose: 'no code and no dependency is unused', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'docs', purpose: 'generated docs fit the code', args: ['scripts/generate-docs.mjs', '--check'] },
  { name: 'manifest', purpose: 'manifest, texts, code and messages say the same', args: ['scripts/check/manifest.mjs'] },
  { name: 'native', purpose: 'the lockfile has every platform', args: ['scripts/check/native-packages.mjs'] },
  { name: 'words', purpose: 'no file names this machine or a registry', args: ['scripts/check/forbidden-words.mjs'] },
]

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  process.stderr.write(`There is no step ${unknown.join(', ')}; there are ${steps.map((step) => step.name).join(', ')}.\n`)
  process.exit(2)
}

/** @type {string[]} */
const failed = []
for (const step of steps.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const startedAt = performance.now()
  const { code, output } = await run(step.args)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (code !== 0) {
    failed.push(step.name)
    process.stdout.write(`${output.trimEnd()}\n`)
  }
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name.padEnd(7)} ${seconds.padStart(5)} s  ${step.purpose}\n`)
}
if (failed.length > 0) {
  process.stdout.write(`Failed: ${failed.join(', ')}\n`)
  process.exitCode = 1
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
