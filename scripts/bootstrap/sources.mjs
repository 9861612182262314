import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the build is made from, relative to the root. A change of any file in there makes a new build. */
export const buildInputs = [
  'packages/protocol/src',
  'packages/sdk/src',
  'server/src',
  'backend/src',
  'extension/src',
  'webview/src',
  'webview/build.mjs',
  'scripts/build.mjs',
  'scripts/build',
  'webview/static',
  'package.json',
  'package-lock.json',
]

/**
 * A digest of the names, sizes and times of everything that the build is made from. It takes a few milliseconds.
 *
 * @param {string} root
 * @param {readonly string[]} [paths]
 */
export function sourcesDigest(root, paths = buildInputs) {
  const hash = createHash('sha256')
  for (const path of paths) addTo(hash, root, path)
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path
 */
function addTo(hash, root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined) return
  if (stat.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) addTo(hash, root, `${path}/${name}`)
  } else {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`)
  }
}

/** Where a build notes what it was made from. */
export const buildStamp = 'dist/.built-from'

/**
 * @param {string} root
 * @returns {boolean} Whether `dist` was built from the present sources.
 */
export function buildIsCurrent(root) {
  try {
    return readFileSync(join(root, buildStamp), 'utf8') === sourcesDigest(root)
  } catch {
    return false
  }
}
