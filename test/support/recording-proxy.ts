import { once } from 'node:events'
import { createServer, request } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws'
import { createCertificate } from './certificate.ts'

/** What a backend may be asked by, written down on the way to it. */
export interface RecordingProxy extends AsyncDisposable {
  readonly url: string
  readonly certificate: string
  /** Lines and headers, bodies as they were before compression, and WebSocket messages, of the client. */
  readonly sent: string[]
}

/** Stands in front of a backend and hands everything on unchanged. */
export async function openRecordingProxy(target: { url: string; certificate: string }): Promise<RecordingProxy> {
  const { certificate, key } = await createCertificate()
  const sent: string[] = []
  const record = (method: string | undefined, path: string | undefined, headers: IncomingHttpHeaders): void => {
    sent.push(`${method} ${path} ${JSON.stringify(headers)}`)
  }
  const server = createServer({ cert: certificate, key, minVersion: 'TLSv1.3' }, (incoming, answer) => {
    record(incoming.method, incoming.url, incoming.headers)
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks)
      sent.push((incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8'))
      const { method, headers } = incoming
      const onward = request(
        new URL(incoming.url ?? '/', target.url),
        { method, headers, ca: target.certificate, servername: 'localhost' },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers)
          response.pipe(answer)
        },
      )
      onward.on('error', () => answer.destroy())
      onward.end(body)
    })
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (incoming, socket, head) => {
    record(incoming.method, incoming.url, incoming.headers)
    const { 'x-agent-id': id, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature } = incoming.headers
    const headers = {
      'x-agent-id': String(id),
      'x-timestamp': String(timestamp),
      'x-nonce': String(nonce),
      'x-signature': String(signature),
    }
    const options: ClientOptions & { servername: string } = { ca: target.certificate, servername: 'localhost', headers }
    const onward = new WebSocket(new URL(incoming.url ?? '/', target.url), options)
    onward.on('error', () => socket.destroy())
    onward.on('open', () => {
      sockets.handleUpgrade(incoming, socket, head, (client) => {
        client.on('message', (octets) => {
          sent.push(String(octets))
          onward.send(String(octets))
        })
        onward.on('message', (octets) => client.send(String(octets)))
        client.on('close', () => onward.close())
        onward.on('close', () => client.close())
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    sent,
    [Symbol.asyncDispose]: async () => {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      server.close()
    },
  }
}
