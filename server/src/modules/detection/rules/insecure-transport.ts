import { isBridge } from '../packages/bridge.ts'
import type { Located } from '../servers.ts'
import { hostOfAddress, isLoopback } from './remote-address.ts'
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
  const host = /^\s*(?:http|ws):\/\//i.test(text) ? hostOfAddress(text) : null
  return host === null || isLoopback(host) ? null : host
}
