// Writes the parts of the documentation that repeat what the code says, between their markers:
//   <!-- generated: NAME --> … <!-- end of NAME -->
//   --check  writes nothing, and ends with 1 when a part differs, or a page for a rule is missing or stray
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { fillIn } from './docs/markers.mjs'
import { parts } from './docs/parts.mjs'

const { values, positionals } = parseArgs({ options: { check: { type: 'boolean', default: false } }, allowPositionals: true })
const root = resolve(positionals[0] ?? join(import.meta.dirname, '..'))

const problems = [...(await checkParts()), ...(await checkRulePages())]
for (const problem of problems) process.stdout.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1

/** @returns {Promise<string[]>} What is wrong, unless it was put right. */
async function checkParts() {
  /** @type {string[]} */
  const wrong = []
  for (const [file, makers] of Object.entries(parts)) {
    let text
    try {
      text = readFileSync(join(root, file), 'utf8')
    } catch {
      wrong.push(`${file} is missing.`)
      continue
    }
    let filled = text
    for (const [name, make] of Object.entries(makers)) {
      const next = fillIn(filled, name, await make(root))
      if (next === undefined) wrong.push(`${file} lacks the markers of the part "${name}".`)
      else filled = next
    }
    if (filled === text) continue
    if (values.check) wrong.push(`${file} does not say what the code says: run node scripts/generate-docs.mjs.`)
    else writeFileSync(join(root, file), filled)
  }
  return wrong
}

/** @returns {Promise<string[]>} */
async function checkRulePages() {
  const { ruleIds } = await import(join(root, 'packages/protocol/src/rules.ts'))
  const pages = readdirSync(join(root, 'docs/rules'))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => name.slice(0, -'.md'.length))
  return [
    ...ruleIds
      .filter((/** @type {string} */ id) => !pages.includes(id))
      .map((/** @type {string} */ id) => `The rule ${id} has no page docs/rules/${id}.md.`),
    ...pages.filter((page) => !ruleIds.includes(page)).map((page) => `docs/rules/${page}.md is about no rule that there is.`),
  ]
}
