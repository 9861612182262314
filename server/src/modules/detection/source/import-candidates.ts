import { folderOf } from './languages.ts'
import { type Ecosystem, packageNamed } from './package-index.ts'

/** Candidates that are kept for one file; more would be a generated index, not code. */
const maximumCandidates = 500

/**
 * The paths, relative to the workspace, that the imports of a file may mean. They are as short as they are written, mostly
 * without an extension: whoever knows which files there are tries the endings.
 * JavaScript's imports are module specifiers; Python's are `module` or `module:name,name`, since a name may itself be a module.
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
  return bases.filter((base) => base !== undefined).map((base) => base || 'index')
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
    return target === undefined ? [] : [target || '__init__', ...names.map((name) => (target === '' ? name : `${target}/${name}`))]
  })
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
  'abc argparse ast asyncio base64 collections concurrent contextlib copy csv dataclasses datetime decimal enum errno functools gc glob gzip hashlib heapq hmac html http importlib inspect io itertools json logging math multiprocessing operator os pathlib pickle platform pprint queue random re secrets shlex shutil signal socket sqlite3 ssl stat statistics string struct subprocess sys tempfile textwrap threading time timeit tomllib traceback types typing typing_extensions unicodedata unittest urllib uuid warnings weakref xml zipfile zoneinfo __future__ numpy pandas pydantic pytest'.split(
    ' ',
  ),
)

/** Whether a module is of the standard library or a package that the tables know, and so not of the workspace. */
function isInstalled(module: string): boolean {
  const first = module.split('.', 1)[0] ?? module
  // Agent programs have an `agents` folder of their own more often than they import the package of that name.
  return first !== 'agents' && (standardModules.has(first) || packageNamed('pypi', first) !== undefined)
}
