// Packs what is handed out into `dist/packages`: the extension, the command, and the libraries, each checked.
// Two runs over the same sources give the same octets.
import { createHash } from 'node:crypto'
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuietly } from './bootstrap/child.mjs'
import { withLock } from './bootstrap/lock.mjs'
import { packedFrom, packageStamp } from './package/current.mjs'
import { packCommand } from './package/command.mjs'
import { packExtension } from './package/extension.mjs'
import { packLibrary } from './package/library.mjs'
import { placesIn } from './package/places.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const finished = placesIn(root).packages
/** They are made beside their place, so that nobody meets half of them. */
const places = { ...placesIn(root), packages: `${finished}.new` }

async function makePackages() {
  const madeFrom = packedFrom(root)
  await rm(places.packages, { recursive: true, force: true })
  await mkdir(places.packages, { recursive: true })
  await build()
  const packages = [
    await packExtension(root, places),
    await packCommand(root, places),
    // In the order in which they import each other.
    await packLibrary(root, places, 'protocol'),
    await packLibrary(root, places, 'sdk'),
  ]
  for (const file of packages) await tell(file)
  await writeFile(join(places.packages, basename(packageStamp)), madeFrom)
  await rm(finished, { recursive: true, force: true })
  await rename(places.packages, finished)
}

async function build() {
  await rm(places.build, { recursive: true, force: true })
  const args = [join(root, 'scripts/build.mjs'), '--production', '--outdir', places.build]
  const { code, output } = await runQuietly(process.execPath, args, { cwd: root })
  if (code !== 0) throw new Error(`The build failed:\n${output}`)
  await cp(join(root, 'dist/backend/pgdata'), join(places.build, 'backend/pgdata'), { recursive: true })
}

/** @param {string} file */
async function tell(file) {
  const { size } = await stat(file)
  const digest = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  process.stdout.write(`${digest}  ${(size / 1024 / 1024).toFixed(1).padStart(5)} MB  ${basename(file)}\n`)
}

await withLock(join(root, '.runtime/package-lock'), makePackages).catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
})
