/** A text in which mistakes that leave no doubt are put right, and how its offsets lead back. */
export interface RepairedText {
  readonly text: string
  /** The offset in the original for one of the repaired text. */
  readonly originalOffset: (offset: number) => number
}

interface Token {
  readonly kind: 'string' | 'word' | 'open' | 'close' | 'colon' | 'comma'
  readonly text: string
  readonly offset: number
}

const tokens =
  /(?<skipped>\s+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>"(?:[^"\\\n]|\\[^\n])*"?|'(?:[^'\\\n]|\\[^\n])*'?)|(?<open>[[{])|(?<close>[\]}])|(?<colon>:)|(?<comma>,)|(?<word>[^\s{}[\]:,"']+)/g

function tokensOf(text: string): Token[] {
  const found: Token[] = []
  for (const match of text.matchAll(tokens)) {
    const kind = (['string', 'open', 'close', 'colon', 'comma', 'word'] as const).find((name) => match.groups?.[name] !== undefined)
    if (kind) found.push({ kind, text: match[0], offset: match.index })
  }
  return found
}

const literal = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/
const identifier = /^[A-Za-z_$][\w$.-]*$/

/**
 * Puts right what JSON5 allows and what people forget: quotes of the other kind or none, a colon or a comma left out, the first
 * brace left out, backslashes that escape nothing, and lines that belong to something else, such as marks of a merge.
 */
export function repairJson(text: string): RepairedText {
  const all = tokensOf(text)
  const pieces: { readonly out: number; readonly source: number; readonly length: number }[] = []
  const open: string[] = []
  let result = ''
  /** What stands before, as far as it matters: nothing, an open bracket or a comma, a key, a colon, or a value. */
  let before = 'start' as 'start' | 'key' | 'colon' | 'value'
  const write = (piece: string, token: Token): void => {
    pieces.push({ out: result.length, source: token.offset, length: token.text.length })
    result += piece
  }
  const hasBrackets = all.some(({ kind }) => kind === 'open')
  const first = all.findIndex(({ kind }) => kind !== 'word')
  if (all[first]?.kind === 'string' && all[first + 1]?.kind === 'colon') {
    result += '{'
    open.push('{')
  }
  for (const [index, token] of all.entries()) {
    const next = all[index + 1]
    const isKey: boolean = open.at(-1) === '{' && before !== 'colon' && before !== 'key'
    if (token.kind === 'close') {
      if (open.length === 0) break
      open.pop()
      write(token.text, token)
      before = 'value'
    } else if (token.kind === 'comma') {
      if (before === 'value') write(',', token)
      before = 'start'
    } else if (token.kind === 'colon') {
      if (before === 'key') write(':', token)
      before = before === 'key' ? 'colon' : before
    } else if (!isStray(token, next, isKey) && !(token.kind === 'word' && open.length === 0 && hasBrackets)) {
      if (before === 'key') result += ':'
      if (before === 'value') result += ','
      write(token.kind === 'open' ? token.text : asJson(token, isKey), token)
      if (token.kind === 'open') open.push(token.text)
      before = token.kind === 'open' ? 'start' : isKey ? 'key' : 'value'
    }
    if (open.length === 0 && before === 'value') break
  }
  return { text: result, originalOffset: (offset) => originalOffset(pieces, offset) }
}

/** A word that is neither a value nor the name of one; a bracket in the place of a name. */
function isStray(token: Token, next: Token | undefined, isKey: boolean): boolean {
  if (token.kind === 'open') return isKey
  if (token.kind !== 'word') return false
  return isKey ? !identifier.test(token.text) || next?.kind !== 'colon' : !/^[\w$@./\\~-]+$/.test(token.text)
}

function asJson({ kind, text }: Token, isKey: boolean): string {
  if (kind === 'word') return !isKey && literal.test(text) ? text : JSON.stringify(text)
  const quote = text.charAt(0)
  const isClosed = text.length > 1 && text.endsWith(quote)
  const inner = text
    .slice(1, isClosed ? -1 : undefined)
    .replace(/\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(')|)/g, (_, known: string, single: string) => {
      if (known !== undefined) return `\\${known}`
      return single ?? '\\\\'
    })
  return quote === '"' ? `"${inner}"` : `"${inner.replace(/\\.|"/g, (found) => (found === '"' ? '\\"' : found))}"`
}

function originalOffset(
  pieces: readonly { readonly out: number; readonly source: number; readonly length: number }[],
  offset: number,
): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.out ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  const piece = pieces[low]
  return piece ? piece.source + Math.max(0, Math.min(offset - piece.out, piece.length)) : 0
}
