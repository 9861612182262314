import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SupervisorStatus } from '@reeve/protocol/editor'
import { afterEach, describe, expect, it } from 'vitest'
import { type ControlAddress, connectControl, controlAddress, serveControl } from '../src/control-server.ts'
import { Lease } from '../src/lease.ts'
import { createLogger } from '../src/log.ts'

const log = createLogger(() => undefined)
const status = {
  version: '1.2.3',
  modules: [],
  backend: { state: 'stopped', url: null, principal: null, queuedEvents: 0, droppedEvents: 0 },
  following: [],
} satisfies SupervisorStatus
const cleanups: (() => Promise<unknown> | unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function newAddress(): Promise<ControlAddress & { home: string }> {
  const home = await mkdtemp(join(tmpdir(), 'reeve-lease-'))
  cleanups.push(() => rm(home, { recursive: true, force: true }))
  return { ...(await controlAddress(home, 'workspace')), home }
}

/** A lease and its changes; `next` resolves with the next one. */
async function newLease(address: ControlAddress) {
  const changes: boolean[] = []
  let wake: (() => void) | undefined
  const lease = new Lease({
    address,
    log,
    status: () => status,
    onChange: (held) => {
      changes.push(held)
      wake?.()
    },
  })
  cleanups.push(() => lease.close())
  await lease.start()
  const reached = async (held: boolean): Promise<void> => {
    while (lease.held !== held) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { lease, changes, reached }
}

describe('the lease of a workspace', () => {
  it('is held by the first, and passes on when it ends', async () => {
    const address = await newAddress()
    const first = await newLease(address)
    const second = await newLease(address)
    const third = await newLease(address)
    expect([first.lease.held, second.lease.held, third.lease.held]).toEqual([true, false, false])
    await first.lease.close()
    await Promise.race([second.reached(true), third.reached(true)])
    expect([second.lease.held, third.lease.held].filter(Boolean)).toHaveLength(1)
  })

  it('passes on within two seconds when the holder is killed', async () => {
    const address = await newAddress()
    const holder = await startHolder(address.home)
    const follower = await newLease(address)
    expect(follower.lease.held).toBe(false)
    const killedAt = performance.now()
    holder.kill('SIGKILL')
    await follower.reached(true)
    expect(performance.now() - killedAt).toBeLessThan(2000)
  })

  it('is taken over from a holder that left its socket behind', async () => {
    const address = await newAddress()
    const holder = await startHolder(address.home)
    holder.kill('SIGKILL')
    await new Promise((resolve) => holder.once('exit', resolve))
    expect((await stat(address.path)).isSocket()).toBe(true)
    expect((await newLease(address)).lease.held).toBe(true)
  })

  it('is given up by a holder whose socket another took', async () => {
    const address = await newAddress()
    const first = await newLease(address)
    // What two starters do to each other when both find a dead holder's socket.
    await rm(address.path)
    const second = await newLease(address)
    expect(second.lease.held).toBe(true)
    await first.reached(false)
    expect([first.lease.held, second.lease.held]).toEqual([false, true])
  })
})

describe('the control socket', () => {
  it('answers whoever shows the token', async () => {
    const address = await newAddress()
    const server = await serveControl(address, () => status)
    cleanups.push(() => server.close())
    const client = await connectControl(address, 'cli')
    cleanups.push(() => client?.close())
    expect(client?.welcome).toMatchObject({ pid: process.pid, holderId: server.holderId })
    expect(await client?.getStatus()).toEqual(status)
  })

  it('refuses another token, and says nothing to it', async () => {
    const address = await newAddress()
    const server = await serveControl(address, () => status)
    cleanups.push(() => server.close())
    await expect(connectControl({ ...address, token: 'guess' }, 'cli')).rejects.toThrow(/session/)
  })

  it('cuts off a peer that sends a message without an end', async () => {
    const address = await newAddress()
    const server = await serveControl(address, () => status)
    cleanups.push(() => server.close())
    const socket = connect(address.path)
    socket.on('error', () => undefined)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(`Content-Length: 999999999\r\n\r\n${'x'.repeat(4 * 1024 * 1024)}`)
    await closed
  })

  it('is in a folder that only the user may enter', async () => {
    const address = await newAddress()
    expect((await stat(join(address.home, 'run'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(address.home, 'run', 'token'))).mode & 0o777).toBe(0o600)
    expect(await readFile(join(address.home, 'run', 'token'), 'utf8')).toBe(address.token)
  })

  it('moves to a short folder when the path would be too long for a socket', async () => {
    const home = join(await mkdtemp(join(tmpdir(), 'reeve-long-')), 'x'.repeat(120))
    cleanups.push(() => rm(join(home, '..'), { recursive: true, force: true }))
    const address = await controlAddress(home, 'workspace')
    expect(address.path.length).toBeLessThan(104)
    const server = await serveControl(address, () => status)
    await server.close()
  })
})

/** Another process that holds the lease. */
async function startHolder(home: string): Promise<ChildProcess> {
  const program = join(home, 'holder.mts')
  await writeFile(
    program,
    `import { controlAddress, serveControl } from ${JSON.stringify(new URL('../src/control-server.ts', import.meta.url).href)}
     const server = await serveControl(await controlAddress(${JSON.stringify(home)}, 'workspace'), () => { throw new Error() })
     setInterval(() => {}, 1000)
     process.send('holding')`,
  )
  const child = fork(program)
  cleanups.push(() => child.kill('SIGKILL'))
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`the holder ended with ${code}`)))
  })
  return child
}
