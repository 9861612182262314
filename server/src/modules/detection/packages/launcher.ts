import type { PackageReference } from '@reeve/protocol/inventory'
import { type CommandWord, commandWords, programName, splitCommands } from './command-line.ts'
import { denoReference, goReference, imageReference, npmReference, pypiReference } from './package-spec.ts'

/** A package that a command fetches and runs. */
export interface LaunchedPackage {
  readonly reference: PackageReference
  /** The index of the argument that names it; -1 when the command itself does. */
  readonly argument: number
  /** The program that fetches it, such as `npx`. */
  readonly launcher: string
}

/** How the options of a launcher are read. */
interface Options {
  /** Options that are followed by a value. */
  readonly valued?: readonly string[]
  /** When given, every option but these is followed by a value. */
  readonly plain?: readonly string[]
  /** Options whose value names the package. */
  readonly package?: readonly string[]
}

interface Launcher extends Options {
  /** Words that must follow the program, one of each step; options of the program may stand between. */
  readonly subcommand?: readonly (readonly string[])[]
  readonly read: (spec: string) => PackageReference | null
  /** The first word that is no option names the package too, unless an option did. On by default. */
  readonly positional?: boolean
}

const npm: Options = {
  valued: [
    ...[
      '-c',
      '--call',
      '--registry',
      '--cache',
      '--userconfig',
      '-w',
      '--workspace',
      '--prefix',
      '--node-options',
      '--loglevel',
      '--shell',
    ],
    ...['-n', '--node-arg', '-C', '--dir', '--cwd', '--allow-build'],
  ],
  package: ['-p', '--package'],
}

const uv: Options = {
  valued: [
    ...['--with-editable', '--with-requirements', '-p', '--python', '--index', '--index-url', '-i', '--extra-index-url', '--default-index'],
    ...[
      '-f',
      '--find-links',
      '--directory',
      '--project',
      '--env-file',
      '--cache-dir',
      '--config-file',
      '-c',
      '--constraints',
      '--overrides',
    ],
    ...['--refresh-package', '-P', '--upgrade-package', '--reinstall-package', '--prerelease', '--resolution', '--index-strategy', '-b'],
    ...[
      '--build-constraints',
      '--link-mode',
      '--keyring-provider',
      '--python-platform',
      '--allow-insecure-host',
      '--exclude-newer',
      '--color',
    ],
    ...[
      '-m',
      '--module',
      '-s',
      '--script',
      '--extra',
      '--group',
      '--only-group',
      '--no-group',
      '--no-extra',
      '--package',
      '--torch-backend',
    ],
  ],
}

const uvTool: Options = { valued: [...(uv.valued ?? []), '-w', '--with'], package: ['--from'] }

const pipx: Options = {
  valued: ['--python', '--pip-args', '--index-url', '-i', '--fetch-missing-python', '--backend'],
  package: ['--spec'],
}

const container: Launcher = {
  subcommand: [['run']],
  plain: [
    ...[
      '-d',
      '--detach',
      '-i',
      '--interactive',
      '-t',
      '--tty',
      '--rm',
      '--init',
      '--privileged',
      '-P',
      '--publish-all',
      '--read-only',
      '-q',
    ],
    ...[
      '--quiet',
      '--no-healthcheck',
      '--oom-kill-disable',
      '--sig-proxy',
      '--disable-content-trust',
      '--help',
      '--use-api-socket',
      '--replace',
    ],
    ...['--tls-verify', '--rmi', '--rootfs', '--no-hosts', '--env-host', '--http-proxy', '--passwd', '--read-only-tmpfs', '--unsetenv-all'],
    ...['-D', '--debug', '--tls', '--tlsverify', '--no-hostname'],
  ],
  read: imageReference,
}

/** What fetches and runs packages, by the name of the program. */
const launchers: Readonly<Record<string, readonly Launcher[]>> = {
  npx: [{ ...npm, read: npmReference }],
  pnpx: [{ ...npm, read: npmReference }],
  bunx: [{ ...npm, read: npmReference }],
  npm: [{ ...npm, subcommand: [['exec', 'x']], read: npmReference }],
  bun: [{ ...npm, subcommand: [['x']], read: npmReference }],
  pnpm: [{ ...npm, subcommand: [['dlx']], read: npmReference }],
  yarn: [{ ...npm, subcommand: [['dlx']], read: npmReference }],
  uvx: [{ ...uvTool, read: pypiReference }],
  uv: [
    { ...uvTool, subcommand: [['tool'], ['run']], read: pypiReference },
    { ...uv, subcommand: [['run']], package: ['--with'], positional: false, read: pypiReference },
  ],
  pipx: [{ ...pipx, subcommand: [['run']], read: pypiReference }],
  docker: [container, { ...container, subcommand: [['container'], ['run']] }],
  podman: [container, { ...container, subcommand: [['container'], ['run']] }],
  nerdctl: [container],
  deno: [
    {
      valued: ['-c', '--config', '--import-map', '--lock', '--cert', '--location', '--seed', '-L', '--log-level'],
      subcommand: [['run']],
      read: denoReference,
    },
  ],
  go: [{ valued: ['-C', '-exec', '-tags', '-ldflags', '-gcflags', '-mod', '-modfile', '-p'], subcommand: [['run']], read: goReference }],
}

/** Programs that run the command that follows their options. */
const wrappers: Readonly<Record<string, { readonly valued: readonly string[] }>> = {
  env: { valued: ['-u', '--unset', '-C', '--chdir'] },
  wsl: { valued: ['-d', '--distribution', '-u', '--user', '--cd', '--shell-type'] },
  exec: { valued: ['-a'] },
  nohup: { valued: [] },
  command: { valued: [] },
}

/** Programs that run the command line given after one of these options. */
const shells: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'fish'].map((name) => [name, /^-[a-z]*c$/])),
  cmd: /^\/[ck]$/i,
  powershell: /^[-/](?:c|command)$/i,
  pwsh: /^[-/](?:c|command)$/i,
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
  if (wrapper) return resolve(rest.slice(firstPositional(rest, wrapper)), nesting + 1)
  for (const launcher of entryOf(launchers, name) ?? []) {
    const options = launcher.subcommand ? afterSubcommand(rest, launcher) : rest
    const found = options && launch(options, launcher)
    if (found) return { ...found, launcher: name }
  }
  return null
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
  const candidates: CommandWord[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (!word) break
    const separator = word.text === '--'
    if (!separator && isOption(word.text)) {
      const [option = '', value] = splitOnce(word.text, '=')
      const named = launcher.package?.includes(option)
      const next = words[at + 1]
      if (named && value !== undefined) candidates.push({ text: value, argument: word.argument })
      else if (named && next) candidates.push(next)
      if (takesValue(word.text, launcher)) at++
      continue
    }
    const positional = separator ? words[at + 1] : word
    if (launcher.positional !== false && candidates.length === 0 && positional) candidates.push(positional)
    break
  }
  for (const { text, argument } of candidates) {
    const reference = launcher.read(text)
    if (reference) return { reference, argument }
  }
  return null
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
