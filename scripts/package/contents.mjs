import { stat } from 'node:fs/promises'
import { openPromise } from 'yauzl'

const megabyte = 1024 * 1024

/** The most that the packed extension may weigh. */
const largestExtension = 25 * megabyte

/**
 * Everything that may be in the packed extension. Of each there must be at least one.
 * @type {readonly RegExp[]}
 */
const extensionContents = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package\.json$/,
  /^extension\/package\.nls(\.[a-z-]+)?\.json$/i,
  /^extension\/readme\.md$/,
  /^extension\/changelog\.md$/,
  /^extension\/LICENSE\.txt$/,
  /^extension\/dist\/THIRD-PARTY-NOTICES\.txt$/,
  /^extension\/dist\/extension\/[a-z-]+\.cjs$/,
  /^extension\/dist\/server\/[a-z-]+(\.part-[A-Z0-9]+)?\.js$/,
  /^extension\/dist\/server\/tree-sitter(-[a-z]+)?\.(wasm|cjs)$/,
  /^extension\/dist\/backend\/[a-z-]+(\.part-[A-Z0-9]+)?\.js$/,
  /^extension\/dist\/backend\/[a-z]+\.(wasm|data)$/,
  /^extension\/dist\/backend\/pgdata\/[\w/.-]+$/,
  /^extension\/dist\/backend\/pgdata\/global\/pg_filenode\.map$/,
  /^extension\/dist\/webview\/[\w-]+\.(js|css|html|ttf|js\.LEGAL\.txt|css\.LEGAL\.txt)$/,
  /^extension\/docs\/rules\/[a-z-]+\.md$/,
  /^extension\/media\/[\w-]+\.(png|svg)$/,
  /^extension\/syntaxes\/[\w.-]+\.tmLanguage\.json$/,
  /^extension\/walkthrough\/[\w-]+\.(md|png|svg)$/,
]

/** What may be there and need not. */
const mayBeMissing = [/^extension\/l10n\/bundle\.l10n(\.[a-z-]+)?\.json$/]

/**
 * Holds the packed extension to its allow-list and its weight.
 *
 * @param {string} vsix
 */
export async function checkExtension(vsix) {
  const names = await namesIn(vsix)
  const foreign = names.filter((name) => ![...extensionContents, ...mayBeMissing].some((pattern) => pattern.test(name)))
  const missing = extensionContents.filter((pattern) => !names.some((name) => pattern.test(name)))
  const { size } = await stat(vsix)
  const problems = [
    ...foreign.map((name) => `${name} does not belong into the extension.`),
    ...missing.map((pattern) => `The extension has nothing like ${pattern.source}.`),
    ...(size > largestExtension ? [`The extension weighs ${(size / megabyte).toFixed(1)} MB, more than 25 MB.`] : []),
  ]
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/**
 * @param {string} zip
 * @returns {Promise<string[]>} The paths of the files in it.
 */
async function namesIn(zip) {
  const file = await openPromise(zip)
  const names = []
  for await (const entry of file.eachEntry()) names.push(entry.fileName)
  return names
}
