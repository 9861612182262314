import { commandWords, programName } from '../packages/command-line.ts'
import { shells, wrappers } from '../packages/launcher-table.ts'
import type { Located, ServerDefinition } from '../servers.ts'

/** A command line that a shell is given, and the program that reads it. */
export interface ShellLine extends Located {
  readonly shell: string
}

interface Word extends Located {}

/** The words of a server's command with their places, wrappers such as `env X=Y` taken off. */
export function wordsOfCommand({ command, args }: ServerDefinition): Word[] {
  if (!command) return []
  const words = commandWords(
    command.text,
    args.map(({ text }) => text),
  ).map(({ text, argument }) => ({
    text,
    span: (argument < 0 ? command : args[argument])?.span ?? command.span,
  }))
  let start = 0
  while (start < words.length - 1 && isPrefix(words[start]?.text ?? '')) start++
  return words.slice(start)
}

const isPrefix = (text: string): boolean => Object.hasOwn(wrappers, programName(text)) || /^[A-Za-z_]\w*=/.test(text) || text === '&'

/** The line that a server's shell interprets; undefined for a server that starts without one. */
export function shellLineOf(server: ServerDefinition): ShellLine | undefined {
  const [program, ...rest] = wordsOfCommand(server)
  const name = program ? programName(program.text) : ''
  const option = Object.hasOwn(shells, name) ? shells[name] : undefined
  const at = option ? rest.findIndex(({ text }) => option.test(text)) : -1
  const line = at < 0 ? undefined : rest[at + 1]
  if (!line) return undefined
  // `cmd` and PowerShell take the words of the line one by one.
  const takesAll = name === 'cmd' || name === 'powershell' || name === 'pwsh'
  const text = takesAll
    ? rest
        .slice(at + 1)
        .map((word) => word.text)
        .join(' ')
    : line.text
  return { shell: name, text, span: line.span }
}

/** Every text in which a command may stand: the command, its arguments, and what it finds in its environment. */
export const commandTexts = ({ command, args, settings }: ServerDefinition): Located[] => [
  ...(command ? [command] : []),
  ...args,
  ...settings,
]

/** The whole command as one text, for patterns that go across arguments. */
export const wholeCommand = ({ command, args }: ServerDefinition): string =>
  [command?.text ?? '', ...args.map(({ text }) => text)].join(' ').slice(0, 20_000)
