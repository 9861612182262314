import { programName } from '../packages/command-line.ts'
import type { Located, ServerDefinition } from '../servers.ts'
import { shellLineOf, wordsOfCommand } from './command-lines.ts'

/** An option of `docker run` and its value. */
export interface ContainerOption extends Located {
  readonly name: string
  readonly value: string
}

const engines: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl'])

/** The options by which a server's container is run, up to its image; none for a server that runs in no container. */
export function containerOptions(server: ServerDefinition): ContainerOption[] {
  const line = shellLineOf(server)
  const words = line ? line.text.split(/\s+/).map((text) => ({ text, span: line.span })) : wordsOfCommand(server)
  const start = words.findIndex(({ text }) => engines.has(programName(text)))
  const run = start < 0 ? -1 : words.findIndex(({ text }, index) => index > start && text === 'run')
  if (run < 0) return []
  return words.slice(run + 1).flatMap((word, index, rest) => {
    const [, name, inline] = /^(-{1,2}[A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word.text) ?? []
    if (!name) return []
    return [
      {
        name,
        value: inline ?? rest[index + 1]?.text ?? '',
        text: word.text,
        span: inline === undefined && rest[index + 1] && takesPlace(name) ? (rest[index + 1] ?? word).span : word.span,
      },
    ]
  })
}

/** Options whose value is what matters, so that it is what is marked. */
const takesPlace = (name: string): boolean => /^(?:-v|--volume|--mount|--network|--net|--cap-add|--security-opt|--pid|--device)$/.test(name)
