import type { Stance } from './statement.ts'

/** Headings and lead-ins below which stands what is not to be done. */
const denying =
  /\b(?:must not|mustn'?t|shall not|should not|shouldn'?t|may not|never|do not|don'?ts?|not allowed|not permitted|prohibited|prohibitions?|forbidden|disallowed|refus\w*|reject\w*|out of scope|won'?t|will not|cannot|can not|can'?t|avoid)\b/i

/** Headings and lead-ins below which stands what is talked about rather than asked for. */
const showing =
  /\b(?:attacks?|attackers?|red flags?|warning signs|threats?|anti-?patterns?|bad (?:examples?|practices?)|vulnerable|malicious|adversar\w*|injection (?:patterns?|examples?|awareness|attempts?|defen[cs]e|resistance|tests?)|(?:examples?|samples?|types|kinds|signs) of|for example|e\.g\.|such as|what to (?:look|watch) (?:out )?for|indicators|(?:detects?|flags?|blocks?|catches|reports?|scans? for|looks? for|checks? for)\b.{0,60}:$|(?:patterns?|phrases?|requests?|prompts?|inputs?|messages?) (?:like|such as|to (?:detect|flag|block|reject|refuse|watch))|things to (?:detect|flag|look)|checklist|(?:wrong|insecure|unsafe):?$)/i

/** An attacker may call his own orders permanent, mandatory or secret; such a heading excuses nothing. */
const insisting = /\b(?:hidden|permanent|mandatory|override|directive|do not modify|must be enforced|cannot be (?:overridden|disabled))\b/i

/** What a heading or a lead-in says of what stands below it. */
export function stanceBelow(text: string): Stance {
  const short = text.slice(0, 200)
  if (insisting.test(short)) return 'said'
  if (denying.test(short)) return 'denied'
  return showing.test(short) ? 'shown' : 'said'
}
