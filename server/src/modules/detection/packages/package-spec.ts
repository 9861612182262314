import type { PackageReference } from '@reeve/protocol/inventory'

/** Versions that move although they look like one. */
const movingTags = new Set(['latest', 'main', 'master', 'stable', 'edge', 'dev', 'next', 'nightly', 'head', 'trunk', 'develop'])

const exactSemver = /^[v=]?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/
/** A version of PEP 440 without wildcard. */
const exactPython = /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview|post|rev|r|dev)[-_.]?\d*)*(?:\+[a-z0-9.]+)?$/i
const goVersion = /^v\d+\.\d+\.\d+(?:[-+].+)?$/
const commitHash = /^[0-9a-f]{7,64}$/i

/** A part that only the running shell knows, such as `${TAG}`. */
const isVariable = (text: string): boolean => /[$%{}<>]/.test(text)

const gitLike = /^(?:git\+|git:|git@|github:|gitlab:|bitbucket:|gist:)|\.git(?:[#@]|$)/i
const localLike = /^(?:\.|\/|~|file:|link:|workspace:|[A-Za-z]:[\\/]|\$|%)/

/** A repository as npm and pip write it; its revision stands after `#` or after the last `@` of the path. */
function gitReference(spec: string): PackageReference {
  const [beforeHash = '', fragment = ''] = spec.split('#', 2)
  const at = /^(.*[^/:]\/[^@]+)@([^@/]+(?:\/[^@/]+)*)$/.exec(beforeHash)
  const name = at?.[1] ?? beforeHash
  const fromFragment = fragment && !/^(?:egg|subdirectory)=/.test(fragment) ? fragment.replace(/^semver:/, '') : undefined
  const version = at?.[2] ?? fromFragment ?? null
  return { ecosystem: 'git', name, version, pinned: version !== null && isFixedRevision(version) }
}

const isFixedRevision = (revision: string): boolean =>
  !isVariable(revision) && !/[\^*]/.test(revision) && (commitHash.test(revision) || !movingTags.has(revision.toLowerCase()))

/** `name`, `@scope/name`, `name@version`, an alias, a repository or an address, as npm's commands take them; null for a folder. */
export function npmReference(text: string): PackageReference | null {
  // What follows a blank is an argument that was written into the same text.
  const spec = text.trim().split(/\s/, 1)[0] ?? ''
  if (spec === '' || localLike.test(spec)) return null
  const alias = /^(?:@[^@/]+\/)?[^@/]+@npm:(.+)$/.exec(spec) ?? /^npm:(.+)$/.exec(spec)
  if (alias?.[1]) return npmReference(alias[1])
  if (gitLike.test(spec)) return gitReference(spec)
  if (/^https?:\/\//i.test(spec)) return { ecosystem: 'url', name: spec, version: null, pinned: false }
  const parts = /^((?:@[^@/\s]+\/)?[^@/\s]+)(?:@(.*))?$/.exec(spec)
  if (!parts?.[1]) return /^[\w.-]+\/[\w.-]+(?:#.+)?$/.test(spec) ? gitReference(spec) : null
  const version = parts[2] || null
  return { ecosystem: 'npm', name: parts[1], version, pinned: version !== null && exactSemver.test(version) }
}

/** `name`, `name[extra]==1.0`, `name@1.0`, `name @ git+https://…`, as pip, uv and pipx take them; null for a folder or a file. */
export function pypiReference(spec: string): PackageReference | null {
  const trimmed = spec.trim()
  if (trimmed === '' || localLike.test(trimmed) || /\.(?:py|whl|tar\.gz)$/.test(trimmed)) return null
  const direct = /^[\w.-]+(?:\[[^\]]*\])?\s*@\s*((?:git\+|https?:).+)$/.exec(trimmed)
  if (direct?.[1]) return pypiReference(direct[1])
  if (gitLike.test(trimmed)) return gitReference(trimmed)
  if (/^https?:\/\//i.test(trimmed)) return { ecosystem: 'url', name: trimmed, version: null, pinned: false }
  const parts = /^([\w.-]+)(?:\[[^\]]*\])?\s*(?:(===?|@)\s*([^,;\s]+)|([<>~!].*))?\s*(?:[,;].*)?$/.exec(trimmed)
  if (!parts?.[1]) return null
  const version = parts[3] ?? parts[4] ?? null
  const pinned = parts[3] !== undefined && exactPython.test(parts[3])
  return { ecosystem: 'pypi', name: parts[1], version, pinned }
}

/** `registry:5000/name:tag@sha256:…` */
export function imageReference(spec: string): PackageReference | null {
  const parts = /^([^@\s]+?)(?::([^:@/\s]+))?(?:@([\w+.-]+:[0-9A-Fa-f]+))?$/.exec(spec)
  if (!parts?.[1] || parts[1].startsWith('-') || /^[$%.]/.test(parts[1])) return null
  const tag = parts[2] ?? null
  const digest = parts[3] ?? null
  const pinned = digest !== null || (tag !== null && !isVariable(tag) && !movingTags.has(tag.toLowerCase()))
  return { ecosystem: 'oci', name: parts[1], version: digest ?? tag, pinned }
}

/** `example.com/module/cmd@version`; null for a folder or a file of the workspace. */
export function goReference(spec: string): PackageReference | null {
  const parts = /^([\w-]+(?:\.[\w-]+)+\/[^@\s]+)(?:@(\S+))?$/.exec(spec)
  if (!parts?.[1] || localLike.test(spec)) return null
  const version = parts[2] ?? null
  return { ecosystem: 'go', name: parts[1], version, pinned: version !== null && (goVersion.test(version) || commitHash.test(version)) }
}

/** `npm:…`, `jsr:…` or an address, as Deno takes them. */
export function denoReference(spec: string): PackageReference | null {
  if (spec.startsWith('npm:')) return npmReference(spec.slice(4).replace(/^\//, ''))
  if (/^https?:\/\//i.test(spec)) return { ecosystem: 'url', name: spec, version: null, pinned: false }
  const parts = /^(jsr:(?:@[^@/]+\/)?[^@/]+)(?:@([^/]+))?/.exec(spec)
  if (!parts?.[1]) return null
  const version = parts[2] ?? null
  return { ecosystem: 'url', name: parts[1], version, pinned: version !== null && exactSemver.test(version) }
}
