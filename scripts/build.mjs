// Builds everything that runs into `dist`: a bundle for each process, the pages, and the assets that stand beside them.
//   --watch       builds again whenever a source changes
//   --production  without source maps, minified
//   --outdir DIR  into another folder than `dist`; the database's template stays in `dist`
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { context } from 'esbuild'
import { withLock } from './bootstrap/lock.mjs'
import { buildStamp, sourcesDigest } from './bootstrap/sources.mjs'
import { copyAssets } from './build/assets.mjs'
import { makeDatabaseTemplate } from './build/database-template.mjs'
import { writeNotices } from './build/notices.mjs'
import { processOptions, processes } from './build/processes.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const { values } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
    outdir: { type: 'string', default: join(root, 'dist') },
  },
})
const outdir = resolve(values.outdir)
const isOfDevelopment = outdir === join(root, 'dist')

async function build() {
  const builtFrom = sourcesDigest(root)
  const stamp = join(root, buildStamp)
  if (isOfDevelopment) rmSync(stamp, { force: true })
  mkdirSync(outdir, { recursive: true })
  forgetParts(join(outdir, 'server'))
  const [bundles, page] = await Promise.all([bundleProcesses(), buildPages(), copyAssets(root, outdir)])
  await makeDatabaseTemplate(root)
  await writeNotices(root, outdir, [...bundles, ...page])
  if (isOfDevelopment && !values.watch) writeFileSync(stamp, builtFrom)
}

/**
 * Parts of a program have names of their own for each content; those of the last build would stay for ever.
 * @param {string} folder
 */
function forgetParts(folder) {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) if (name.includes('.part-')) rmSync(join(folder, name))
}

/** @returns {Promise<string[]>} The files that went into the bundles, relative to the root. */
async function bundleProcesses() {
  /** @type {string[][]} */
  const inputs = await Promise.all(
    processes.map(async (one) => {
      const making = await context(processOptions(one, { root, outdir, production: values.production }))
      try {
        const result = await making.rebuild()
        if (values.watch) await making.watch()
        return Object.keys(result.metafile?.inputs ?? {})
      } finally {
        if (!values.watch) await making.dispose()
      }
    }),
  )
  return inputs.flat()
}

/** @returns {Promise<string[]>} */
async function buildPages() {
  const { buildWebview } = await import(pathToFileURL(join(root, 'webview/build.mjs')).href)
  const result = await buildWebview({ outdir: join(outdir, 'webview'), minify: values.production, watch: values.watch })
  return Object.keys(result?.metafile?.inputs ?? {})
}

await withLock(join(root, '.runtime/build-lock'), build).catch((error) => {
  // Esbuild has told each error with its line already.
  if (!Array.isArray(error?.errors)) throw error
  process.exitCode = 1
})
