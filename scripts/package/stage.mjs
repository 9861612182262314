import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Makes a folder that holds copies of the given files and folders, and a manifest. What is not there is left out, since
 * the check of the finished package tells what is missing.
 *
 * @param {string} stage
 * @param {Readonly<Record<string, string>>} copies The absolute path that each path of the stage is copied from.
 * @param {Record<string, unknown>} manifest
 */
export async function makeStage(stage, copies, manifest) {
  await rm(stage, { recursive: true, force: true })
  await mkdir(stage, { recursive: true })
  for (const [to, from] of Object.entries(copies)) {
    if (!existsSync(from)) continue
    await mkdir(dirname(join(stage, to)), { recursive: true })
    await cp(from, join(stage, to), { recursive: true, dereference: true })
  }
  await writeFile(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await evenModes(stage)
}

/**
 * Gives files and folders the modes that they have everywhere, whatever the builder's umask.
 *
 * @param {string} folder
 */
async function evenModes(folder) {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await evenModes(path)
    else await chmod(path, /\/bin\/[^/]+\.mjs$/.test(path) ? 0o755 : 0o644)
  }
}

/** @param {string} folder @returns {Promise<Record<string, any>>} */
export const readManifest = async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
