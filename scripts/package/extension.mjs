import { join } from 'node:path'
import { createVSIX } from '@vscode/vsce'
import { checkExtension } from './contents.mjs'
import { packedAt } from './places.mjs'
import { makeStage, readManifest } from './stage.mjs'

/** What the repository needs of its manifest and an installed extension does not. */
const ofTheRepository = ['private', 'workspaces', 'scripts', 'devDependencies', 'allowScripts', 'overrides']

/** What goes into the extension as it stands in the repository. */
const ofTheRoot = [
  '.vscodeignore',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'docs/rules',
  'l10n',
  'media',
  'syntaxes',
  'walkthrough',
]

/**
 * Packs the extension for every platform, and checks what came out. The same sources give the same octets.
 *
 * @param {string} root
 * @param {import('./places.mjs').Places} places
 * @returns {Promise<string>} The path of the `.vsix`.
 */
export async function packExtension(root, places) {
  const manifest = await readManifest(root)
  const stage = join(places.stages, 'extension')
  const copies = Object.fromEntries([...ofTheRoot.map((name) => [name, join(root, name)]), ['dist', places.build]])
  const kept = Object.fromEntries(Object.entries(manifest).filter(([name]) => !ofTheRepository.includes(name)))
  await makeStage(stage, copies, { ...kept, engines: { vscode: manifest['engines'].vscode } })
  const packagePath = join(places.packages, `${manifest['name']}-${manifest['version']}.vsix`)
  // Both are read by the packer: the order and time of the entries, and the zone that their time is written in.
  process.env['SOURCE_DATE_EPOCH'] = String(packedAt)
  process.env['TZ'] = 'UTC'
  await createVSIX({
    cwd: stage,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  })
  await checkExtension(packagePath)
  return packagePath
}
