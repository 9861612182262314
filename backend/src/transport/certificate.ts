import { createPrivateKey, X509Certificate, webcrypto } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'

export interface Certificate {
  /** PEM. */
  readonly certificate: string
  /** PEM, PKCS #8. */
  readonly key: string
}

const dayMs = 86_400_000
const lifetimeMs = 398 * dayMs
const renewedBeforeMs = 30 * dayMs

/**
 * The backend's own certificate, kept in `directory` (0700) with its key (0600), made anew when it is missing, broken or
 * about to end. `hosts` are names and addresses beside those of loopback.
 */
export async function keepCertificate(directory: string, hosts: readonly string[] = [], now: Date = new Date()): Promise<Certificate> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const kept = await readKept(directory)
  if (kept && isUsable(kept, hosts, now)) return kept
  const made = await makeCertificate(hosts, now)
  await writeAtomically(join(directory, 'key.pem'), made.key, 0o600)
  await writeAtomically(join(directory, 'certificate.pem'), made.certificate, 0o644)
  return made
}

async function readKept(directory: string): Promise<Certificate | undefined> {
  try {
    const [certificate, key] = await Promise.all([
      readFile(join(directory, 'certificate.pem'), 'utf8'),
      readFile(join(directory, 'key.pem'), 'utf8'),
    ])
    return { certificate, key }
  } catch {
    return undefined
  }
}

function isUsable({ certificate, key }: Certificate, hosts: readonly string[], now: Date): boolean {
  try {
    const parsed = new X509Certificate(certificate)
    const named = hosts.every((host) => parsed.checkHost(host) !== undefined || parsed.checkIP(host) !== undefined)
    return named && parsed.validToDate.getTime() - now.getTime() > renewedBeforeMs && parsed.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

/** Written beside its place and moved there, so that a killed process leaves no half of it. */
async function writeAtomically(path: string, text: string, mode: number): Promise<void> {
  const beside = `${path}.${process.pid}.new`
  await writeFile(beside, text, { mode })
  await rename(beside, path)
}

/** Makes a certificate that signs itself, for loopback and `hosts`. */
export async function makeCertificate(hosts: readonly string[], now: Date): Promise<Certificate> {
  // Loaded only when a certificate is made, which is once a year.
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0])
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const names = [...new Set(['localhost', '127.0.0.1', '::1', ...hosts])]
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Reeve backend',
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + lifetimeMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }))),
    ],
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`
  return { certificate: certificate.toString('pem'), key }
}
