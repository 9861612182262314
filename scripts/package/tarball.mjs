import { join } from 'node:path'
import { runQuietly } from '../bootstrap/child.mjs'
import { findNpm, npmEnvironment } from '../bootstrap/runtime.mjs'
import { readManifest } from './stage.mjs'

/**
 * Makes an npm package of a stage. Npm writes the same octets for the same files.
 *
 * @param {import('./places.mjs').Places} places
 * @param {string} stage
 * @returns {Promise<string>} The path of the `.tgz`.
 */
export async function packStage(places, stage) {
  const npm = findNpm(process.env)
  if (npm === undefined) throw new Error('npm cannot be found.')
  const args = [npm, 'pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', places.packages]
  const { code, output } = await runQuietly(process.execPath, args, { cwd: stage, env: npmEnvironment(process.env) })
  if (code !== 0) throw new Error(`npm could not pack ${stage}:\n${output}`)
  const { name, version } = await readManifest(stage)
  return join(places.packages, `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`)
}
