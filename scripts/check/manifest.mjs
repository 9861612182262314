// Holds the extension's manifest, its texts, its code and the messages to the supervisor together. Ends with 1 when one of
// them says what another does not.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestProblems } from './manifest-problems.mjs'
import { messageProblems } from './message-problems.mjs'

const root = join(import.meta.dirname, '../..')

/** @param {string} file */
const json = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'))

/** @param {string} folder */
const codeOf = (folder) =>
  globSync(`${folder}/**/*.ts`, { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')

const { commandIds } = await import(join(root, 'extension/src/commands/command-ids.ts'))
const { contextKeys, panelTypes, viewIds, walkthroughId } = await import(join(root, 'extension/src/contributions.ts'))
const { settingDefaults } = await import(join(root, 'extension/src/setting-defaults.ts'))

const problems = [
  ...manifestProblems(json('package.json'), json('package.nls.json'), {
    commands: Object.values(commandIds),
    views: Object.values(viewIds),
    panels: Object.values(panelTypes),
    contextKeys: Object.values(contextKeys),
    settings: Object.fromEntries(Object.entries(settingDefaults).map(([name, value]) => [`reeve.${name}`, value])),
    walkthroughs: [walkthroughId],
  }),
  ...messageProblems(await import(join(root, 'packages/protocol/src/editor.ts')), {
    server: codeOf('server/src/language'),
    extension: codeOf('extension/src'),
  }),
]
for (const problem of problems) process.stdout.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1
