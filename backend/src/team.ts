import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { ReeveError } from '@reeve/protocol/errors'
import { type Backend, createBackend } from './backend.ts'
import { startMaintenance } from './database/maintenance.ts'
import { openPostgres } from './database/open.ts'
import type { TeamOptions } from './options.ts'
import { type Certificate, keepCertificate, makeCertificate } from './transport/certificate.ts'

/** Starts a backend for a team, on a PostgreSQL. */
export async function startTeam(options: TeamOptions, log: Logger): Promise<{ backend: Backend; stop(): Promise<void> }> {
  const tls = await findCertificate(options)
  const database = await openPostgres(options.postgresUrl)
  const { host, port, requestsPerMinute } = options
  const backend = await createBackend({ database, log, tls, host, port, requestsPerMinute })
  const maintenance = startMaintenance(database, options.retention, log)
  const { fingerprint256 } = new X509Certificate(tls.certificate)
  log.info({ url: backend.url, dashboardUrl: backend.dashboardUrl, backendId: database.backendId, fingerprint256 }, 'the backend listens')
  return {
    backend,
    stop: async () => {
      await maintenance.stop()
      await backend.close()
    },
  }
}

/** The certificate that was given, or else one of its own: kept in the data folder, or made for this run alone. */
async function findCertificate({ tlsFiles, data, host }: TeamOptions): Promise<Certificate> {
  if (tlsFiles) return { certificate: await readText(tlsFiles.certificate), key: await readText(tlsFiles.key) }
  return data === undefined ? makeCertificate([host], new Date()) : keepCertificate(join(data, 'tls'), [host])
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new ReeveError('file-unreadable', { file: path, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
}
