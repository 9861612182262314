import { isIPv4 } from 'node:net'
import { isBridge } from '../packages/bridge.ts'
import type { Located } from '../servers.ts'
import type { ServerRule, Violation } from './rule.ts'

export const insecureTransport: ServerRule = {
  id: 'insecure-transport',
  check({ entry, command, url, args, launched }) {
    const addresses = [...(url ? [url] : []), ...(command && isBridge(command.text, launched) ? args : [])]
    return addresses.flatMap((address): Violation[] => {
      const host = unprotectedHost(address)
      if (host === null) return []
      const message = `The server "${entry.name}" on ${host.slice(0, 200)} is reached without TLS: whoever sits on the way can read and change what it answers. Use https, or keep the server on this machine.`
      return [{ message, span: address.span }]
    })
  },
}

/** The host of an address without TLS; null when it has TLS, is on this machine, or is only known when the server starts. */
function unprotectedHost({ text }: Located): string | null {
  const trimmed = text.trim()
  if (!/^(?:http|ws):\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null
  const { hostname } = new URL(trimmed)
  const host = hostname.toLowerCase()
  return isLoopback(host) || /[$%{}<>]/.test(decodeHost(trimmed)) ? null : host
}

/** The host as it is written: the parser would refuse or encode a reference in it. */
const decodeHost = (address: string): string => /^\w+:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(address)?.[1] ?? ''

function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.') || host === '0.0.0.0'
  return host === '[::1]' || host === 'localhost' || host.endsWith('.localhost') || host === 'host.docker.internal'
}
