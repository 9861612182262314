import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildInputs, sourcesDigest } from '../bootstrap/sources.mjs'

/** What is packed beside the build, and what packs it. */
const others = ['.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', 'package.nls.json', 'docs/rules', 'l10n', 'media', 'syntaxes']
const packers = ['walkthrough', 'server/bin', 'scripts/package.mjs', 'scripts/package', 'packages/protocol/package.json']

/** Where a run notes what the packages were made from. */
export const packageStamp = 'dist/packages/.made-from'

/** @param {string} root @returns {string} A digest of everything that the packages are made from. */
export const packedFrom = (root) => sourcesDigest(root, [...buildInputs, ...others, ...packers])

/** @param {string} root @returns {boolean} Whether the packages were made from the present sources. */
export function packagesAreCurrent(root) {
  try {
    return readFileSync(join(root, packageStamp), 'utf8') === packedFrom(root)
  } catch {
    return false
  }
}
