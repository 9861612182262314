import { programName, splitCommands } from './command-line.ts'
import type { LaunchedPackage } from './launcher.ts'

/** Packages that connect a client to a server elsewhere, which an argument names. */
const bridges: ReadonlySet<string> = new Set([
  'mcp-remote',
  'mcp-remote-client',
  'mcp-proxy',
  'supergateway',
  '@pyroprompts/mcp-stdio-to-streamable-http-adapter',
])

/** Whether a command only passes on what a server elsewhere says, by the package that it fetches or the program that it starts. */
export function isBridge(command: string, launched: LaunchedPackage | null): boolean {
  return bridges.has(launched ? launched.reference.name : programName(command))
}

/** The address of the server that a command passes on; null when it is none of the kind, or names no address. */
export function bridgedAddress(command: string, args: readonly string[], launched: LaunchedPackage | null): string | null {
  if (!isBridge(command, launched)) return null
  return wordsOf(command, args).find((word) => /^(?:https?|wss?):\/\//i.test(word)) ?? null
}

/** The name of a server in the Smithery registry, which its command line runs; null for any other command. */
export function registeredServer(command: string, args: readonly string[], launched: LaunchedPackage | null): string | null {
  if (launched?.reference.name !== '@smithery/cli') return null
  const words = wordsOf(command, args)
  const at = words.indexOf('run')
  return at < 0 ? null : (words.slice(at + 1).find((word) => !word.startsWith('-')) ?? null)
}

/** A shell has the whole command line in one of its arguments. */
const wordsOf = (command: string, args: readonly string[]): string[] =>
  [command, ...args].flatMap((text) => (/\s/.test(text) ? splitCommands(text).flat() : [text]))
