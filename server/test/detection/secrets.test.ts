// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how configuration files write references.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findArgumentSecrets,
  findNamedSecrets,
  findSecrets,
  maskArguments,
  maskSecrets,
  maskUrl,
} from '../../src/modules/detection/secrets.ts'

/** Made up; written in two parts so that no scanner takes this file for a leak. */
const join = (...parts: string[]): string => parts.join('')

const known: readonly (readonly [kind: string, secret: string])[] = [
  ['GitHub token', join('ghp', '_Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6Fg4Hj0Ks2Lp8')],
  ['GitHub token', join('github', '_pat_11BQZK4LA0xT7vYwR2mN_8sDfGhJkLzXcVbNmQwErTyUiOpAsDfGhJkLzXcVbNmQ')],
  ['GitLab token', join('glpat', '-Zx8Kq2Lm5Np7Rt9Vw1Yb')],
  ['Anthropic key', join('sk-ant', '-api03-Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6Fg4Hj0Ks2Lp8')],
  ['OpenAI key', join('sk', '-proj-Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6Fg4Hj0')],
  ['OpenAI key', join('sk', '-Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6Fg4Hj0')],
  ['Stripe key', join('sk', '_live_Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6')],
  ['AWS access key', join('AKIA', 'Q7MZP3XKWN5TRB2L')],
  ['Google API key', join('AIza', 'SyXpq_J7A29SG2eXPYMe6HnAqf7nsRgf2fn')],
  ['Slack token', join('xoxb', '-2749385610-8837465920-Zx8Kq2Lm5Np7Rt9Vw1Yb')],
  ['npm token', join('npm', '_Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6Fg4Hj0Ks2Lp8')],
  ['Hugging Face token', join('hf', '_Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6Fg4Hj0Ks2')],
  ['JSON web token', join('eyJ', 'hbGciOiJIUzI1NiJ9.eyJzdWIiOiI5ODMifQ.Zx8Kq2Lm5Np7Rt9Vw1Yb3Dc6Fg4')],
  ['private key', join('-----BEGIN ', 'PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END PRIVATE KEY-----')],
]

describe('a credential of a known form', () => {
  it.each(known)('%s is found amid other text and hidden', (kind, secret) => {
    const text = `see ${secret} there`
    expect(findSecrets(text)).toEqual([{ start: 4, end: 4 + secret.length, kind }])
    expect(maskSecrets(text)).toBe('see *** there')
  })

  it.each([
    ['postgresql://app:hunter2x@db.internal:5432/app', 'postgresql://app:***@db.internal:5432/app', 'password in a URL'],
    ['https://user:t0ps3cret@host/path', 'https://user:***@host/path', 'password in a URL'],
    ['Bearer Zx8Kq2Lm5Np7Rt9V', 'Bearer ***', 'bearer token'],
    ['Basic ZGVwbG95OnMzY3IzdA==', 'Basic ***', 'basic credentials'],
    [
      'https://mcp.example.com/mcp?exaApiKey=fefe2840-63f0-48b6-97e9-34d33570923d&x=1',
      'https://mcp.example.com/mcp?exaApiKey=***&x=1',
      'key or token',
    ],
    ['API_TOKEN=Zx8Kq2Lm5Np7Rt9V', 'API_TOKEN=***', 'key or token'],
    ['--api-key=Zx8Kq2Lm5Np7Rt9V', '--api-key=***', 'key or token'],
    ['DB_PASSWORD=postgres', 'DB_PASSWORD=***', 'password'],
    ["export API_KEY='Zx8Kq2Lm5Np7Rt9V'; run", "export API_KEY='***'; run", 'key or token'],
    ['DB_PASSWORD="two words" run', 'DB_PASSWORD="***" run', 'password'],
    ['run --token Zx8Kq2Lm5Np7Rt9V --port 1', 'run --token *** --port 1', 'key or token'],
    ['{"apiKey":"Zx8Kq2Lm5Np7Rt9V","port":1}', '{"apiKey":"***","port":1}', 'key or token'],
    ['"{\\"apiKey\\": \\"Zx8Kq2Lm5Np7Rt9V\\"}"', '"{\\"apiKey\\": \\"***\\"}"', 'key or token'],
    ['curl -H "X-Api-Key: Zx8Kq2Lm5Np7Rt9V" x', 'curl -H "X-Api-Key: ***" x', 'key or token'],
    ['postgres://postgres:password@localhost/db', 'postgres://postgres:***@localhost/db', 'password in a URL'],
    [
      'https://mcp.zapier.com/api/mcp/s/ZjE2YzU0ZjYtMzZkNS00ZjQ5LTg3/mcp',
      'https://mcp.zapier.com/api/mcp/s/***/mcp',
      'Zapier server address',
    ],
  ])('%s is shown as %s', (text, shown, kind) => {
    expect(findSecrets(text).map((match) => match.kind)).toEqual([kind])
    expect(maskSecrets(text)).toBe(shown)
  })
})

