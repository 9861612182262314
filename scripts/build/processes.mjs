import { readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'

/**
 * Every process that runs, by what it is started from, and what such a process loads only when it is needed; and where its bundle lies below
 * the folder of all bundles. One that is `split` loads parts of itself when they are needed: the command line starts anew for every
 * command, and a scan needs little of it.
 * @type {readonly { readonly entry: string, readonly outfile: string, readonly split?: boolean }[]}
 */
export const processes = [
  { entry: 'server/src/main.ts', outfile: 'server/main.js' },
  { entry: 'server/src/cli/main.ts', outfile: 'server/cli.js', split: true },
  { entry: 'server/src/modules/detection/source/analysis-worker.ts', outfile: 'server/analysis-worker.js' },
  { entry: 'extension/src/main.ts', outfile: 'extension/main.cjs' },
  { entry: 'extension/src/on-demand.ts', outfile: 'extension/on-demand.cjs' },
  { entry: 'extension/src/supervisor/language-client.ts', outfile: 'extension/language-client.cjs' },
  { entry: 'backend/src/main.ts', outfile: 'backend/main.js' },
  { entry: 'backend/src/database/pglite-worker.ts', outfile: 'backend/pglite-worker.js' },
]

/** Packages with native code or files of their own, loaded at run time; everything must work where the first is missing. */
const externals = ['@napi-rs/keyring', 'pg-native']

/** The editor gives this to its extensions, and loads them as CommonJS. */
const editorModule = 'vscode'

/** CommonJS inside an ES module bundle asks for these. */
const commonJs = [
  "import { createRequire as __createRequire } from 'node:module'",
  "import { fileURLToPath as __fileURLToPath } from 'node:url'",
  'const require = __createRequire(import.meta.url)',
  'const __filename = __fileURLToPath(import.meta.url)',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url))",
].join(';')

/** @param {string} outfile */
const isCommonJs = (outfile) => outfile.endsWith('.cjs')

/**
 * Leaves a bundle that another one imports while it runs where it is, so that it costs nothing until then.
 *
 * @param {string} outfile
 * @param {string} root
 * @returns {import('esbuild').Plugin}
 */
const loadedLate = (outfile, root) => ({
  name: 'loaded-late',
  setup(build) {
    build.onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
      if (kind !== 'dynamic-import') return undefined
      const other = processes.find(({ entry }) => join(root, entry) === resolve(resolveDir, path))
      return other && { path: `./${relative(dirname(outfile), other.outfile)}`, external: true }
    })
  },
})

/** @param {string} root */
const versionIn = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

/**
 * Parts lie beside their program, since that looks for its files beside itself.
 *
 * @param {string} outfile
 * @param {string} entry
 */
const splitInto = (outfile, entry) => ({
  entryPoints: [{ in: entry, out: basename(outfile, '.js') }],
  outdir: dirname(outfile),
  splitting: true,
  chunkNames: `${basename(outfile, '.js')}.part-[hash]`,
})

/**
 * @param {{ entry: string, outfile: string, split?: boolean }} one
 * @param {{ root: string, outdir: string, production: boolean }} how
 * @returns {import('esbuild').BuildOptions}
 */
export const processOptions = ({ entry, outfile, split = false }, { root, outdir, production }) => ({
  absWorkingDir: root,
  ...(split ? splitInto(join(outdir, outfile), entry) : { entryPoints: [entry], outfile: join(outdir, outfile) }),
  bundle: true,
  platform: 'node',
  format: isCommonJs(outfile) ? 'cjs' : 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  external: [...externals, editorModule],
  define: { REEVE_VERSION: JSON.stringify(versionIn(root)) },
  plugins: [loadedLate(outfile, root)],
  // A module that CommonJS imports later is required then, by the editor's own loader.
  supported: isCommonJs(outfile) ? { 'dynamic-import': false } : {},
  banner: isCommonJs(outfile) ? {} : { js: commonJs },
  // Names stay, so that a stack can be read; what remains starts a little faster without its white space.
  minifyWhitespace: true,
  minifySyntax: production,
  keepNames: true,
  legalComments: 'none',
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
})
