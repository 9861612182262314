import { folderOf, scriptExtensions } from './languages.ts'
import { type Ecosystem, packageNamed } from './package-index.ts'

/** Candidates that are kept for one file; more would be a generated index, not code. */
const maximumCandidates = 500

/**
 * The paths, relative to the workspace, that the imports of a file may mean.
 * JavaScript's are module specifiers; Python's are `module` or `module:name,name`, since a name may itself be a module.
 */
export function importCandidates(path: string, ecosystem: Ecosystem, imports: readonly string[]): string[] {
  const candidates = new Set<string>()
  for (const written of imports) {
    for (const candidate of ecosystem === 'npm' ? scriptCandidates(path, written) : pythonCandidates(path, written)) {
      if (candidates.size >= maximumCandidates) return [...candidates]
      if (candidate !== path) candidates.add(candidate)
    }
  }
  return [...candidates]
}

/** Joins a folder and a relative path; undefined for a path that leaves the workspace. */
function resolveFrom(folder: string, relative: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

function scriptCandidates(path: string, specifier: string): string[] {
  // `@/x` and `~/x` are the aliases that project templates set up for the source folder.
  const isAlias = /^[@~]\//.test(specifier)
  const bases = isAlias
    ? [resolveFrom('src', specifier.slice(2)), resolveFrom('', specifier.slice(2))]
    : [resolveFrom(folderOf(path), specifier)]
  return bases.flatMap((base) => (base === undefined ? [] : withExtensions(base)))
}

function withExtensions(base: string): string[] {
  const written = /\.([mc]?[jt]sx?)$/.exec(base)
  if (written) {
    // TypeScript imports `x.ts` by the name that it will have once compiled, `x.js`.
    const stem = base.slice(0, written.index)
    const asTypeScript: Readonly<Record<string, readonly string[]>> = { js: ['ts', 'tsx'], jsx: ['tsx'], mjs: ['mts'], cjs: ['cts'] }
    return [base, ...(asTypeScript[written[1] ?? ''] ?? []).map((extension) => `${stem}.${extension}`)]
  }
  const index = base === '' ? 'index' : `${base}/index`
  return [
    ...(base === '' ? [] : scriptExtensions.map((extension) => `${base}.${extension}`)),
    ...scriptExtensions.slice(0, 4).map((extension) => `${index}.${extension}`),
  ]
}

function pythonCandidates(path: string, written: string): string[] {
  const [module = '', list = ''] = written.split(':')
  const names = list === '' ? [] : list.split(',')
  const dots = /^\.*/.exec(module)?.[0].length ?? 0
  const relative = module.slice(dots).replaceAll('.', '/')
  const folder = folderOf(path)
  let folders: (string | undefined)[]
  if (dots > 0) folders = [resolveFrom(folder, '../'.repeat(dots - 1))]
  else if (isInstalled(module)) return []
  // An absolute import is of any folder above that is on the path, and often of `src`.
  else folders = [...foldersAbove(folder), 'src']
  return [...new Set(folders)].flatMap((base) => {
    const target = base === undefined ? undefined : resolveFrom(base, relative)
    return target === undefined ? [] : pythonFiles(target, names)
  })
}

function pythonFiles(target: string, names: readonly string[]): string[] {
  const inside = (name: string): string => (target === '' ? name : `${target}/${name}`)
  return [
    ...(target === '' ? [] : [`${target}.py`]),
    inside('__init__.py'),
    ...names.flatMap((name) => [inside(`${name}.py`), inside(`${name}/__init__.py`)]),
  ]
}

/** The folder and all above it, up to the workspace's own. */
function foldersAbove(folder: string): string[] {
  const folders = [folder]
  for (let at = folder; at !== ''; ) {
    at = folderOf(at)
    folders.push(at)
  }
  return folders
}

const standardModules = new Set(
  'abc argparse ast asyncio base64 collections concurrent contextlib copy csv dataclasses datetime decimal enum errno functools gc glob gzip hashlib heapq hmac html http importlib inspect io itertools json logging math multiprocessing operator os pathlib pickle platform pprint queue random re secrets shlex shutil signal socket sqlite3 ssl stat statistics string struct subprocess sys tempfile textwrap threading time timeit tomllib traceback types typing typing_extensions unicodedata unittest urllib uuid warnings weakref xml zipfile zoneinfo __future__ numpy pandas pydantic pytest requests'.split(
    ' ',
  ),
)

/** Whether a module is of the standard library or a package that the tables know, and so not of the workspace. */
function isInstalled(module: string): boolean {
  const first = module.split('.', 1)[0] ?? module
  return standardModules.has(first) || packageNamed('pypi', first) !== undefined
}
