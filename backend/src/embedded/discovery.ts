import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { healthSchema, routes } from '@reeve/protocol/api'
import { type Discovery, discoveryFileName, discoverySchema } from '@reeve/protocol/discovery'

const healthTimeoutMs = 2_000

/** What the data folder's discovery file says; undefined when there is none that can be read. */
export async function readDiscovery(folder: string): Promise<Discovery | undefined> {
  try {
    return discoverySchema.parse(JSON.parse(await readFile(join(folder, discoveryFileName), 'utf8')))
  } catch {
    return undefined
  }
}

/** Writes the discovery file at once and whole; only the user may read it. */
export async function writeDiscovery(folder: string, discovery: Discovery): Promise<void> {
  const path = join(folder, discoveryFileName)
  const beside = `${path}.${process.pid}.new`
  await writeFile(beside, JSON.stringify(discovery, null, 2), { mode: 0o600 })
  await rename(beside, path)
}

/** Removes the discovery file if it still speaks of this process. */
export async function removeDiscovery(folder: string, own: Discovery): Promise<void> {
  const found = await readDiscovery(folder)
  if (found?.pid === own.pid && found.startedAt === own.startedAt) await rm(join(folder, discoveryFileName), { force: true })
}

/** Whether the backend that a discovery file speaks of answers under its certificate and is well. */
export function isAnswering(discovery: Discovery): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = request(
      new URL(routes.getHealth.path, discovery.url),
      { ca: discovery.certificate, servername: 'localhost', timeout: healthTimeoutMs, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve(isHealthOf(discovery, text)))
      },
    )
    asking.on('timeout', () => asking.destroy())
    asking.on('error', () => resolve(false))
    asking.on('close', () => resolve(false))
    asking.end()
  })
}

function isHealthOf(discovery: Discovery, text: string): boolean {
  try {
    const health = healthSchema.parse(JSON.parse(text))
    return health.backendId === discovery.backendId && health.status !== 'stopping'
  } catch {
    return false
  }
}
