import { copyFile, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Builds the pages into `outdir`: `index.html`, `dashboard.js`, `dashboard.css` and the icon font.
 * Their names are fixed, since the page names them; nothing is inlined, so that a strict content security policy holds.
 * @param {{ outdir: string, minify: boolean }} options
 */
export async function buildWebview({ outdir, minify }) {
  await mkdir(outdir, { recursive: true })
  await Promise.all([
    build({
      entryPoints: [
        { in: here('src/browser/main.ts'), out: 'dashboard' },
        { in: here('src/dashboard/dashboard.css'), out: 'dashboard' },
      ],
      assetNames: '[name]',
      outdir,
      bundle: true,
      minify,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      charset: 'utf8',
      loader: { '.ttf': 'file' },
      legalComments: 'linked',
      logLevel: 'warning',
    }),
    copyFile(here('static/index.html'), `${outdir}/index.html`),
  ])
}
