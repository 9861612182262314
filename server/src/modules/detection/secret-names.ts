/** Names whose values are passwords: short and weak ones count too. */
const passwordName = /(?:^|[^a-z])(?:pass|passwd|password|passphrase|pwd|mnemonic|seed-phrase|recovery-phrase)(?:$|[^a-z])/
/** Names whose values are keys or tokens: these are long and random. */
const keyName =
  /(?:^|[^a-z])(?:key|apikey|token|secret|credentials?|auth|authorization|bearer|cookie|session|pat|jwt|signature|accesskey|secretkey|privatekey|clientsecret|accesstoken|authtoken|apitoken|api-hash|dsn|sig)(?:$|[^a-z])/
/** Names that hold such a word and mean something else. */
const harmlessName =
  /(?:^|[^a-z])(?:path|file|filename|dir|directory|folder|url|uri|endpoint|host|port|name|type|kind|mode|ttl|expiry|expires|expiration|timeout|limit|max|min|maximum|minimum|count|length|size|budget|enabled|disabled|provider|public|id|region|scope|scopes|audience|issuer|algorithm|alg|prefix|header|field|column|env|var|method|strategy|store|location)(?:$|[^a-z])/

/** `apiKey`, `API_KEY` and `x-api-key` all become words parted by `-`, in lower case. */
const wordsOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()

/** What the value under a name is, judged by the name alone; null for no credential. */
type NameKind = 'password' | 'key' | null

/** Parts of which a telling name has one; most names have none and need no closer look. */
const tellingPart = /pass|pwd|mnemonic|phrase|key|token|secret|cred|auth|bearer|cookie|session|pat|jwt|sig|hash|dsn/i

/** `POSTGRES_PASSWORD` names a password and `x-api-key` a key; `MAX_TOKENS` and `KEY_FILE` name neither. */
export function kindOfName(name: string): NameKind {
  if (!tellingPart.test(name)) return null
  const words = wordsOf(name)
  if (harmlessName.test(words)) return null
  if (passwordName.test(words) || /(?:password|passwd)$/.test(words)) return 'password'
  return keyName.test(words) || /(?:apikey|token|secret)$/.test(words) ? 'key' : null
}
