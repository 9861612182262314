import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes the licences of all packages that went into the bundles.
 *
 * @param {string} root
 * @param {string} outdir The folder of all bundles.
 * @param {readonly string[]} inputs The bundled files, relative to the root.
 */
export function writeNotices(root, outdir, inputs) {
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined))
  const notices = [...folders].sort().map((folder) => noticeOf(join(root, folder)))
  const text = `Reeve contains the following software of others.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`
  writeFileSync(join(outdir, 'THIRD-PARTY-NOTICES.txt'), text)
}

/** @param {string} input Such as `node_modules/a/node_modules/@b/c/lib/d.js`, which is of the innermost package. */
const packageFolder = (input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]

/** @param {string} folder */
function noticeOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const licence = readdirSync(folder).find((name) => /^(licen[cs]e|copying)([.-]|$)/i.test(name))
  const text = licence === undefined ? 'The package carries no licence text.' : readFileSync(join(folder, licence), 'utf8').trim()
  return `${manifest.name} ${manifest.version} (${manifest.license ?? 'no licence named'})\n\n${text}\n`
}
