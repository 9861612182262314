const integers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** A whole number with separators, such as `41,206`. */
export const formatCount = (value: number): string => integers.format(value)

/** A number with its noun, such as `1 server` or `1,204 servers`. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${formatCount(value)} ${value === 1 ? one : many}`

/** Words as a sentence lists them: `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
