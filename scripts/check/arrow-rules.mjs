import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Every folder of code, and which of the others its sources may import. Everything outside this repository is allowed here;
 * what of it is used is for each package.json to say.
 * @type {readonly { readonly folder: string, readonly mayImport: readonly string[] }[]}
 */
const arrows = [
  { folder: 'packages/protocol', mayImport: [] },
  { folder: 'packages/sdk', mayImport: ['packages/protocol'] },
  { folder: 'packages/testing', mayImport: ['packages/sdk', 'packages/protocol'] },
  { folder: 'extension', mayImport: ['packages/protocol'] },
  { folder: 'webview', mayImport: ['packages/protocol'] },
  { folder: 'backend', mayImport: ['packages/protocol'] },
  { folder: 'server', mayImport: ['packages/protocol', 'packages/sdk', 'packages/testing'] },
]

export const rooms = arrows.map(({ folder }) => ({ folder, there: (/** @type {string} */ root) => existsSync(join(root, folder, 'src')) }))

/** @param {readonly string[]} folders */
const anyOf = (folders) => folders.map((folder) => `^${folder}/`)

/** Where code of ours lives; the examples, tests and scripts are nobody's to import either. */
const ours = [...arrows.map(({ folder }) => folder), 'test', 'scripts', 'examples']

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const arrowRules = [
  ...arrows.map(({ folder, mayImport }) => ({
    name: `arrow-${folder.replace('/', '-')}`,
    comment: mayImport.length === 0 ? `${folder} imports nothing of ours` : `of ours, ${folder} imports only ${mayImport.join(', ')}`,
    severity: /** @type {const} */ ('error'),
    from: { path: `^${folder}/src/` },
    to: { path: anyOf(ours), pathNot: ['/node_modules/', `^${folder}/src/`, ...mayImport.map((other) => `^${other}/src/`)] },
  })),
  {
    name: 'no-cycle',
    comment: 'modules may not import each other in a circle',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolved',
    comment: 'the import leads nowhere',
    severity: 'error',
    from: { path: anyOf(ours), pathNot: '^extension/' },
    to: { couldNotResolve: true },
  },
  {
    name: 'no-unresolved-in-extension',
    comment: 'the import leads nowhere, and is not what the editor gives',
    severity: 'error',
    from: { path: '^extension/' },
    to: { couldNotResolve: true, pathNot: '^vscode$' },
  },
]
