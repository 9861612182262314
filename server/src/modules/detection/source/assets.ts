import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Grammar } from './languages.ts'

/**
 * Files that the analyzer loads while it runs. From source they lie in the installed package;
 * in the built product the build copies them beside the bundle, each under the name `as`.
 * @public
 */
export const treeSitterAssets = [
  // The runtime is CommonJS, and a bundle in a package of ES modules can only load it under this extension.
  { file: 'tree-sitter.js', as: 'tree-sitter.cjs' },
  { file: 'tree-sitter.wasm', as: 'tree-sitter.wasm' },
  { file: 'tree-sitter-typescript.wasm', as: 'tree-sitter-typescript.wasm' },
  { file: 'tree-sitter-tsx.wasm', as: 'tree-sitter-tsx.wasm' },
  { file: 'tree-sitter-javascript.wasm', as: 'tree-sitter-javascript.wasm' },
  { file: 'tree-sitter-python.wasm', as: 'tree-sitter-python.wasm' },
] as const

/**
 * The package that the assets are copied from, and the folder in it.
 * @public
 */
export const treeSitterPackage = '@vscode/tree-sitter-wasm/wasm'

type AssetName = (typeof treeSitterAssets)[number]['file']

export const requireAsset = createRequire(import.meta.url)

const sibling = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

function locate(file: AssetName): string {
  const copied = sibling(treeSitterAssets.find((asset) => asset.file === file)?.as ?? file)
  return existsSync(copied) ? copied : requireAsset.resolve(`${treeSitterPackage}/${file}`)
}

export const runtimePath = (): string => locate('tree-sitter.js')

export const runtimeWasmPath = (): string => locate('tree-sitter.wasm')

export const grammarWasmPath = (grammar: Grammar): string => locate(`tree-sitter-${grammar}.wasm`)

/** Where the worker's program is: beside this file, as source or as a bundle. */
export const workerUrl = (): URL => {
  const bundled = new URL('analysis-worker.js', import.meta.url)
  return existsSync(fileURLToPath(bundled)) ? bundled : new URL('analysis-worker.ts', import.meta.url)
}
