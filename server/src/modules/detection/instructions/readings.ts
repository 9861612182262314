import { externalAddress } from './addresses.ts'
import { patternOf, type Signal, signals } from './signal-table.ts'
import type { Statement } from './statement.ts'

export interface SignalMatch {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** A statement and what it asks for. */
export interface Reading {
  readonly index: number
  readonly statement: Statement
  /** The first match of each signal that is meant: neither denied nor looked for. */
  readonly signals: ReadonlyMap<Signal, SignalMatch>
  /** An address of another machine that is no place where credentials of its owner are used. */
  readonly address: SignalMatch | undefined
}

/** Matches of one signal in one statement that are looked at. */
const maxMatches = 8

export function readingsOf(statements: readonly Statement[]): Reading[] {
  // Generated and hostile texts repeat themselves.
  const known = new Map<string, Pick<Reading, 'signals' | 'address'>>()
  return statements.flatMap((statement, index): Reading[] => {
    const { text, stance } = statement
    if (stance === 'shown' || text.length < 4) return []
    const key = `${stance} ${text}`
    const meant = known.get(key) ?? { signals: signalsOf(statement), address: stance === 'said' ? externalAddress(text) : undefined }
    known.set(key, meant)
    return meant.signals.size > 0 || meant.address ? [{ index, statement, ...meant }] : []
  })
}

function signalsOf(statement: Statement): ReadonlyMap<Signal, SignalMatch> {
  const found = new Map<Signal, SignalMatch>()
  for (const signal of signals) {
    const match = firstMeant(statement, signal)
    if (match) found.set(signal, match)
  }
  return found
}

const firstMeant = (statement: Statement, signal: Signal): SignalMatch | undefined => meantMatches(statement, signal, 1)[0]

/** The matches of a signal that are meant, the first ones of the statement. */
export function meantMatches({ text, stance }: Statement, signal: Signal, most: number = maxMatches): SignalMatch[] {
  const { pattern, negative, needs } = patternOf(signal)
  const found: SignalMatch[] = []
  if ((stance === 'denied' && !negative) || (needs && !needs.test(text))) return found
  pattern.lastIndex = 0
  for (let count = 0; count < maxMatches && found.length < most; count++) {
    const match = pattern.exec(text)
    if (!match || match[0] === '') break
    const isMeant = stance === 'said' && (negative ? !isQuoted(text, match.index) && !isRefused(text, match) : !isDenied(text, match.index))
    if (isMeant) found.push({ from: match.index, to: match.index + match[0].length, text: match[0] })
  }
  return found
}

/** Words that turn what follows in the same clause into something that is not to be done, or that is looked for. */
const denial =
  /\b(?:never|not|cannot|can't|don't|won't|mustn't|shouldn't|doesn't|isn't|aren't|no longer|refus\w+|forbid\w*|forbidden|prohibit\w*|prevent\w*|block\w*|reject\w*|den(?:y|ies|ying)|avoid\w*|without|unless|detect\w*|flag(?:s|ged|ging)?|identif\w+|warn\w*|alert\w*|protect\w*|guard\w*|redact\w*|mask\w*|sanitiz\w*|strip\w*|(?:check|scan|look|test|watch|monitor)(?:s|ed|ing)? (?:\w+ ){0,3}for|against|attempts?(?:ed|ing)?(?: to)?|exampl\w*|such as|e\.g\.|tr(?:y|ies|ying) to|asks? (?:you|it|the (?:agent|assistant|model)) to|asking (?:you|it) to|tells? (?:you|it) to|claim\w*|report(?:s|ed)? (?:any|all|every)|mitigat\w*|resist\w*|ensur\w+ (?:that )?no|no|non|rather than|instead of|if (?:someone|a user|the user|anyone|content|text|any|a (?:message|document|page|tool))|treat)\b/gi

/** A negation that asks for more of the same. */
const insistence = /\b(?:never|not|don't|cannot) (?:fail|forget|skip|omit|neglect|hesitate|stop|only)\b|\bnot only\b/i

/** Where one clause ends and the next begins. */
const clauseEnd =
  /[;:!?](?=\s)|[.](?=\s)|,? (?:but|then|and then|however|instead,|afterwards)\b|, (?:and )?(?=(?:send|forward|upload|post|transmit|execute|run)\b)/gi

const clauseCharacters = 110

function isDenied(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - clauseCharacters), at)
  const ends = [...before.matchAll(clauseEnd)]
  const last = ends.at(-1)
  const clause = last ? before.slice(last.index + last[0].length) : before
  if (isQuoted(text, at) || isLinkText(text, at)) return true
  denial.lastIndex = 0
  return denial.test(clause) && !insistence.test(clause)
}

/** "Never without asking" asks for asking. */
function isRefused(text: string, match: RegExpExecArray): boolean {
  if (!/^(?:without|skip|bypass|auto|silently|secretly|quietly|hid|mask|suppress|unrestricted|disab|remov|delet)/i.test(match[0]))
    return false
  const before = text.slice(Math.max(0, match.index - clauseCharacters), match.index)
  const clause = before.slice(Math.max(before.lastIndexOf('. '), before.lastIndexOf('; '), before.lastIndexOf(' but ')) + 1)
  return (
    /\b(?:never|not|cannot|can't|don't|won't|mustn't|no|nothing|nobody|refus\w+|forbid\w*|prohibit\w*|prevents?|avoid|blocks?|rejects?)\b/i.test(
      clause,
    ) && !insistence.test(clause)
  )
}

/** The text of a link names a page. */
function isLinkText(text: string, at: number): boolean {
  const open = text.lastIndexOf('[', at)
  if (open < 0 || text.lastIndexOf(']', at) > open) return false
  const close = text.indexOf(']', at)
  return close > 0 && close - open < 200 && text.charAt(close + 1) === '('
}

/** Words after which a quotation is an order all the same. */
const orders =
  /\b(?:instruction|respond|answer|reply|insert|include|write|output|add|store|remember|message|inject|append|content|args?|command|run|execute)\w*\b[^"“”`]{0,40}$/i

/** Whether a place lies within quotation marks and is talked about rather than said. */
function isQuoted(text: string, at: number): boolean {
  for (const [open, close] of quotes) {
    const start = text.lastIndexOf(open, at - 1)
    if (start < 0 || (open === close && countOf(text, open, at) % 2 === 0)) continue
    const end = text.indexOf(close, start + 1)
    if (end < at) continue
    // A whole setting or a command between backticks is no quotation.
    if (end - start > 8 && !orders.test(text.slice(Math.max(0, start - 80), start)))
      return start > 0 && /\s/.test(text.slice(start + 1, end))
  }
  return false
}

const quotes = [
  ['"', '"'],
  ['“', '”'],
] as const

function countOf(text: string, mark: string, end: number): number {
  let count = 0
  for (let at = text.indexOf(mark); at >= 0 && at < end; at = text.indexOf(mark, at + 1)) count++
  return count
}
