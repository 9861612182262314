import { isIP } from 'node:net'
import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import { Agent } from 'undici'

/** Where a backend is and how it is known. */
export interface BackendEndpoint {
  /** Its origin, such as `https://127.0.0.1:7443`. Always https. */
  readonly url: string
  /** The certificate to pin, as PEM. The system's authorities are trusted where none is given. */
  readonly certificate?: string | undefined
  /** The backend's id. Where none is given the first backend that answers is believed. */
  readonly audience?: string | undefined
  /** Shown when registering at a backend that serves one user alone. */
  readonly registrationToken?: string | undefined
}

/** Checks the URL and gives its origin. Throws `usage` without repeating the URL, which may hold credentials. */
export function originOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'https:') throw new ReeveError('usage', { reason: 'The URL of the backend must begin with https://.' })
  if (parsed.username || parsed.password || parsed.search || parsed.hash || parsed.pathname !== '/') {
    throw new ReeveError('usage', { reason: 'The URL of the backend must be a host and a port alone.' })
  }
  return parsed.origin
}

/** An embedded backend's certificate names `localhost`, whatever form of the loopback address it is reached by. */
const servernameOf = (origin: string): string | undefined => {
  const host = new URL(origin).hostname
  return isIP(host.replace(/^\[|\]$/g, '')) && /^(127\.|\[::1\]$)/.test(host) ? 'localhost' : undefined
}

/** Connections to one endpoint: HTTP/2 where it is spoken, TLS 1.3 at least. Times in milliseconds. */
export function openConnections(endpoint: BackendEndpoint, connectTimeoutMs: number, requestTimeoutMs: number): Agent {
  const servername = servernameOf(endpoint.url)
  return new Agent({
    allowH2: true,
    connections: limits.connections,
    headersTimeout: requestTimeoutMs,
    bodyTimeout: requestTimeoutMs,
    connect: {
      allowH2: true,
      preferH2: true,
      minVersion: 'TLSv1.3',
      timeout: connectTimeoutMs,
      ...(servername ? { servername } : {}),
      ...(endpoint.certificate ? { ca: endpoint.certificate } : {}),
    },
  })
}
