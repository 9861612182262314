import { copyFile, mkdir, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** @typedef {{ readonly from: string, readonly as: string }} Asset A file's path, and its name beside the bundle. */

/**
 * Where the rooms say which files their programs load while they run, and how each says it.
 * @type {readonly { readonly table: string, readonly into: string, readonly list: (room: any, table: string) => readonly Asset[] }[]}
 */
const tables = [
  {
    table: 'server/src/modules/detection/source/assets.ts',
    into: 'server',
    list: (room, table) => {
      const { resolve } = createRequire(table)
      return room.treeSitterAssets.map((/** @type {{ file: string, as: string }} */ asset) => ({
        from: resolve(`${room.treeSitterPackage}/${asset.file}`),
        as: asset.as,
      }))
    },
  },
  {
    table: 'backend/src/assets.ts',
    into: 'backend',
    list: (room) => room.backendAssets().map((/** @type {string} */ from) => ({ from, as: basename(from) })),
  },
]

/**
 * Copies the files that the bundles load while they run. What is there and not older stays.
 *
 * @param {string} root
 * @param {string} outdir The folder of all bundles.
 */
export async function copyAssets(root, outdir) {
  for (const { table, into, list } of tables) {
    const path = join(root, table)
    const assets = list(await import(pathToFileURL(path).href), path)
    await Promise.all(assets.map(({ from, as }) => copyIfChanged(from, join(outdir, into, as))))
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
async function copyIfChanged(from, to) {
  const [source, target] = await Promise.all([stat(from), stat(to).catch(() => undefined)])
  if (target !== undefined && target.size === source.size && target.mtimeMs >= source.mtimeMs) return
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to)
}
