import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runQuietly } from '../bootstrap/child.mjs'
import { makeStage, readManifest } from './stage.mjs'
import { packStage } from './tarball.mjs'

/**
 * Packs a library of `packages/` as JavaScript with its types, and with everything that it imports inside, so that it
 * installs without a registry. The libraries of ours that it imports must be packed before.
 *
 * @param {string} root
 * @param {import('./places.mjs').Places} places
 * @param {string} name The name of its folder.
 * @returns {Promise<string>} The path of the `.tgz`.
 */
export async function packLibrary(root, places, name) {
  const folder = join(root, 'packages', name)
  const compiled = join(places.stages, `${name}.compiled`)
  await compile(root, folder, compiled)
  const manifest = await readManifest(folder)
  const stage = join(places.stages, name)
  const copies = { '.': compiled, LICENSE: join(root, 'LICENSE'), 'README.md': join(folder, 'README.md') }
  await makeStage(stage, copies, manifestOf(manifest))
  await bundle(root, places, stage, folder)
  return packStage(places, stage)
}

/** @param {Record<string, any>} manifest The one in the repository, which exports the sources. */
const manifestOf = ({ name, version, description, license, type, dependencies }) => ({
  name,
  version,
  description,
  license,
  type,
  engines: { node: '>=22.12' },
  exports: { './*': { types: './*.d.ts', default: './*.js' } },
  dependencies,
  bundleDependencies: Object.keys(dependencies),
})

/**
 * @param {string} root
 * @param {string} folder
 * @param {string} into
 */
async function compile(root, folder, into) {
  await rm(into, { recursive: true, force: true })
  await runCompiler(root, ['-b', folder])
  const emitEverything = ['--emitDeclarationOnly', 'false', '--declaration', '--composite', 'false', '--incremental', 'false']
  await runCompiler(root, ['-p', folder, ...emitEverything, '--tsBuildInfoFile', 'null', '--outDir', into])
  const versionFile = join(into, 'version.js')
  if (!existsSync(versionFile)) return
  const { version } = await readManifest(root)
  const text = await readFile(versionFile, 'utf8')
  await writeFile(versionFile, text.replaceAll('REEVE_VERSION', JSON.stringify(version)))
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
async function runCompiler(root, args) {
  const { code, output } = await runQuietly(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], { cwd: root })
  if (code !== 0) throw new Error(`The compiler found errors:\n${output}`)
}

/**
 * Copies what a package imports into its own `node_modules`, side by side.
 *
 * @param {string} root
 * @param {import('./places.mjs').Places} places
 * @param {string} stage
 * @param {string} importer The folder of the package whose dependencies are followed.
 */
async function bundle(root, places, stage, importer) {
  const { dependencies = {} } = await readManifest(importer)
  for (const name of Object.keys(dependencies)) {
    const into = join(stage, 'node_modules', name)
    if (existsSync(into)) continue
    const folder = name.startsWith('@reeve/') ? join(places.stages, basename(name)) : join(root, 'node_modules', name)
    // What it bundles itself lies beside it here, and needs to be there only once.
    const { bundleDependencies: _, ...manifest } = await readManifest(folder)
    await makeStage(into, { '.': folder }, manifest)
    await rm(join(into, 'node_modules'), { recursive: true, force: true })
    await bundle(root, places, stage, folder)
  }
}
