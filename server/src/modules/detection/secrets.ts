import { secretFormats } from './secret-formats.ts'
import { kindOfName } from './secret-names.ts'
import { isDefaultPassword, isPlaceholder, isReference } from './secret-placeholders.ts'

/** A literal credential in a text, as offsets. The kind is for people and never holds any of the value. */
export interface SecretMatch {
  readonly start: number
  readonly end: number
  readonly kind: string
}

const mask = '***'

/** Texts are looked at up to here only; what follows is never shown. */
const maxLength = 20_000

/**
 * How sure a match must be. `find` is for findings: a placeholder or a plain word is none. `mask` is for what is shown or
 * leaves the machine: whatever stands in the place of a credential is hidden.
 */
type Purpose = 'find' | 'mask'

/** Credentials of a known form anywhere in a text. References such as `${TOKEN}` and placeholders are none. */
export const findSecrets = (text: string): SecretMatch[] => find(text, 'find')

function find(text: string, purpose: Purpose): SecretMatch[] {
  const found: SecretMatch[] = []
  const looked = text.slice(0, maxLength)
  for (const { kind, pattern } of secretFormats) {
    for (const match of looked.matchAll(pattern)) {
      const secret = match.groups?.secret ?? match[0]
      const start = match.index + match[0].lastIndexOf(secret)
      const end = start + secret.length
      if (found.some((other) => start < other.end && other.start < end)) continue
      if (isReference(secret) || (purpose === 'find' && !isCredible(kind, secret, match.groups?.user))) continue
      found.push({ start, end, kind })
    }
  }
  return [...found, ...findPairs(looked, found, purpose)].sort((a, b) => a.start - b.start)
}

/** What a pattern alone cannot tell. */
function isCredible(kind: string, secret: string, user = ''): boolean {
  // `user:password@` stands in documentation, `postgres:postgres@` in real files.
  if (kind === 'password in a URL' && isDefaultPassword(secret)) return !isPlaceholder(user)
  if (isPlaceholder(secret)) return false
  if (kind === 'basic credentials') return Buffer.from(secret, 'base64').toString('latin1').includes(':')
  if (kind === 'bearer token') return looksRandom(secret)
  if (kind === 'OpenAI key') return looksRandom(secret.replace(/^sk-(?:proj-|svcacct-|admin-|or-v1-)?/, ''))
  return true
}

/**
 * Names with values in a text: `?api_key=…` of URLs and `TOKEN=…` of assignments, `--token …` of command lines,
 * `"apiKey": "…"` of JSON and `X-Api-Key: …` of headers.
 */
