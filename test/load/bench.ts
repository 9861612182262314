import { readFile, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from '../support/house.ts'
import { editor } from './editor.ts'
import { embeddedBackend } from './embedded-backend.ts'
import { isHeld, type Measurement } from './measure.ts'
import { scanSmall } from './scan-small.ts'
import { signature } from './signature.ts'
import { supervisor } from './supervisor.ts'

/** Every benchmark by its name: `npm run bench [NAME…]` runs some, `--write` puts the figures into the documentation. */
const benchmarks: Readonly<Record<string, () => Promise<Measurement[]>>> = { signature, scanSmall, supervisor, embeddedBackend, editor }

const given = process.argv.slice(2)
const write = given.includes('--write')
const chosen = given.filter((argument) => argument !== '--write')
const unknown = chosen.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`)
  process.exit(2)
}

const measurements: Measurement[] = []
for (const [name, benchmark] of Object.entries(benchmarks)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.error(`Measuring ${name} …`)
  measurements.push(...(await benchmark()))
}

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2))

const rows = measurements.map((each) => {
  const budget = each.budget === undefined ? '' : `${each.atLeast ? '≥' : '≤'} ${each.budget} ${each.unit}`
  const verdict = each.budget === undefined ? '' : isHeld(each) ? 'held' : '**missed**'
  return `| ${each.what} | ${budget} | ${shown(each.measured)} ${each.unit} | ${verdict} |`
})
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node.js ${process.versions.node}`
const table = ['| What | Budget | Measured | |', '|---|---|---|---|', ...rows].join('\n')
console.log(`${machine}\n\n${table}`)

if (write) {
  const path = join(root, 'docs', 'benchmarks.md')
  const page = await readFile(path, 'utf8')
  const [begin, end] = ['<!-- figures -->', '<!-- /figures -->']
  const figures = `${begin}\n\n${new Date().toISOString().slice(0, 10)}, ${machine}:\n\n${table}\n\n${end}`
  await writeFile(path, page.slice(0, page.indexOf(begin)) + figures + page.slice(page.indexOf(end) + end.length))
}
process.exitCode = measurements.every(isHeld) ? 0 : 1
