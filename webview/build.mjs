import { copyFile, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { context } from 'esbuild'

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Builds the pages into `outdir`: `index.html`, `dashboard.js`, `dashboard.css` and the icon font.
 * Their names are fixed, since the page names them; nothing is inlined, so that a strict content security policy holds.
 * With `watch` it builds again whenever a source changes.
 * @param {{ outdir: string, minify: boolean, watch?: boolean }} options
 * @returns {Promise<import('esbuild').BuildResult>} With a metafile that tells what went into the pages.
 */
export async function buildWebview({ outdir, minify, watch = false }) {
  await mkdir(outdir, { recursive: true })
  await copyFile(here('static/index.html'), `${outdir}/index.html`)
  const making = await context({
    entryPoints: [
      { in: here('src/browser/main.ts'), out: 'dashboard' },
      { in: here('src/dashboard/dashboard.css'), out: 'dashboard' },
    ],
    assetNames: '[name]',
    outdir,
    bundle: true,
    minify,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    loader: { '.ttf': 'file' },
    legalComments: 'linked',
    logLevel: 'warning',
  })
  try {
    const result = await making.rebuild()
    if (watch) await making.watch()
    return result
  } finally {
    if (!watch) await making.dispose()
  }
}
