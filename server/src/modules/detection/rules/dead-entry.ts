import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Finding } from '@reeve/protocol/inventory'
import type { FileExtract, FoundFile } from '../extract.ts'
import { isBuiltFolder, isForeignFolder } from '../ignore-rules.ts'
import { finding } from '../instructions/extract-instructions.ts'
import { programName } from '../packages/command-line.ts'
import type { Located, ServerDefinition } from '../servers.ts'

const interpreters: ReadonlySet<string> = new Set([
  'node',
  'bun',
  'deno',
  'tsx',
  'ts-node',
  'python',
  'python3',
  'py',
  'ruby',
  'php',
  'bash',
  'sh',
])

/**
 * The script of the workspace that a server starts, relative; undefined where that is not certain: a folder to start in, a
 * variable, or a script that a build may make.
 */
export function scriptOf({ entry, command, args, settings }: ServerDefinition): Located | undefined {
  if (entry.scope !== 'project' || entry.disabled || !command || settings.some(({ name }) => /^(?:cwd|workingDirectory|dir)$/i.test(name)))
    return undefined
  const isInterpreter = interpreters.has(programName(command.text))
  const script = isInterpreter ? args.find(({ text }) => !text.startsWith('-')) : command
  if (!script || !/^\.{1,2}\/[\w./@-]{1,500}\.(?:[mc]?[jt]s|py|rb|php|sh)$/.test(script.text)) return undefined
  return script.text.split('/').some((step) => isBuiltFolder(step) || isForeignFolder(step) || /^(?:lib|bin|\.venv|venv)$/.test(step))
    ? undefined
    : script
}

/** Adds what is to be said of servers whose script is in none of the folders that a client may start in. */
export async function withDeadEntries(extract: FileExtract, file: FoundFile): Promise<FileExtract> {
  const root = file.absolute.slice(0, file.absolute.length - file.path.length)
  const folders = ancestors(dirname(file.absolute), root)
  const dead = await Promise.all(
    extract.servers.map(async ({ entry, script }): Promise<Finding[]> => {
      if (!script) return []
      const there = await Promise.all(folders.map((folder) => exists(join(folder, script.text))))
      if (there.includes(true)) return []
      const message = `The server "${entry.name}" starts ${script.text}, which is not there. Correct the path, or remove the entry: whoever puts a file there decides what runs.`
      return [finding('dead-entry', message, script.span, { file: file.path, subject: entry.id })]
    }),
  )
  const findings = dead.flat()
  return findings.length === 0 ? extract : { ...extract, findings: [...extract.findings, ...findings] }
}

/** A folder and those above it, up to the root of the workspace. */
function ancestors(folder: string, root: string): string[] {
  const found = [folder]
  for (let at = folder; at.length > root.length && found.length < 12; at = dirname(at)) found.push(dirname(at))
  return found
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
