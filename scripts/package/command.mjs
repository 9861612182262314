import { join } from 'node:path'
import { makeStage, readManifest } from './stage.mjs'
import { packStage } from './tarball.mjs'

/** What of the build the command runs. */
const built = ['server', 'backend', 'webview', 'THIRD-PARTY-NOTICES.txt']

/** What goes into it as it stands in the repository. The programs find each other by these places. */
const ofTheRoot = ['README.md', 'CHANGELOG.md', 'LICENSE', 'docs/rules', 'server/bin/reeve.mjs']

/**
 * Packs the `reeve` command. Its bundles hold all that they import, so that it installs without a registry.
 *
 * @param {string} root
 * @param {import('./places.mjs').Places} places
 * @returns {Promise<string>} The path of the `.tgz`.
 */
export async function packCommand(root, places) {
  const { name, version, description, license } = await readManifest(root)
  const copies = [...built.map((part) => [`dist/${part}`, join(places.build, part)]), ...ofTheRoot.map((part) => [part, join(root, part)])]
  const stage = join(places.stages, 'command')
  await makeStage(stage, Object.fromEntries(copies), {
    name,
    version,
    description,
    license,
    type: 'module',
    bin: { reeve: 'server/bin/reeve.mjs' },
    engines: { node: '>=22.12' },
    // Where the user adds it, keys are kept in the keychain of the system. It has native code for each platform.
    peerDependencies: { '@napi-rs/keyring': '*' },
    peerDependenciesMeta: { '@napi-rs/keyring': { optional: true } },
  })
  return packStage(places, stage)
}
