/** Which files detection reads as source and as package manifests, told by their names alone. */

export type Grammar = 'typescript' | 'tsx' | 'javascript' | 'python'

const grammarByExtension: Readonly<Record<string, Grammar>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  py: 'python',
  pyw: 'python',
}

/** The extensions that an import without one may stand for, the likeliest first. */
export const scriptExtensions = ['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'mts'] as const

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** The name without folder and extension. */
export const stemOf = (path: string): string => baseName(path).replace(/\.[^.]*$/, '') || baseName(path)

/** The grammar a file is parsed with; undefined for a file that is no source. Declaration files hold no code. */
export function grammarOf(path: string): Grammar | undefined {
  const name = baseName(path).toLowerCase()
  if (/\.d\.[mc]?ts$/.test(name)) return undefined
  const dot = name.lastIndexOf('.')
  return dot < 0 ? undefined : grammarByExtension[name.slice(dot + 1)]
}

/** Whether a file holds TypeScript, JavaScript or Python that detection reads. */
export const isSourcePath = (path: string): boolean => grammarOf(path) !== undefined

type ManifestKind = 'package.json' | 'pyproject.toml' | 'requirements'

/** Which kind of package manifest a file is; undefined for any other file. */
export function manifestKindOf(path: string): ManifestKind | undefined {
  const name = baseName(path).toLowerCase()
  if (name === 'package.json') return 'package.json'
  if (name === 'pyproject.toml') return 'pyproject.toml'
  if (/^requirements.*\.(txt|in)$/.test(name)) return 'requirements'
  if (/(^|\/)requirements\/[^/]+\.(txt|in)$/i.test(path)) return 'requirements'
  return undefined
}

/** Whether a file declares the packages that a project depends on. */
export const isManifestPath = (path: string): boolean => manifestKindOf(path) !== undefined

const testOrVendored =
  /(^|\/)(tests?|__tests__|__mocks__|spec|node_modules|site-packages|vendor|third_party|dist|build|out|\.venv|venv)\/|\.(test|spec)\.[^/.]+$|(^|\/)(test_[^/]*|[^/]*_test|conftest)\.pyw?$|\.min\.[mc]?js$/i

/** Whether code in the file runs in production. Tests, vendored and built files do not speak for an agent. */
export const speaksForAgents = (path: string): boolean => !testOrVendored.test(path)
