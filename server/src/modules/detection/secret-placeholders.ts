/** A value that is filled in when the server starts: `${env:X}`, `$X`, `${input:x}`, `{{X}}`, `{env:X}`, `%X%`, `<x>`, `[x]`. */
const reference = /\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*|\{\{[^}]*\}\}|%[A-Za-z_]\w*%/
const wholeReference =
  /^(?:\{[^{}]*\}|<[^<>]*>|\[[^[\]]*\]|__[A-Z0-9_]+__|@[A-Z0-9_]+@|(?:env|input|secret|file|op|vault|keychain|keyring|arn|ref):\S+|\S+\.(?:env|process)\S*)$/i

/** Whether a value only names where the real one comes from. */
export function isReference(text: string): boolean {
  const trimmed = text.trim()
  if (trimmed === '' || wholeReference.test(trimmed)) return true
  // A credential beside a reference is still one, so what is left without the references must be short.
  return reference.test(trimmed) && trimmed.replaceAll(new RegExp(reference, 'g'), '').replace(/^(?:Bearer|Basic|Token)\s*/i, '').length < 8
}

/** Words that are written where a credential is to be put. */
const placeholderWords = new Set(
  (
    'your yours my change changeme changeit replace replaceme insert example examples sample placeholder dummy fake mock todo tbd here redacted hidden ' +
    'masked removed none null undefined enter fill put paste add set xxx xxxx foo bar foobar abc test testing demo optional required secret key token password passwd pass ' +
    'api apikey user username value string mysecret mypassword mytoken mykey yourpassword yourkey yourtoken'
  ).split(' '),
)

/** Words that tell a placeholder even amid others. */
const tellingWords =
  /(?:^|[^a-z])(?:your|yours|change-?me|replace(?:me)?|placeholder|example|redacted|dummy|insert|todo|fixme|paste)(?:$|[^a-z])|^your|your[-_]|x{4,}|\*{3,}|\.{3,}|…|example$|_here$|-here$/i

/** Runs that people type in place of a credential. */
const typedRuns =
  /123e4567-e89b-12d3-a456-426614174000|0123456789|1234567890|12345678|abcdefgh|abcdef123|123456|def456|(.)\1{5,}|deadbeef|(?:abc|xyz|foo)123/gi

const issuerPrefix =
  /^(?:sk|pk|rk|ghp|gho|github_pat|glpat|xox[a-z]|xapp|hf|npm|pat|key|api|token|ref|tvly|pplx|gsk|AIza(?:Sy)?|AKIA|sk-proj|sk-ant(?:-api\d+)?)[-_]?/i

/** Whether a value stands where a credential is to be put. `name` is that of the setting, which is often repeated as its value. */
export function isPlaceholder(text: string, name = ''): boolean {
  const trimmed = text.trim()
  if (trimmed === '' || tellingWords.test(trimmed)) return true
  if (name !== '' && squash(trimmed) === squash(name)) return true
  const body = trimmed.replace(issuerPrefix, '')
  if (body === '' || body.replaceAll(typedRuns, '').length < body.length / 2) return true
  const words = body
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  return words.length === 0 || words.every((word) => placeholderWords.has(word) || /^(?:x{2,}|\d{1,4})$/.test(word))
}

/** Passwords that products are shipped with, or that are set for a try and then stay. */
const defaultPasswords = new Set(
  'postgres root admin password passw0rd password1 password123 admin123 root123 toor guest mysql mariadb mongo redis neo4j minioadmin rabbitmq elastic sa letmein qwerty 123456 12345678 test secret'.split(
    ' ',
  ),
)

/** Whether a password is a well-known default; as the value of a setting of that very name it is a placeholder. */
export const isDefaultPassword = (text: string, name = ''): boolean =>
  defaultPasswords.has(text.toLowerCase()) && squash(name) !== squash(text)

const squash = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')
