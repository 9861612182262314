import { programName } from '../packages/command-line.ts'
import { shellLineOf, wordsOfCommand } from './command-lines.ts'
import type { ServerRule } from './rule.ts'

/** Options by which interpreters take a program in place of a file. */
const evaluates: Readonly<Record<string, RegExp>> = {
  node: /^(?:-e|-p|-pe|--eval|--print)$/,
  bun: /^(?:-e|--eval|-p|--print)$/,
  deno: /^eval$/,
  tsx: /^(?:-e|--eval)$/,
  python: /^-c$/,
  python3: /^-c$/,
  py: /^-c$/,
  ruby: /^-e$/,
  perl: /^-e$/i,
  php: /^-r$/,
  osascript: /^-e$/,
}

export const inlineCode: ServerRule = {
  id: 'inline-code',
  check(server) {
    const [program, ...rest] = wordsOfCommand(server)
    const name = program ? programName(program.text).replace(/^python[\d.]+$/, 'python') : ''
    const option = Object.hasOwn(evaluates, name) ? evaluates[name] : undefined
    const at = option ? rest.findIndex(({ text }) => option.test(text)) : -1
    const code = at < 0 ? undefined : rest[at + 1]
    const line = shellLineOf(server)
    const place = code ?? (line && /(?:^|[;&|]\s*)eval\s/.test(line.text) ? line : undefined)
    if (!place) return []
    const message = `The server "${server.entry.name}" runs a program that is written into this file: it has no version, and nobody reviews it as code. Put it into a file or a package, and start that.`
    return [{ message, span: place.span }]
  },
}
