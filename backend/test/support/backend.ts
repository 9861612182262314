import { pino } from 'pino'
import { type Backend, type BackendOptions, createBackend } from '../../src/backend.ts'
import type { Database } from '../../src/database/open.ts'
import { type Certificate, keepCertificate } from '../../src/transport/certificate.ts'
import { TestPrincipal, type Target } from './client.ts'
import { newPGlite, temporaryFolder } from './databases.ts'

/** A backend in this process, on real ports with real TLS. */
export interface TestBackend {
  readonly backend: Backend
  readonly database: Database
  readonly target: Target
  /** What was logged, line by line. */
  readonly log: readonly string[]
  /** A principal with a key of its own, registered. */
  newPrincipal(): Promise<TestPrincipal>
  close(): Promise<void>
}

let certificate: Promise<Certificate> | undefined

/** One certificate serves all backends of a test file. */
function testCertificate(): Promise<Certificate> {
  certificate ??= (async () => {
    const folder = await temporaryFolder()
    const made = await keepCertificate(folder.path)
    await folder.remove()
    return made
  })()
  return certificate
}

export async function startTestBackend(options: Partial<BackendOptions> = {}): Promise<TestBackend> {
  const database = options.database ?? (await newPGlite())
  const tls = await testCertificate()
  const log: string[] = []
  const backend = await createBackend({
    log: pino({ level: 'info' }, { write: (line: string) => log.push(line) }),
    tls,
    ...options,
    database,
  })
  const target = { url: backend.url, certificate: tls.certificate, backendId: database.backendId }
  return {
    backend,
    database,
    target,
    log,
    newPrincipal: async () => {
      const principal = new TestPrincipal(target)
      await principal.register()
      return principal
    },
    close: () => backend.close(),
  }
}
