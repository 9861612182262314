/** A word of a command line and the argument that it stands in; -1 stands for the command itself. */
export interface CommandWord {
  readonly text: string
  readonly argument: number
}

/** Longest part of a command line that is looked at, in characters. No system starts a program with more by hand. */
const maxLineLength = 20_000

/**
 * Splits a command line as a shell does: quotes hold words together, and the operators `;`, `&`, `|` and line ends
 * part commands. Nothing is expanded.
 */
export function splitCommands(text: string): string[][] {
  const line = text.slice(0, maxLineLength)
  const commands: string[][] = [[]]
  let word: string | undefined
  let quote: string | undefined
  const endWord = () => {
    if (word !== undefined) commands.at(-1)?.push(word)
    word = undefined
  }
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (quote) {
      if (character === quote) quote = undefined
      else if (character === '\\' && quote === '"' && '"\\$`'.includes(line.charAt(at + 1) || ' ')) word = (word ?? '') + line.charAt(++at)
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/[;&|\n]/.test(character)) {
      endWord()
      if (commands.at(-1)?.length) commands.push([])
    } else if (/\s/.test(character)) endWord()
    else word = (word ?? '') + character
  }
  endWord()
  return commands.filter((command) => command.length > 0)
}

/** The name of a program without its folder and ending, in lower case. */
export const programName = (text: string): string =>
  text
    .replace(/^.*[\\/]/, '')
    .toLowerCase()
    .replace(/\.(?:exe|cmd|bat|ps1)$/, '')

/**
 * The words of a command and its arguments. A command that holds a whole line is split, unless it is a path with blanks in it.
 */
export function commandWords(command: string, args: readonly string[]): CommandWord[] {
  const words = args.flatMap((text, argument) => {
    // People write an option and what follows it as one argument: "-y package".
    const both = /^(--?[A-Za-z][\w-]*)\s+(\S+)$/.exec(text)
    return (both ? both.slice(1) : [text]).map((word) => ({ text: word, argument }))
  })
  const whole = /\s/.test(command) && !/^(?:[A-Za-z]:[\\/]|[\\/.~]|\$)/.test(command.trim())
  const first = whole ? (splitCommands(command)[0] ?? []) : [command]
  return [...first.map((text) => ({ text, argument: -1 })), ...words]
}
