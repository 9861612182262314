import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ReeveError } from '@reeve/protocol/errors'
import {
  canonicalRequest,
  checkClock,
  createKeyPair,
  createNonce,
  createPortableSigner,
  createSigner,
  importPublicKey,
  principalIdOf,
  readSignatureHeaders,
  signatureHeaders,
  signRequest,
  verifyRequest,
} from '@reeve/protocol/signing'

interface Vectors {
  keys: { origin: string; seed: string; publicKey: string; principal: string }[]
  requests: {
    name: string
    key: number
    method: string
    path: string
    timestamp: string
    nonce: string
    body: string
    canonical: string
    signature: string
  }[]
}

const vectors = JSON.parse(readFileSync(new URL('./vectors/signing.json', import.meta.url), 'utf8')) as Vectors
const hex = (text: string): Uint8Array => Buffer.from(text, 'hex')
const toHex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')

const signers = [
  ['Node’s crypto', createSigner],
  ['tweetnacl', createPortableSigner],
] as const

describe('the vectors', () => {
  test.each(vectors.keys)('$origin gives its public key and principal', ({ seed, publicKey, principal }) => {
    const pair = createKeyPair(hex(seed))
    expect([toHex(pair.publicKey), principalIdOf(pair.publicKey)]).toEqual([publicKey, principal])
  })

  test('RFC 8032’s own signature of no octets comes out', async () => {
    const pair = createKeyPair(hex(vectors.keys[0]?.seed ?? ''))
    for (const [, create] of signers) {
      expect(toHex(await create(pair)(new Uint8Array()))).toBe(
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      )
    }
  })

  describe.each(vectors.requests)('$name', ({ key, method, path, timestamp, nonce, body, canonical, signature }) => {
    const request = { method, path, body: hex(body) }
    const pair = createKeyPair(hex(vectors.keys[key]?.seed ?? ''))

    test('has these octets', () => {
      expect(toHex(canonicalRequest(request, timestamp, nonce))).toBe(canonical)
    })
    test.each(signers)('is signed so by %s', async (_name, create) => {
      expect(Buffer.from(await create(pair)(hex(canonical))).toString('base64')).toBe(signature)
    })
    test('is verified', () => {
      const claim = { principalId: 'p', timestamp, nonce, signature: Buffer.from(signature, 'base64') }
      const publicKey = importPublicKey(pair.publicKey)
      expect(verifyRequest(request, claim, publicKey)).toBe(true)
      expect(verifyRequest({ ...request, path: `${path}x` }, claim, publicKey)).toBe(false)
      expect(verifyRequest({ ...request, method: 'DELETE' }, claim, publicKey)).toBe(false)
      expect(verifyRequest({ ...request, body: Buffer.concat([request.body, Buffer.from('x')]) }, claim, publicKey)).toBe(false)
      expect(verifyRequest(request, { ...claim, nonce: createNonce() }, publicKey)).toBe(false)
      expect(verifyRequest(request, { ...claim, timestamp: '5' }, publicKey)).toBe(false)
    })
  })
})

const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const anyBody = fc.uint8Array({ maxLength: 200 })

describe('any request', () => {
  test('is signed alike by both, and verified', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, fc.constantFrom('GET', 'POST'), fc.webPath(), anyBody, async (seed, method, path, body) => {
        const pair = createKeyPair(seed)
        const request = { method, path, body }
        const nonce = createNonce()
        const [one, two] = await Promise.all(signers.map(([, create]) => signRequest(request, 'p', create(pair), 1_700_000_000_000, nonce)))
        expect(one).toEqual(two)
        expect(verifyRequest(request, readSignatureHeaders({ ...one }), importPublicKey(pair.publicKey))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test('with a bit of its body changed is not verified', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), async (seed, body, position) => {
        const pair = createKeyPair(seed)
        const request = { method: 'POST', path: '/', body }
        const claim = readSignatureHeaders({ ...(await signRequest(request, 'p', createSigner(pair))) })
        const changed = Uint8Array.from(body)
        changed[position % body.length] = (changed[position % body.length] ?? 0) ^ (1 << (position % 8))
        expect(verifyRequest({ ...request, body: changed }, claim, importPublicKey(pair.publicKey))).toBe(false)
      }),
      { numRuns: 50 },
    )
  })

  test('whose parts differ has other octets, since no part but the body may hold a line’s end', () => {
    const line = fc.string({ maxLength: 20 }).filter((text) => !text.includes('\n'))
    const parts = fc.tuple(fc.constantFrom('GET', 'POST'), line, line, line, anyBody)
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const octets = ([method, path, timestamp, nonce, body]: typeof a) =>
          toHex(canonicalRequest({ method, path, body }, timestamp, nonce))
        const key = ([method, path, timestamp, nonce, body]: typeof a) => JSON.stringify([method, path, timestamp, nonce, toHex(body)])
        expect(octets(a) === octets(b)).toBe(key(a) === key(b))
      }),
    )
  })
})

describe('the headers', () => {
  test('have these names', () => {
    expect(signatureHeaders).toEqual({ principal: 'x-agent-id', timestamp: 'x-timestamp', nonce: 'x-nonce', signature: 'x-signature' })
  })

  test.each(Object.values(signatureHeaders))('%s is missed, and refused in another form', async (header) => {
    const headers = await signRequest({ method: 'GET', path: '/', body: new Uint8Array() }, 'p', createSigner(createKeyPair()))
    for (const value of [undefined, '', 'not it!', `${headers[header]}\n`, [headers[header]]]) {
      expect(() => readSignatureHeaders({ ...headers, [header]: value })).toThrow(
        expect.objectContaining({ code: 'signature-missing', details: { header } }),
      )
    }
  })
})

test('a clock may be off by five minutes, either way', () => {
  const now = 1_700_000_000_000
  const claimAt = (seconds: number) => ({
    principalId: 'p',
    timestamp: String(now / 1000 + seconds),
    nonce: '',
    signature: new Uint8Array(),
  })
  for (const seconds of [-300, 0, 300]) checkClock(claimAt(seconds), now)
  for (const seconds of [-301, 301]) expect(() => checkClock(claimAt(seconds), now)).toThrow(ReeveError)
})

test('a key has 32 octets', () => {
  expect(() => importPublicKey(new Uint8Array(31))).toThrow(RangeError)
})
