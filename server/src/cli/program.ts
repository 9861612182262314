import { readFile } from 'node:fs/promises'
import { severities, type Severity } from '@reeve/protocol/rules'
import { version } from '@reeve/protocol/version'
import { Command, CommanderError, Option } from 'commander'
import { exitCodes } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const platforms = ['linux', 'darwin', 'win32'] as const

interface SharedOptions {
  readonly format: 'table' | 'json'
  readonly home?: string
  readonly platform?: (typeof platforms)[number]
  readonly user: boolean
}

/** All commands. Each is loaded when it is called, so that a small scan does not pay for the rest. `outcome.code` gets the exit code. */
export function createProgram(terminal: Terminal, outcome: { code: number }): Command {
  const program = new Command('reeve')
    .description('Finds every AI agent, MCP server and capability in a workspace, watches them, and reports them, signed.')
    .version(version)
    .showHelpAfterError('See reeve --help.')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride((error) => {
      throw error
    })
  addScan(program, terminal, outcome)
  addUp(program, terminal, outcome)
  addDashboard(program, terminal, outcome)
  addBackend(program, terminal, outcome)
  addDoctor(program, terminal, outcome)
  const parse = program.parseAsync.bind(program)
  program.parseAsync = async (...given) => {
    try {
      return await parse(...given)
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      outcome.code = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage
      return program
    }
  }
  return program
}

const formatOption = (): Option => new Option('--format <format>', 'how to show the result').choices(['table', 'json']).default('table')

function withScanOptions(command: Command): Command {
  return command
    .addOption(formatOption())
    .option('--home <dir>', 'read the user-level files of another home')
    .addOption(new Option('--platform <platform>', 'where that home’s files lie').choices([...platforms]))
    .option('--no-user', 'read project files only')
}

function addScan(program: Command, terminal: Terminal, outcome: { code: number }): void {
  withScanOptions(program.command('scan').description('finds and shows, and reports nothing').argument('[path]', 'a folder or a file', '.'))
    .addOption(new Option('--fail-on <severity>', 'exit with 1 when there is a finding at or over it').choices([...severities]))
    .action(async (path: string, options: SharedOptions & { failOn?: Severity }) => {
      const { scan } = await import('./commands/scan.ts')
      outcome.code = await scan(path, options, terminal)
    })
}

function addUp(program: Command, terminal: Terminal, outcome: { code: number }): void {
  withScanOptions(
    program.command('up').description('starts backend, supervisor and dashboard, and watches').argument('[dir]', 'the folder', '.'),
  )
    .option('--once', 'end after the report is acknowledged', false)
    .option('--verbose', 'show the log', false)
    .option('--backend <url>', 'report to a team’s backend instead of the embedded one')
    .option('--backend-ca <file>', 'the certificate that it must show, as PEM')
    .action(async (dir: string, options: SharedOptions & { once: boolean; verbose: boolean; backend?: string; backendCa?: string }) => {
      const { up } = await import('./commands/up.ts')
      const backendCertificate = options.backendCa ? await readFile(options.backendCa, 'utf8') : undefined
      outcome.code = await up(dir, { ...options, backendCertificate }, terminal)
    })
}

function addDashboard(program: Command, terminal: Terminal, outcome: { code: number }): void {
  program
    .command('dashboard')
    .description('prints a new link to the dashboard of the embedded backend')
    .action(async () => {
      const { dashboard } = await import('./commands/dashboard.ts')
      outcome.code = await dashboard(terminal)
    })
}

function addBackend(program: Command, terminal: Terminal, outcome: { code: number }): void {
  program
    .command('backend')
    .description('runs the backend for a team, on PostgreSQL')
    .addOption(
      new Option('--postgres <url>', 'the database; a URL with a password better stands in the environment')
        .env('REEVE_BACKEND_POSTGRES')
        .makeOptionMandatory(),
    )
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on', '8080')
    .option('--tls-cert <file>', 'the certificate, as PEM; one is made where none is given')
    .option('--tls-key <file>', 'its key, as PEM')
    .option('--data <dir>', 'where a certificate of its own is kept')
    .action(async (options: { postgres: string; host: string; port: string; tlsCert?: string; tlsKey?: string; data?: string }) => {
      const { backend } = await import('./commands/backend.ts')
      outcome.code = await backend(options, terminal)
    })
}

function addDoctor(program: Command, terminal: Terminal, outcome: { code: number }): void {
  program
    .command('doctor')
    .description('looks at what Reeve needs on this machine')
    .addOption(formatOption())
    .action(async (options: { format: 'table' | 'json' }) => {
      const { doctor } = await import('./commands/doctor.ts')
      outcome.code = await doctor(options.format, terminal)
    })
}
