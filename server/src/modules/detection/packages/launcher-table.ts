import type { PackageReference } from '@reeve/protocol/inventory'
import { denoReference, goReference, imageReference, npmReference, pypiReference } from './package-spec.ts'

/** How the options of a launcher are read. */
export interface Options {
  /** Options that are followed by a value. */
  readonly valued?: readonly string[]
  /** When given, every option but these is followed by a value. */
  readonly plain?: readonly string[]
  /** Options whose value names the package. */
  readonly package?: readonly string[]
}

export interface Launcher extends Options {
  /** Words that must follow the program, one of each step; options of the program may stand between. */
  readonly subcommand?: readonly (readonly string[])[]
  readonly read: (spec: string) => PackageReference | null
  /** The first word that is no option names the package too, unless an option did. On by default. */
  readonly positional?: boolean
}

/** Options written as one text, parted by blanks. */
const names = (text: string): string[] => text.split(' ')

const npm: Options = {
  valued: names(
    '-c --call --registry --cache --userconfig -w --workspace --prefix --node-options --loglevel --shell -n --node-arg -C --dir --cwd --allow-build',
  ),
  package: ['-p', '--package'],
}

const uv: Options = {
  valued: names(
    '--with-editable --with-requirements -p --python --index --index-url -i --extra-index-url --default-index -f --find-links --directory --project --env-file --cache-dir --config-file -c --constraints --overrides --refresh-package -P --upgrade-package --reinstall-package --prerelease --resolution --index-strategy -b --build-constraints --link-mode --keyring-provider --python-platform --allow-insecure-host --exclude-newer --color -m --module -s --script --extra --group --only-group --no-group --no-extra --package --torch-backend',
  ),
}

const uvTool: Options = { valued: [...(uv.valued ?? []), '-w', '--with'], package: ['--from'] }

const pipx: Options = {
  valued: ['--python', '--pip-args', '--index-url', '-i', '--fetch-missing-python', '--backend'],
  package: ['--spec'],
}

const container: Launcher = {
  subcommand: [['run']],
  plain: names(
    '-d --detach -i --interactive -t --tty --rm --init --privileged -P --publish-all --read-only -q --quiet --no-healthcheck --oom-kill-disable --sig-proxy --disable-content-trust --help --use-api-socket --replace --tls-verify --rmi --rootfs --no-hosts --env-host --http-proxy --passwd --read-only-tmpfs --unsetenv-all -D --debug --tls --tlsverify --no-hostname',
  ),
  read: imageReference,
}

/** What fetches and runs packages, by the name of the program. */
export const launchers: Readonly<Record<string, readonly Launcher[]>> = {
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
    { ...uv, subcommand: [['run']], package: ['-w', '--with'], positional: false, read: pypiReference },
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

interface Wrapper extends Options {
  /** Words that stand between the program's options and the command: a subcommand, a duration, a profile. */
  readonly words?: number
}

/** Programs that run the command that follows their options. */
export const wrappers: Readonly<Record<string, Wrapper>> = {
  env: { valued: ['-u', '--unset', '-C', '--chdir'] },
  wsl: { valued: ['-d', '--distribution', '-u', '--user', '--cd', '--shell-type'] },
  exec: { valued: ['-a'] },
  nohup: {},
  command: {},
  sudo: { valued: ['-u', '--user', '-g', '--group', '-C', '-D', '-h', '-p', '-r', '-t'] },
  doas: { valued: ['-u', '-C'] },
  nice: { valued: ['-n'] },
  stdbuf: { valued: ['-i', '-o', '-e'] },
  timeout: { valued: ['-k', '-s'], words: 1 },
  caffeinate: { valued: ['-t', '-w'] },
  arch: {},
  'xvfb-run': { valued: ['-e', '-f', '-n', '-p', '-s'] },
  corepack: {},
  volta: { valued: ['--node', '--npm', '--yarn', '--pnpm'], words: 1 },
  asdf: { words: 1 },
  direnv: { words: 2 },
  fnm: { valued: ['--using'], words: 1 },
}

/** Programs that run what stands after `--`, with an environment of their own making. */
export const runners: ReadonlySet<string> = new Set(
  names('mise rtx op doppler infisical aws-vault dotenv dotenvx secretspec chamber teller varlock fnox vault conda micromamba'),
)

/** Interpreters that run launchers as modules: `python -m uv tool run`. */
export const moduleRunner = /^(?:python[\d.]*|py)$/

/** Programs that run the command line given after one of these options. */
export const shells: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'fish'].map((name) => [name, /^-[a-z]*c$/])),
  cmd: /^\/[ck]$/i,
  powershell: /^[-/](?:c|command)$/i,
  pwsh: /^[-/](?:c|command)$/i,
}