const pairs: readonly RegExp[] = [
  /(?:^|[?&;\s,"'])(?:--?)?(?<name>[A-Za-z][\w.-]*)=(?:"(?<double>[^"]{0,2000})"|'(?<single>[^']{0,2000})'|(?<bare>[^&#\s"';]+))/dg,
  /(?:^|\s)--?(?<name>[A-Za-z][\w.-]*)\s+(?<bare>[^\s"'-][^\s"']*)/dg,
  /(?<![\w.-])(?<name>[A-Za-z][\w.-]*)\\{0,3}["']\s*:\s*\\{0,3}["'](?<bare>[^"'\\]+)/dg,
  /(?:^|["'\s])(?<name>[A-Za-z][\w-]*):\s+(?<bare>[^\s"',}]+)/dg,
]

function findPairs(text: string, known: readonly SecretMatch[], purpose: Purpose): SecretMatch[] {
  const found: SecretMatch[] = []
  for (const match of pairs.flatMap((pattern) => [...text.matchAll(pattern)])) {
    if (kindOfName(match.groups?.name ?? '') === null) continue
    const places = match.indices?.groups ?? {}
    const [start, end] = places.double ?? places.single ?? places.bare ?? [0, 0]
    if ([...known, ...found].some((other) => start < other.end && other.start < end)) continue
    for (const inner of findNamed(match.groups?.name ?? '', text.slice(start, end), purpose)) {
      found.push({ ...inner, start: start + inner.start, end: start + inner.end })
    }
  }
  return found
}

/** Credentials in a value by its name (`API_KEY`, `password`, a header's name), and of known forms in it. */
export const findNamedSecrets = (name: string, value: string): SecretMatch[] => findWithName(name, value, 'find')

function findWithName(name: string, value: string, purpose: Purpose): SecretMatch[] {
  const known = find(value, purpose)
  return known.length > 0 ? known : findNamed(name, value, purpose)
}

function findNamed(name: string, value: string, purpose: Purpose): SecretMatch[] {
  const kind = kindOfName(name)
  const looked = value.slice(0, maxLength)
  if (kind === null || isReference(looked) || /^(?:Bearer|Basic|Token|ApiKey|Api-Key)$/i.test(looked)) return []
  const start = /^(?:Bearer|Basic|Token|ApiKey|Api-Key)\s+/i.exec(looked)?.[0].length ?? 0
  const secret = looked.slice(start).trim()
  if (secret === '' || isReference(secret)) return []
  const credible = kind === 'password' ? isPassword(secret) : looksRandom(secret)
  if (purpose === 'find' && !(kind === 'password' && isDefaultPassword(secret, name)) && (!credible || isPlaceholder(secret, name)))
    return []
  return [{ start, end: value.length, kind: kind === 'password' ? 'password' : 'key or token' }]
}

const isPassword = (text: string): boolean =>
  text.length >= 3 && !/^(?:true|false|null|none|yes|no|on|off)$/i.test(text) && !isLocation(text)

const isLocation = (text: string): boolean =>
  /^(?:\.{0,2}\/|~|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]*:\/\/)/i.test(text) || (text.includes('/') && keyFile.test(text))

/** Endings of files that hold keys and settings. */
const keyFile = /\.(?:json|pem|key|crt|cer|p12|pfx|txt|ya?ml|toml|env|ini|conf)$/i

/**
 * Whether a text looks made by a machine: no path, no sentence, no plain words, and enough different characters.
 * The bounds were set so that UUIDs, hexadecimal digests and base64 count while names and versions do not.
 */
function looksRandom(text: string): boolean {
  if (text.length < 8 || !/^[!-~]+$/.test(text) || isLocation(text)) return false
  if (/^[a-z]+(?:[-_.][a-z]+)*$/i.test(text) && !(text.length >= 20 && mixesCase(text))) {
    return /^[a-z]{24,}$/i.test(text) && entropy(text) > 3.3
  }
  if (/^[\d.:,-]+$/.test(text)) return text.length >= 16 && entropy(text) > 2.5
  return /\d/.test(text) ? entropy(text) >= 2.5 : text.length >= 16 && entropy(text) > 3.5
}

/** Upper case inside of words other than at their beginning, as random text has it and names seldom do. */
const mixesCase = (text: string): boolean => (text.match(/[a-z][A-Z]/g)?.length ?? 0) >= 3

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

const optionWord = /^--?([A-Za-z][\w.-]*)$/

/** Options that take a header, and the header, which some clients need written without blanks. */
const headerOption = /^(?:H|headers?)$/i
const headerLine = /^(?<name>[A-Za-z][A-Za-z0-9-]*):\s*(?<value>\S.*)$/

/** Credentials in a list of arguments, where an option's value may be the argument after it. One list an argument. */
export const findArgumentSecrets = (args: readonly string[]): SecretMatch[][] => findInArguments(args, 'find')

function findInArguments(args: readonly string[], purpose: Purpose): SecretMatch[][] {
  return args.map((argument, index) => {
    const option = optionWord.exec(args[index - 1] ?? '')?.[1]
    if (option === undefined || argument.startsWith('-')) return find(argument, purpose)
    const header = headerOption.test(option) ? headerLine.exec(argument)?.groups : undefined
    if (!header) return findWithName(option, argument, purpose)
    const { name = '', value = '' } = header
    const offset = argument.length - value.length
    return findWithName(name, value, purpose).map((match) => ({ ...match, start: match.start + offset, end: match.end + offset }))
  })
}

/** The text with every credential in it, and whatever stands in the place of one, shown as `***`. */
export const maskSecrets = (text: string): string => maskMatches(text, find(text, 'mask'))

function maskMatches(text: string, matches: readonly SecretMatch[]): string {
  const shown = text.length > maxLength ? text.slice(0, maxLength) + mask : text
  return matches
    .toSorted((a, b) => b.start - a.start)
    .reduce((masked, { start, end }) => masked.slice(0, start) + mask + masked.slice(end), shown)
}

/** Arguments as they are shown: credentials as `***`, those that follow an option such as `--token` too. */
export function maskArguments(args: readonly string[]): string[] {
  const found = findInArguments(args, 'mask')
  return args.map((argument, index) => maskMatches(argument, found[index] ?? []))
}

/** A URL as it is shown: credentials as `***`, long random steps of its path too, since they often admit whoever knows them. */
export function maskUrl(url: string): string {
  const masked = maskSecrets(url)
  const [, head = '', path = masked, tail = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([^?#]*)(.*)$/is.exec(masked) ?? []
  const steps = path.split('/').map((step) => (step.length >= 24 && /\d/.test(step) && looksRandom(step) ? mask : step))
  return head + steps.join('/') + tail
}
