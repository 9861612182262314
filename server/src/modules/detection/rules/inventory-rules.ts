import type { Finding, ServerEntry } from '@reeve/protocol/inventory'
import type { DeclaredServer } from '../extract.ts'
import { finding } from '../instructions/extract-instructions.ts'

/** Where a finding on a whole entry lies. */
const at = (rule: 'duplicate-server' | 'shadowed-name', message: string, entry: ServerEntry): Finding => {
  const {
    column: _column,
    endColumn: _endColumn,
    ...whole
  } = finding(rule, message, { line: entry.line, column: 1, endColumn: 1 }, { file: entry.file, subject: entry.id })
  return whole
}

const folderOf = (file: string): string => file.slice(0, Math.max(0, file.lastIndexOf('/')))

/** The project that a file of the workspace belongs to: the folder above its hidden one. */
const projectOf = (file: string): string => folderOf(file).replace(/(?:^|\/)\.[^/]+(?:\/.*)?$/, '')

/** What the servers of all files say together: names that stand for different servers within one client's reach. */
export function inventoryFindings(servers: readonly DeclaredServer[]): Finding[] {
  const entries = servers.map(({ entry }) => entry).filter(({ disabled, client }) => !disabled && client !== null)
  const named = Map.groupBy(entries, ({ client, name }) => JSON.stringify([client, name]))
  return [...named.values()].flatMap((group) => [...duplicates(group), ...shadows(group)])
}

/** Of two in one project and scope, the later one is told. */
function duplicates(group: readonly ServerEntry[]): Finding[] {
  const places = Map.groupBy(group, ({ scope, file }) => (scope === 'project' ? `project ${projectOf(file)}` : scope))
  return [...places.values()].flatMap((within) => {
    const [first, ...others] = within
    return others.flatMap((other) => {
      if (!first || runsTheSame(first, other) || (first.file === other.file && first.line === other.line)) return []
      const message = `The name "${other.name}" stands for another server in ${first.file}, line ${first.line}: which of the two ${other.client} runs depends on where it is started. Give each its own name.`
      return [at('duplicate-server', message, other)]
    })
  })
}

/** Entries of a project that take the place of one that the user has set up. */
function shadows(group: readonly ServerEntry[]): Finding[] {
  const own = group.find(({ scope }) => scope !== 'project')
  if (!own) return []
  return group
    .filter((entry) => entry.scope === 'project' && !runsTheSame(entry, own))
    .map((entry) =>
      at(
        'shadowed-name',
        `"${entry.name}" takes the place of the server of that name in ${own.file}, and runs something else. Look at what it runs, and give it a name of its own.`,
        entry,
      ),
    )
}

/** The version aside, which a project may well choose for itself. */
function runsTheSame(a: ServerEntry, b: ServerEntry): boolean {
  if (a.id === b.id) return true
  if (a.package && b.package) return a.package.ecosystem === b.package.ecosystem && a.package.name === b.package.name
  return a.url !== null && a.url === b.url
}