describe('a value under a telling name', () => {
  it.each([
    ['API_KEY', '5EPSHTt24rEG324ySbdvY2Cd92eSZeenkVfI9mHUnG'],
    ['EXA_API_KEY', 'fefe2840-63f0-48b6-97e9-34d33570923d'],
    ['apiKey', 'a81bc81b0dead4e5fabc7d5e7d2a9f41'],
    ['x-ref-api-key', 'ref-2dc93a6039d1a08536d6'],
    ['SPOTIFY_CLIENT_SECRET', '7e388f0ae280053926311f6f0b9579e8'],
    ['POSTGRES_PASSWORD', 'postgres'],
    ['MSSQL_PASSWORD', 'Str0ng!Pass.2'],
    ['Authorization', 'Token 7e388f0ae280053926311f6f0b9579e8'],
    ['Authorization', '7e388f0ae280053926311f6f0b9579e8'],
    ['SECRET_ACCESS_KEY', 'kWcrlUX5JEDGM/LtmEENI+aVmYvHNif5zB+d9+ct'],
    ['NOTION_TOKEN', 'qwzrtplkjhgfdsxcvbnmyuio'],
    ['pwd', 's3cr'],
    ['NEO4J_PASSWORD', 'password'],
    ['REDIS_PASSWORD', '123456'],
    ['EMAIL_PASSWORD', 'kqzw ptvr mnbx lhgs'],
    ['WALLET_PRIVATE_KEY', '0x4c0883a69102937d6231471b5dbb6204fe512961708279f3c1b9a7e5d8f24a06'],
    ['WALLET_MNEMONIC', 'kite ladder onion brave sugar mint'],
    ['TELEGRAM_API_HASH', '7e388f0ae280053926311f6f0b9579e8'],
    ['API_KEY', 'sk-gzfhxqtjvrhwytdwukmdxdvdbxgyxsdwivkgdaflkvqhpcei'],
    ['LINKEDIN_COOKIE', 'li_at=AQEDASx28vYBcD9eAAABk3Zq'],
  ])('%s: %s is a credential', (name, value) => {
    expect(findNamedSecrets(name, value)).toHaveLength(1)
  })

  it.each([
    // References
    ['API_KEY', '$API_KEY'],
    ['API_KEY', '${API_KEY}'],
    ['API_KEY', '${env:API_KEY}'],
    ['API_KEY', '${input:api-key}'],
    ['API_KEY', '${API_KEY:-}'],
    ['API_KEY', '{{API_KEY}}'],
    ['API_KEY', '{env:API_KEY}'],
    ['API_KEY', '%API_KEY%'],
    ['API_KEY', '$(pass show key)'],
    ['Authorization', 'Bearer ${TOKEN}'],
    ['Authorization', 'Bearer $TOKEN'],
    ['DB_PASSWORD', 'op://vault/item/field'],
    ['API_KEY', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf'],
    ['KEY', 'path/to/key4.json'],
    // Placeholders
    ['API_KEY', ''],
    ['API_KEY', '<your-key>'],
    ['API_KEY', 'YOUR_API_KEY'],
    ['API_KEY', 'your-api-key-here'],
    ['API_KEY', 'sk-your-key-here'],
    ['OPENAI_API_KEY', 'sk-...'],
    ['OPENAI_API_KEY', 'sk-xxxxxxxxxxxxxxxxxxxxxxxx'],
    ['API_KEY', 'xxx'],
    ['API_KEY', '***'],
    ['API_KEY', 'changeme'],
    ['PASSWORD', 'changeme'],
    ['PASSWORD', 'password'],
    ['PASSWORD', 'your_password'],
    ['GITHUB_TOKEN', 'ghp_your-token-here'],
    ['API_KEY', '[REDACTED]'],
    ['GITHUB_TOKEN', 'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['API_KEY', 'API_KEY'],
    ['API_KEY', 'api-key'],
    ['TOKEN', 'REPLACE_WITH_TOKEN'],
    ['API_KEY', 'sk-1234567890abcdef'],
    ['API_KEY', '{secret}'],
    ['AWS_ACCESS_KEY', 'AKIAIOSFODNN7EXAMPLE'],
    ['DATABASE_DSN', 'postgres://user:password@localhost/db'],
    ['DB_URL', 'postgres://user:${PASSWORD}@localhost/db'],
    ['DB_URL', 'postgres://user:<password>@localhost/db'],
    // Names that only sound alike, and values that are something else
    ['MAX_TOKENS', '4096'],
    ['TOKEN_LIMIT', '128000'],
    ['API_KEY_FILE', '/run/secrets/key'],
    ['SSH_KEY_PATH', '~/.ssh/id_ed25519'],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/home/me/credentials.json'],
    ['AUTHOR', 'Somebody Else 1'],
    ['KEYBOARD', 'qwertz-layout-2x9'],
    ['AUTH_TYPE', 'oauth2-client-v1'],
    ['PUBLIC_KEY', 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='],
    ['authProviderType', 'google_credentials'],
    ['TOKEN_URL', 'https://example.com/oauth/token'],
    ['USE_AUTH', 'true'],
    ['SESSION', 'default'],
    ['AWS_PROFILE', 'prod-admin-2026'],
    ['PASSWORD_REQUIRED', 'true'],
    ['secretName', 'my-secret-v2'],
    ['PATH', '/usr/local/bin:/usr/bin'],
    ['NODE_ENV', 'production'],
    ['LOG_LEVEL', 'debug'],
    ['API_KEY_ID', 'key-0042-abcd'],
    ['description', 'Reads the token of the user and returns it'],
    ['Authorization', 'Bearer'],
    ['SESSION_TIMEOUT', '36000000s'],
    ['API_KEY', 'sk-local-development-only-key'],
    ['API_KEY', 'not-needed'],
    ['API_KEY', 'my-api-key-123'],
    ['API_KEY', 'test-token-2024'],
    ['API_KEY', '你的API密钥123456789'],
    ['API_KEY', 'TU_CLAVE_AQUI'],
    ['API_KEY', '123e4567-e89b-12d3-a456-426614174000'],
    ['API_KEY', 'abc123def456'],
  ])('%s: %s is none', (name, value) => {
    expect(findNamedSecrets(name, value)).toEqual([])
  })
})

describe('arguments', () => {
  it.each([
    [
      ['--api-key', 'Zx8Kq2Lm5Np7Rt9V'],
      ['--api-key', '***'],
    ],
    [['--token=Zx8Kq2Lm5Np7Rt9V'], ['--token=***']],
    [
      ['-e', 'API_TOKEN=Zx8Kq2Lm5Np7Rt9V', 'image'],
      ['-e', 'API_TOKEN=***', 'image'],
    ],
    [
      ['--header', 'Authorization: Bearer Zx8Kq2Lm5Np7Rt9V'],
      ['--header', 'Authorization: Bearer ***'],
    ],
    [
      ['-H', 'X-Api-Key:Zx8Kq2Lm5Np7Rt9V'],
      ['-H', 'X-Api-Key:***'],
    ],
    [
      ['--header', 'X-Api-Key: Zx8Kq2Lm5Np7Rt9V'],
      ['--header', 'X-Api-Key: ***'],
    ],
    [['postgresql://postgres:postgres@localhost/db'], ['postgresql://postgres:***@localhost/db']],
  ])('%j hold a credential', (args, shown) => {
    expect(findArgumentSecrets(args).flat()).toHaveLength(1)
    expect(maskArguments(args)).toEqual(shown)
  })

  it.each([
    [['-y', 'pkg@1.2.3']],
    [['--token', '${TOKEN}']],
    [['--port', '8080', '--host', '0.0.0.0']],
    [['-e', 'API_TOKEN', 'image']],
    [['--key-file', '/k']],
    [['ghcr.io/team/token-server:1.2.3', 'auth:latest']],
    [['{"apiKey":"${KEY}","url":"https://a.example"}']],
    [['Authorization: Bearer ${TOKEN}']],
  ])('%j hold none and are shown as they are', (args) => {
    expect(findArgumentSecrets(args).flat()).toEqual([])
    expect(maskArguments(args)).toEqual(args)
  })

  it('are hidden even where a value is too plain to be told as a credential', () => {
    expect(maskArguments(['--password', 'letmein', '--token', 'plainword'])).toEqual(['--password', '***', '--token', '***'])
    expect(maskSecrets('postgres://user:password@localhost/db')).toBe('postgres://user:***@localhost/db')
  })
})

it.each([
  ['https://actions.example.com/mcp/s/ZjE2YzU0ZjYtMzZkNS00ZjQ5LTg3/sse', 'https://actions.example.com/mcp/s/***/sse'],
  ['https://api.example.com/v1/my-long-readable-server-name/mcp', 'https://api.example.com/v1/my-long-readable-server-name/mcp'],
  ['https://me:s3cr3tpw@api.example.com/mcp?token=Zx8Kq2Lm5Np7Rt9V', 'https://me:***@api.example.com/mcp?token=***'],
  ['${input:url}', '${input:url}'],
])('the address %s is shown as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown)
})

it('no credential of a known form survives masking, wherever it stands', () => {
  const around = fc.string({ unit: fc.constantFrom('a', ' ', '=', ':', '/', '"', "'", '-', '\n', '&', '?'), maxLength: 12 })
  fc.assert(
    fc.property(fc.constantFrom(...known), around, around, ([, secret], before, after) => {
      expect(maskSecrets(`${before} ${secret} ${after}`)).not.toContain(secret)
    }),
  )
})

it('texts built against the patterns are looked through soon', () => {
  for (const text of [
    'a:'.repeat(50_000),
    'eyJ'.repeat(30_000),
    `https://${'a:'.repeat(50_000)}`,
    'x='.repeat(50_000),
    '-----BEGIN '.repeat(10_000),
    'eyJ-'.repeat(30_000),
    'SG.a.'.repeat(20_000),
    'sk-'.repeat(30_000),
  ]) {
    expect(maskSecrets(text).length).toBeGreaterThan(0)
    expect(findNamedSecrets('api_key', text).length).toBeLessThan(20_000)
  }
})

it('nothing is shown of what lies beyond the part that is looked at', () => {
  const secret = known[0]?.[1] ?? ''
  expect(maskSecrets(`${' '.repeat(30_000)}${secret}`)).not.toContain(secret)
})
