import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kill, openHouse } from '../support/house.ts'

const server = (name: string) => ({ mcpServers: { [name]: { command: 'npx', args: ['-y', `${name}-mcp`] } } })

/** Processes whose environment names this home of Reeve. */
async function processesOf(reeveHome: string): Promise<string[]> {
  const { readFile } = await import('node:fs/promises')
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const found = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '')
      const env = await readFile(join('/proc', pid, 'environ'), 'utf8').catch(() => '')
      return line.includes(reeveHome) || env.includes(`REEVE_HOME=${reeveHome}\0`) ? [line.replaceAll('\0', ' ')] : []
    }),
  )
  return found.flat()
}

describe('reeve up', () => {
  it('shows what it found, then what changes, and leaves nothing behind', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', server('alpha'))
    const command = house.start('up', house.workspace, '--no-user')
    await command.said(/Watching .*; Ctrl-C ends\./)
    expect(command.out()).toMatch(/alpha +cursor +stdio +alpha-mcp +\.cursor\/mcp\.json:3/)
    expect(command.out()).toMatch(/Dashboard \(opens once, within a minute; .*\): http:\/\/127\.0\.0\.1:\d+\/#token=/)
    const savedAt = performance.now()
    await house.write('.vscode/mcp.json', { servers: { beta: { url: 'https://beta.example.com/mcp' } } })
    await command.said('+ server beta in .vscode/mcp.json:3')
    expect(performance.now() - savedAt).toBeLessThan(1000)
    const endedAt = performance.now()
    command.child.kill('SIGINT')
    expect(await command.ended).toBe(0)
    expect(performance.now() - endedAt).toBeLessThan(5000)
    if (process.platform === 'linux') expect(await processesOf(house.reeveHome)).toEqual([])
  })

  it('ends at once on a second Ctrl-C while the backend does not answer', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', server('alpha'))
    const command = house.start('up', house.workspace, '--no-user')
    await command.said('Watching')
    const { pid } = await house.discovery()
    kill(pid, 'SIGSTOP')
    await house.write('.cursor/mcp.json', server('beta'))
    await command.said('+ server beta')
    command.child.kill('SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(command.child.exitCode).toBeNull()
    const endedAt = performance.now()
    command.child.kill('SIGINT')
    expect(await command.ended).toBe(130)
    expect(performance.now() - endedAt).toBeLessThan(1000)
    kill(pid, 'SIGCONT')
  })

  it('ends in time while the backend does not answer, and says what is lost', { timeout: 60_000 }, async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', server('alpha'))
    const command = house.start('up', house.workspace, '--no-user')
    await command.said('Watching')
    const { pid } = await house.discovery()
    kill(pid, 'SIGSTOP')
    await house.write('.cursor/mcp.json', server('beta'))
    await command.said('+ server beta')
    const endedAt = performance.now()
    command.child.kill('SIGINT')
    expect(await command.ended).toBe(0)
    expect(performance.now() - endedAt).toBeLessThan(30_000)
    expect(command.err()).toMatch(
      /Not everything could be delivered\. Nothing needs to be done: the next start reports the present state\.\n$/,
    )
    kill(pid, 'SIGCONT')
  })

  it('goes on when the backend is killed, and the next one knows all', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', server('alpha'))
    const command = house.start('up', house.workspace, '--no-user')
    await command.said('Watching')
    kill((await house.discovery()).pid, 'SIGKILL')
    await house.write('.cursor/mcp.json', server('beta'))
    await command.said('+ server beta')
    command.child.kill('SIGTERM')
    expect(await command.ended).toBe(0)
    const { out } = await house.run('up', house.workspace, '--once', '--no-user', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject({ backend: { servers: 1 }, report: { accepted: 0, rejected: 0 } })
  })

  it('lets one of two report, and the other when the first is killed', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', server('alpha'))
    const first = house.start('up', house.workspace, '--no-user')
    await first.said('Watching')
    const second = house.start('up', house.workspace, '--no-user')
    await second.said('Watching')
    expect(second.err()).toContain('Another supervisor reports this folder')
    first.child.kill('SIGKILL')
    const killedAt = performance.now()
    while (!second.err().includes('This supervisor reports the folder now')) {
      expect(performance.now() - killedAt).toBeLessThan(2000)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await house.write('.cursor/mcp.json', server('beta'))
    await second.said('+ server beta')
    second.child.kill('SIGINT')
    expect(await second.ended).toBe(0)
    const { out } = await house.run('up', house.workspace, '--once', '--no-user', '--format', 'json')
    expect(JSON.parse(out)).toMatchObject({ backend: { servers: 1, findings: 1 } })
  })
})
