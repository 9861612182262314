import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Every process that runs, by what it is started from. One that is `split` loads parts of itself when they are needed:
 * the command line starts anew for every command, and a scan needs little of it.
 * @type {readonly { readonly entry: string, readonly outfile: string, readonly split?: boolean }[]}
 */
export const processes = [
  { entry: 'server/src/main.ts', outfile: 'dist/server/main.js' },
  { entry: 'server/src/cli/main.ts', outfile: 'dist/server/cli.js', split: true },
  { entry: 'server/src/modules/detection/source/analysis-worker.ts', outfile: 'dist/server/analysis-worker.js' },
  { entry: 'backend/src/main.ts', outfile: 'dist/backend/main.js' },
  { entry: 'backend/src/database/pglite-worker.ts', outfile: 'dist/backend/pglite-worker.js' },
]

/** Packages with native code or files of their own, loaded at run time; everything must work where the first is missing. */
const externals = ['@napi-rs/keyring', 'pg-native']

/** CommonJS inside an ES module bundle asks for these. */
const commonJs = [
  "import { createRequire as __createRequire } from 'node:module'",
  "import { fileURLToPath as __fileURLToPath } from 'node:url'",
  'const require = __createRequire(import.meta.url)',
  'const __filename = __fileURLToPath(import.meta.url)',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url))",
].join(';')

/** @param {string} root */
const versionIn = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

/**
 * @param {{ entry: string, outfile: string, split?: boolean }} one
 * @param {{ root: string, production: boolean }} how
 * @returns {import('esbuild').BuildOptions}
 */
export const processOptions = ({ entry, outfile, split = false }, { root, production }) => ({
  absWorkingDir: root,
  // Parts lie beside their program, since that looks for its files beside itself.
  entryPoints: [{ in: entry, out: basename(outfile, '.js') }],
  outdir: join(root, dirname(outfile)),
  splitting: split,
  chunkNames: `${basename(outfile, '.js')}.part-[hash]`,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  external: externals,
  define: { REEVE_VERSION: JSON.stringify(versionIn(root)) },
  banner: { js: commonJs },
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
