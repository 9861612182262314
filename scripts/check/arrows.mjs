// Holds the rooms to the rule of the arrows: who may import whom. Ends with 1 when an import breaks it.
//   arrows.mjs [ROOT]   another checkout than this one
import { join, resolve } from 'node:path'
import './older-typescript.mjs'
import { cruise } from 'dependency-cruiser'
import { arrowRules, rooms } from './arrow-rules.mjs'

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'))

const result = await cruise(
  rooms.filter((room) => room.there(root)).map((room) => `${room.folder}/src`),
  {
    baseDir: root,
    ruleSet: { forbidden: arrowRules },
    validate: true,
    tsPreCompilationDeps: true,
    exclude: { path: ['(^|/)dist/'] },
    doNotFollow: { path: ['node_modules/(?!@reeve/)'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
  { symlinks: true },
)
if (typeof result.output === 'string') throw new Error('Dependency-cruiser gave text where a result was expected.')
const { violations, totalCruised } = result.output.summary

if (totalCruised === 0) {
  process.stderr.write(`No source was found below ${root}.\n`)
  process.exitCode = 1
}
for (const violation of violations) {
  process.stdout.write(`${violation.from} → ${violation.to}: ${commentOf(violation.rule.name)}\n`)
  process.exitCode = 1
}

/** @param {string} name */
function commentOf(name) {
  return arrowRules.find((rule) => rule.name === name)?.comment ?? name
}
