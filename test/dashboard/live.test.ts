import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, skipWithoutBrowser } from '../../webview/test/support/browser.ts'
import { kill, openHouse, root } from '../support/house.ts'

const output = join(root, 'test', 'output')
const server = (...names: string[]) => ({
  mcpServers: Object.fromEntries(names.map((name) => [name, { command: 'npx', args: ['-y', `${name}-mcp`] }])),
})

/** The link to the dashboard that `reeve up` printed. */
const linkIn = (out: string): string => /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(out)?.[0] ?? 'no link'

describe.skipIf(skipWithoutBrowser)('the dashboard of reeve up', () => {
  let browser: Browser
  beforeAll(async () => {
    await mkdir(output, { recursive: true })
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  /** A page that writes down what should not be: messages on the console, and requests to anywhere else. */
  async function openPage(): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'dark' })
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') complaints.push(request.url())
    })
    return { page, complaints }
  }

  it('shows what is there, and a saved file within a second', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', server('alpha'))
    const command = house.start('up', house.workspace, '--no-user')
    await command.said('Watching')
    const { page, complaints } = await openPage()
    const link = linkIn(command.out())
    await page.goto(link)
    await page.getByText('alpha-mcp').first().waitFor()
    expect(page.url()).not.toContain('token')

    const savedAt = performance.now()
    await house.write('.vscode/mcp.json', { servers: { beta: { url: 'http://beta.example.com/mcp' } } })
    await page.getByText('beta.example.com').first().waitFor()
    expect(performance.now() - savedAt).toBeLessThan(1000)
    await page.getByText('2', { exact: true }).first().waitFor()
    await page.screenshot({ path: join(output, 'live-dashboard.png'), fullPage: true })

    await page.reload()
    await page.getByText('beta.example.com').first().waitFor()
    expect(complaints).toEqual([])

    // The link opened once; a second time it opens nothing.
    const other = await openPage()
    await other.page.goto(link)
    await other.page.getByText('reeve up').first().waitFor()
    expect(await other.page.getByText('alpha-mcp').count()).toBe(0)
    await page.close()
    await other.page.close()
    command.child.kill('SIGINT')
    expect(await command.ended).toBe(0)
  })

  it('says so when the backend is gone', async () => {
    await using house = await openHouse()
    await house.write('.cursor/mcp.json', server('alpha'))
    const command = house.start('up', house.workspace, '--no-user')
    await command.said('Watching')
    const { page } = await openPage()
    await page.goto(linkIn(command.out()))
    await page.getByText('alpha-mcp').first().waitFor()
    command.child.kill('SIGKILL')
    kill((await house.discovery()).pid, 'SIGKILL')
    await page
      .getByText(/degraded/i)
      .first()
      .waitFor()
    // What was known stays on the page.
    expect(await page.getByText('alpha-mcp').count()).toBeGreaterThan(0)
    await page.screenshot({ path: join(output, 'live-dashboard-gone.png'), fullPage: true })
    await page.close()
  })
})
