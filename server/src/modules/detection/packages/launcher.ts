import type { PackageReference } from '@reeve/protocol/inventory'
import { type CommandWord, commandWords, programName, splitCommands } from './command-line.ts'
import { type Launcher, launchers, moduleRunner, type Options, runners, shells, wrappers } from './launcher-table.ts'

/** A package that a command fetches and runs. */
export interface LaunchedPackage {
  readonly reference: PackageReference
  /** The index of the argument that names it; -1 when the command itself does. */
  readonly argument: number
  /** The program that fetches it, such as `npx`. */
  readonly launcher: string
}

const assignment = /^(?:\$env:)?[A-Za-z_]\w*=/

/** Commands inside commands that are looked into. */
const maxNesting = 5

/**
 * The package that a command fetches and runs, or null: scripts and programs that are installed already are none.
 * Looks below shells and wrappers such as `cmd /c`, `sh -c`, `env X=Y`, `wsl` and `powershell -Command`.
 */
export function launchedPackage(command: string, args: readonly string[]): LaunchedPackage | null {
  return resolve(commandWords(command, args), 0)
}

/** A program may be named like a member that every object has. */
const entryOf = <Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

function resolve(all: readonly CommandWord[], nesting: number): LaunchedPackage | null {
  const start = all.findIndex(({ text }) => !assignment.test(text) && text !== '&')
  const [program, ...rest] = start < 0 ? [] : all.slice(start)
  if (!program || nesting > maxNesting) return null
  const name = programName(program.text)
  const shellOption = entryOf(shells, name)
  if (shellOption) return resolveShell(rest, shellOption, nesting)
  const wrapper = entryOf(wrappers, name)
  if (wrapper) return resolve(afterWrapper(rest, wrapper), nesting + 1)
  if (runners.has(name)) return resolve(afterSeparator(rest), nesting + 1)
  if (moduleRunner.test(name)) return rest[0]?.text === '-m' ? resolve(rest.slice(1), nesting + 1) : null
  for (const launcher of entryOf(launchers, name) ?? []) {
    const options = launcher.subcommand ? afterSubcommand(rest, launcher) : rest
    const found = options && launch(options, launcher)
    if (found) return { ...found, launcher: name }
  }
  return null
}

/** The command behind a wrapper's options and words; one that is written as a single text is split. */
function afterWrapper(rest: readonly CommandWord[], wrapper: Options & { readonly words?: number }): CommandWord[] {
  let left = [...rest]
  for (let words = wrapper.words ?? 0; words > 0; words--) left = left.slice(firstPositional(left, wrapper) + 1)
  return left.slice(firstPositional(left, wrapper)).flatMap((word) => (word.text.includes(' ') ? wordsOf(word) : [word]))
}

const wordsOf = ({ text, argument }: CommandWord): CommandWord[] => (splitCommands(text)[0] ?? []).map((word) => ({ text: word, argument }))

function afterSeparator(rest: readonly CommandWord[]): CommandWord[] {
  const at = rest.findIndex(({ text }) => text === '--')
  return at < 0 ? [] : rest.slice(at + 1)
}

/** A shell takes one argument that is a command line; `cmd` and PowerShell also take the words one by one. */
function resolveShell(rest: readonly CommandWord[], option: RegExp, nesting: number): LaunchedPackage | null {
  const at = rest.findIndex(({ text }) => option.test(text))
  const [line, ...others] = at < 0 ? [] : rest.slice(at + 1)
  if (!line) return null
  for (const command of splitCommands(line.text)) {
    const words = command.map((text) => ({ text, argument: line.argument }))
    const found = resolve([...words, ...others], nesting + 1)
    if (found) return found
  }
  return null
}

const isOption = (text: string): boolean => text.startsWith('-') && text !== '-'

function takesValue(option: string, options: Options): boolean {
  if (option.includes('=')) return false
  if (options.package?.includes(option) || options.valued?.includes(option)) return true
  if (!options.plain || options.plain.includes(option)) return false
  if (option.startsWith('--')) return true
  // Short options may stand together, as in `-it`; the first that takes a value has the rest of the word as its value.
  const letters = [...option.slice(1)]
  const valued = letters.findIndex((letter) => !options.plain?.includes(`-${letter}`))
  return valued === letters.length - 1
}

/** The index of the first word that is neither an option nor an option's value; the length when there is none. */
function firstPositional(words: readonly CommandWord[], options: Options): number {
  for (let at = 0; at < words.length; at++) {
    const text = words[at]?.text ?? ''
    if (text === '--') return at + 1
    if (!isOption(text)) return at
    if (takesValue(text, options)) at++
  }
  return words.length
}

function afterSubcommand(words: readonly CommandWord[], launcher: Launcher): CommandWord[] | undefined {
  let left = [...words]
  const given: CommandWord[] = []
  for (const step of launcher.subcommand ?? []) {
    const at = firstPositional(left, launcher)
    if (!step.includes(left[at]?.text ?? '')) return undefined
    given.push(...left.slice(0, at))
    left = left.slice(at + 1)
  }
  // Options before the subcommand count too: `pnpm --package=x dlx y`.
  return [...given, ...left]
}

function launch(words: readonly CommandWord[], launcher: Launcher): Omit<LaunchedPackage, 'launcher'> | null {
  const named: CommandWord[] = []
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at]
    if (!word || word.text === '--' || !isOption(word.text)) break
    const [option = '', value] = splitOnce(word.text, '=')
    const next = words[at + 1]
    if (launcher.package?.includes(option)) {
      if (value !== undefined) named.push({ text: value, argument: word.argument })
      else if (next) named.push(next)
    }
    if (takesValue(word.text, launcher)) at++
  }
  const positional = words[at]?.text === '--' ? words[at + 1] : words[at]
  const candidates = named.length === 0 && launcher.positional !== false && positional ? [positional] : named
  const found = candidates.flatMap(({ text, argument }) => {
    const reference = launcher.read(text)
    return reference ? [{ reference, argument }] : []
  })
  // Of several packages the one that has the program's name is what runs; the others are what it needs.
  return found.find(({ reference }) => positional && squash(reference.name) === squash(positional.text)) ?? found[0] ?? null
}

/** Names of packages and of their programs differ in `-` and `_`. */
const squash = (name: string): string => name.toLowerCase().replaceAll('_', '-')

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
