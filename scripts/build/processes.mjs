import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Every process that runs, by what it is started from, and where its bundle lies below the folder of all bundles.
 * @type {readonly { readonly entry: string, readonly outfile: string }[]}
 */
export const processes = [
  { entry: 'server/src/main.ts', outfile: 'server/main.js' },
  { entry: 'server/src/cli/main.ts', outfile: 'server/cli.js' },
  { entry: 'server/src/modules/detection/source/analysis-worker.ts', outfile: 'server/analysis-worker.js' },
  { entry: 'extension/src/main.ts', outfile: 'extension/main.cjs' },
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

/** @param {string} root */
const versionIn = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

/**
 * @param {{ entry: string, outfile: string }} one
 * @param {{ root: string, outdir: string, production: boolean }} how
 * @returns {import('esbuild').BuildOptions}
 */
export const processOptions = ({ entry, outfile }, { root, outdir, production }) => ({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile: join(outdir, outfile),
  bundle: true,
  platform: 'node',
  format: isCommonJs(outfile) ? 'cjs' : 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  external: [...externals, editorModule],
  define: { REEVE_VERSION: JSON.stringify(versionIn(root)) },
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
