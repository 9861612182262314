import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { context } from 'esbuild'

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The toolkit asks whether the browser knows `:focus-visible` by way of a style element, which a strict policy refuses.
 * Every browser that runs these pages does.
 * @type {import('esbuild').Plugin}
 */
const focusVisible = {
  name: 'focus-visible',
  setup({ onLoad }) {
    onLoad({ filter: /fast-web-utilities[\\/]dist[\\/]dom\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const asking = 'export function canUseFocusVisible() {'
      if (!source.includes(asking)) throw new Error(`${path} asks in another way.`)
      return { contents: source.replace(asking, `${asking}\n    return true;`), loader: 'js' }
    })
  },
}

/**
 * Builds the pages into `outdir`: for a browser `index.html`, `dashboard.js` and `dashboard.css`; for the editor, which
 * makes its own HTML, `editor.js` and `editor.css`; and the icon font for both.
 * Their names are fixed, since others name them; nothing is inlined, so that a strict content security policy holds.
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
      { in: here('src/browser/browser.css'), out: 'dashboard' },
      { in: here('src/editor/main.ts'), out: 'editor' },
      { in: here('src/editor/editor.css'), out: 'editor' },
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
    plugins: [focusVisible],
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
