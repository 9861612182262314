import { randomBytes } from 'node:crypto'
import { createKeyPair, createSigner, importPublicKey, readSignatureHeaders, signRequest, verifyRequest } from '@reeve/protocol/signing'
import { type Measurement, median } from './measure.ts'

const rounds = 300

/** How long the backend takes to check a request of this size. */
async function checkMs(sizeBytes: number): Promise<number> {
  const pair = createKeyPair()
  const request = { method: 'POST', path: '/api/v1/detection/batch', body: randomBytes(sizeBytes) }
  const claim = readSignatureHeaders({ ...(await signRequest(request, 'principal', createSigner(pair))) })
  const key = importPublicKey(pair.publicKey)
  const samples: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now()
    if (!verifyRequest(request, claim, key)) throw new Error('the signature does not match')
    samples.push(performance.now() - startedAt)
  }
  return median(samples)
}

export async function signature(): Promise<Measurement[]> {
  return [
    { what: 'signature check of 10 KB', budget: 0.2, measured: await checkMs(10 * 1024), unit: 'ms' },
    { what: 'signature check of 1 MB', budget: 3, measured: await checkMs(1024 * 1024), unit: 'ms' },
  ]
}
