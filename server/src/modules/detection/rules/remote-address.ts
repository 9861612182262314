import { isIPv4 } from 'node:net'

/** The host of an http(s) or ws(s) address in lower case; null when it is none, or only known when the server starts. */
export function hostOfAddress(text: string): string | null {
  const trimmed = text.trim()
  if (!/^(?:https?|wss?):\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null
  // The parser would encode a reference in the host.
  const written = /^\w+:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(trimmed)?.[1] ?? ''
  return /[$%{}<>]/.test(written) ? null : new URL(trimmed).hostname.toLowerCase()
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.') || host === '0.0.0.0'
  return host === '[::1]' || host === 'localhost' || host.endsWith('.localhost') || host === 'host.docker.internal'
}

/** Whether a host is in a private network, by its address or by a name that no public server answers to. */
export const isPrivateHost = (host: string): boolean =>
  (isIPv4(host) && /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)/.test(host)) ||
  !host.includes('.') ||
  /\.(?:local|internal|lan|corp|home|intranet|home\.arpa|svc|example|test|invalid)$/.test(host)
