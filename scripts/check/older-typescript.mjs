// Dependency-cruiser reads TypeScript through the compiler's API, which TypeScript 7 does not offer. Imported before it, this
// gives it the older TypeScript that is installed beside these scripts, however it asks: by import, require or require.resolve.
import Module, { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const here = createRequire(import.meta.url)

/**
 * @param {string} specifier
 * @param {string | undefined} asker A path or URL.
 */
const isMeant = (specifier, asker) => /^typescript(\/|$)/.test(specifier) && asker?.includes('/dependency-cruiser/') === true

registerHooks({
  resolve: (specifier, context, next) =>
    isMeant(specifier, context.parentURL)
      ? { url: pathToFileURL(here.resolve(specifier)).href, shortCircuit: true }
      : next(specifier, context),
})

// The hooks are not asked by require.resolve.
/** @type {{ _resolveFilename: (request: string, parent: { filename?: string } | undefined, ...rest: unknown[]) => string }} */
const commonJs = /** @type {any} */ (Module)
const resolveFilename = commonJs._resolveFilename
commonJs._resolveFilename = (request, parent, ...rest) =>
  isMeant(request, parent?.filename) ? here.resolve(request) : resolveFilename.call(commonJs, request, parent, ...rest)
