import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildWebview } from '../build.mjs'
import { launchBrowser, skipWithoutBrowser } from './support/browser.ts'
import { detection, findingData, infra, sampleDetections, sampleEvents, serverData, storedEvent } from './support/sample-data.ts'
import { TestBackend } from './support/test-backend.ts'

const screenshots = fileURLToPath(new URL('../../test/output/', import.meta.url))
const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const themes = {
  dark: { colorScheme: 'dark' },
  light: { colorScheme: 'light' },
  'high-contrast-dark': { colorScheme: 'dark', contrast: 'more' },
  'high-contrast-light': { colorScheme: 'light', contrast: 'more' },
  'forced-colors': { forcedColors: 'active' },
} as const satisfies Record<string, BrowserContextOptions>

const hostileName = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>\u202egnp.exe\u0000\u001b[31m`
const endless = 'a'.repeat(10_000)

describe.skipIf(skipWithoutBrowser)('the dashboard in Chromium', () => {
  let outdir: string
  let browser: Browser
  let backend: TestBackend
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    outdir = await mkdtemp(join(tmpdir(), 'reeve-webview-'))
    await mkdir(screenshots, { recursive: true })
    await buildWebview({ outdir, minify: true })
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    if (outdir) await rm(outdir, { recursive: true })
  })

  beforeEach(async () => {
    backend = new TestBackend(outdir)
    backend.detections = sampleDetections()
    backend.events = sampleEvents()
    complaints = []
    await backend.start()
  })

  afterEach(async () => {
    await page?.context().close()
    await backend.stop()
  })

  /** Opens the dashboard by a new link; whatever the page complains of, the security policy included, is kept. */
  async function open(options: BrowserContextOptions = {}, link = backend.makeLink()): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark', ...options })
    page = await context.newPage()
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(backend.origin) && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`)
    })
    await page.goto(`${backend.origin}/#token=${link}`)
  }

  async function openLoaded(options: BrowserContextOptions = {}, link?: string): Promise<void> {
    await open(options, link)
    await page.getByRole('heading', { name: 'Recent events' }).waitFor()
    await page.waitForFunction(() => document.fonts.check('16px codicon'))
  }

  const shoot = (name: string): Promise<unknown> => page.screenshot({ path: join(screenshots, `dashboard-${name}.png`), fullPage: true })
  const table = (name: string) => page.getByRole('table', { name })
  const rowsOf = async (name: string): Promise<string[]> => {
    const rows = await table(name).getByRole('row').allInnerTexts()
    return rows.slice(1).map((row) => row.replaceAll(/\s+/g, ' ').trim())
  }
  const overflow = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

  const says = (words: string): Promise<void> => page.getByRole('main').getByText(words).first().waitFor()

  async function violations(): Promise<string[]> {
    // The page's policy forbids a script tag of ours, not what the browser itself evaluates.
    await page.evaluate(await readFile(axeSource, 'utf8'))
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
      const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      return result.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
      )
    })
  }

  it('shows what is here and what happened', async () => {
    await openLoaded()
    expect(await page.title()).toBe('Reeve dashboard')
    expect(await page.getByRole('banner').innerText()).toMatch(/Dashboard\s+.?\s*Healthy\s+last report \d+ s ago/)
    for (const [name, text] of [
      ['Servers', /6\s+in 4 clients\s+1 at risk · 2 to look at · 3 clean/],
      ['Findings', /4\s+open\s+1 error · 3 warnings · 0 info/],
      ['Agents', /2\s+in 2 workspaces\s+5 capabilities · 2 protocols/],
      ['Events', /1\s+in the last hour/],
    ] as const) {
      expect(await page.getByRole('group', { name }).innerText()).toMatch(text)
    }
    expect(await page.locator('reeve-rate-chart .words').innerText()).toMatch(/^most in the last hour: 1 a minute, at \d\d:\d\d$/)
    expect(await page.locator('reeve-rate-chart canvas').count()).toBe(1)
    const servers = await rowsOf('Servers')
    expect(servers).toHaveLength(6)
    expect(servers[0]).toMatch(
      /^github .?\s?At risk 2 Cursor, VS Code @modelcontextprotocol\/server-github unpinned stdio \.cursor\/mcp\.json:14 \+1 more acme-shop$/u,
    )
    expect((await rowsOf('Findings'))[0]).toContain('Error')
    expect((await rowsOf('Agents'))[1]).toContain('triage langgraph api:call, db:read, model:call src/triage.py:12')
    expect(await rowsOf('Capabilities')).toHaveLength(5)
    expect(await rowsOf('Protocols')).toHaveLength(2)
    expect(await rowsOf('Recent events')).toHaveLength(backend.events.length)
    expect(await page.getByRole('list', { name: 'What changed' }).getByRole('listitem').count()).toBe(7)
    expect(complaints).toEqual([])
  })

  it('takes the token out of the address and stays signed in over a reload', async () => {
    await openLoaded()
    expect(page.url()).toBe(`${backend.origin}/`)
    await page.reload()
    await page.getByRole('heading', { name: 'Recent events' }).waitFor()
    expect(backend.requests.filter(({ path }) => path.endsWith('/sessions'))).toHaveLength(1)
  })

  it('leads to the Events page and back, and hands out a file there', async () => {
    await openLoaded()
    await page.getByRole('button', { name: 'All events' }).click()
    await page.getByRole('grid', { name: 'Events, the newest first' }).waitFor()
    await page.getByText('finding.resolved').click()
    await page.getByText('Signature valid').waitFor()
    await shoot('events')
    expect(await violations()).toEqual([])
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export…' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('reeve-events.ndjson')
    expect((await readFile(await download.path(), 'utf8')).trim().split('\n')).toHaveLength(backend.events.length)
    await page.goBack()
    await page.getByRole('heading', { name: 'Recent events' }).waitFor()
    expect(complaints.filter((complaint) => !complaint.startsWith('asked for blob:'))).toEqual([])
  })

  it('shows what happens at once, and says it to a screen reader', async () => {
    await openLoaded()
    backend.detections.push(detection('mcp-server', 'new', 'newcomer', serverData('newcomer', { line: 52 })))
    backend.report(
      storedEvent('reeve.mcp-server.detected', 'mcp-server/new', serverData('newcomer', { line: 52 })),
      storedEvent(
        'reeve.finding.raised',
        'finding/new',
        findingData('insecure-transport', 'error', 'Over http.', '.cursor/mcp.json', 52, 'srv-newcomer'),
      ),
    )
    backend.tellSummary()
    await table('Servers').getByRole('rowheader', { name: 'newcomer' }).waitFor({ timeout: 1_000 })
    expect((await rowsOf('Servers')).find((row) => row.startsWith('newcomer'))).toContain('At risk')
    expect((await rowsOf('Recent events'))[1]).toContain('newcomer is declared in Cursor at .cursor/mcp.json:52')
    expect(await page.getByRole('group', { name: 'Servers' }).innerText()).toMatch(/^SERVERS\s+7/)
    await page.getByRole('status').getByText('1 new finding and 1 change.').waitFor()

    backend.report(storedEvent('reeve.mcp-server.removed', 'mcp-server/new', { name: 'newcomer' }))
    await table('Servers').getByRole('rowheader', { name: 'newcomer' }).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  it('moves nothing away from who reads', async () => {
    backend.events = Array.from({ length: 100 }, (_, n) =>
      storedEvent('reeve.module.started', undefined, { module: `module-${n}`, reason: null }),
    )
    await openLoaded()
    const row = page.getByRole('row').filter({ hasText: 'module-40 ' })
    await row.hover()
    const before = (await row.boundingBox())?.y
    backend.report(storedEvent('reeve.mcp-server.detected', 'mcp-server/new', serverData('newcomer')))
    const release = page.getByRole('button', { name: 'Show 1 new event' })
    await release.waitFor()
    expect((await row.boundingBox())?.y).toBe(before)
    await release.click()
    await release.waitFor({ state: 'detached' })
    expect((await rowsOf('Recent events'))[0]).toContain('newcomer')
  })

  it('keeps what is read in its place when something above it grows', async () => {
    backend.events = Array.from({ length: 100 }, (_, n) =>
      storedEvent('reeve.module.started', undefined, { module: `module-${n}`, reason: null }),
    )
    await openLoaded()
    const row = page.getByRole('row').filter({ hasText: 'module-40 ' })
    await row.scrollIntoViewIfNeeded()
    await page.mouse.move(0, 0)
    const before = (await row.boundingBox())?.y
    backend.report(storedEvent('reeve.mcp-server.detected', 'mcp-server/new', serverData('newcomer')))
    await table('Servers').getByRole('rowheader', { name: 'newcomer' }).waitFor()
    expect(Math.abs(((await row.boundingBox())?.y ?? 0) - (before ?? 0))).toBeLessThan(1)
  })

  it('shows one workspace, and remembers which', async () => {
    await openLoaded()
    await page.getByRole('combobox', { name: 'Workspace' }).click()
    await page.getByRole('option', { name: infra.name }).click()
    await table('Servers').getByRole('rowheader', { name: 'github' }).waitFor({ state: 'detached' })
    expect(await rowsOf('Servers')).toHaveLength(1)
    await page.reload()
    await page.getByRole('heading', { name: 'Recent events' }).waitFor()
    expect(await page.getByRole('combobox', { name: 'Workspace' }).evaluate((element) => (element as HTMLInputElement).value)).toBe(
      infra.id,
    )
    expect(await rowsOf('Servers')).toHaveLength(1)
    await shoot('workspace')
  })

  it('says that nothing was reported yet, and fills by itself', async () => {
    backend.detections = []
    backend.events = []
    await open()
    await page.getByRole('heading', { name: 'Nothing reported yet.' }).waitFor()
    await says('reeve up')
    await shoot('empty')
    expect(await violations()).toEqual([])
    backend.detections = sampleDetections()
    backend.report(...sampleEvents())
    backend.tellSummary()
    await table('Servers').waitFor()
    expect(await page.getByRole('heading', { name: 'Nothing reported yet.' }).isVisible()).toBe(false)
  })

  it('says what each table lacks', async () => {
    backend.detections = [detection('protocol', 'mcp', 'mcp', { name: 'mcp', evidence: [] })]
    await openLoaded()
    for (const words of ['No findings.', 'No MCP servers.', 'No agents.', 'No capabilities.']) await says(words)
    await shoot('sparse')
    expect(await violations()).toEqual([])
  })

  it('says that the backend is gone, keeps what it shows, and comes back by itself', async () => {
    await openLoaded()
    await backend.stop()
    await page.getByRole('heading', { name: 'The backend cannot be reached.' }).waitFor()
    expect(await page.getByRole('banner').innerText()).toContain('Degraded')
    await says('reeve doctor')
    expect(await rowsOf('Servers')).toHaveLength(6)
    await shoot('degraded')
    expect(await violations()).toEqual([])
    await backend.start()
    await page.getByRole('banner').getByText('Healthy').waitFor()
    expect(await page.getByRole('heading', { name: 'The backend cannot be reached.' }).isVisible()).toBe(false)
  })

  it('says that the session has ended, and how to open it anew', async () => {
    await openLoaded()
    backend.endSessions()
    await page.getByRole('heading', { name: 'This session has ended.' }).waitFor()
    expect(await page.getByRole('banner').innerText()).toContain('Stopped')
    await says('reeve up')
    await shoot('ended')
    expect(await violations()).toEqual([])
  })

  it('says that a link was used before', async () => {
    const link = backend.makeLink()
    await openLoaded({}, link)
    await page.context().close()
    await open({}, link)
    await page.getByText('The dashboard link was used before').waitFor()
  })

  it('says what failed to load, and tries again when asked', async () => {
    backend.failing.set('/api/v1/detections/summary', 'backend-internal')
    await open()
    await page.getByRole('heading', { name: 'The backend failed to answer.' }).waitFor()
    await shoot('error')
    expect(await violations()).toEqual([])
    backend.failing.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Recent events' }).waitFor()
  })

  it('says that it is loading', async () => {
    const context = await browser.newContext({ colorScheme: 'dark' })
    page = await context.newPage()
    await page.route('**/api/v1/detections**', () => {})
    await page.goto(`${backend.origin}/#token=${backend.makeLink()}`)
    await page.getByText('Loading what is here').waitFor()
    expect(await page.getByRole('main').getAttribute('aria-busy')).toBe('true')
  })

  it('shows hostile text as text, cut where its place ends, whole on hover', async () => {
    backend.detections = [
      detection('mcp-server', 'h1', hostileName, serverData(hostileName, { client: hostileName, file: `${endless}.json` })),
      detection('mcp-server', 'h2', endless.slice(0, 255), { ...serverData('x'), host: endless }),
      detection('finding', 'h3', 'f', findingData(hostileName, 'error', endless, hostileName, 1, 'srv-x')),
      detection('agent', 'h4', hostileName, { id: 'a', name: hostileName, framework: endless, file: endless, line: 1 }),
      detection('capability', 'h5', endless, { name: endless, agents: [hostileName], evidence: [{ file: endless, line: 1 }] }),
    ]
    backend.events = [
      storedEvent('reeve.mcp-server.removed', 'mcp-server/h', { name: hostileName }),
      storedEvent('reeve.module.failed', undefined, { module: endless, reason: hostileName }),
    ]
    for (const width of [1280, 320]) {
      await openLoaded({ viewport: { width, height: 800 } })
      expect(await page.title()).toBe('Reeve dashboard')
      expect(await page.locator('img, script:not([src])').count()).toBe(0)
      const name = table('Servers').getByRole('rowheader').filter({ hasText: 'onerror' })
      expect(await name.innerText()).toContain('<img src=x onerror=')
      expect(await name.innerText()).toContain('\\u{202e}gnp.exe\\u{0}\\u{1b}')
      expect(await page.getByTitle(endless, { exact: true }).first().innerText()).toBe(`${endless.slice(0, 299)}…`)
      expect(await overflow()).toBe(0)
      await shoot(`hostile-${width}`)
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })

  it('keeps thousands of rows bounded', async () => {
    backend.detections = Array.from({ length: 3_000 }, (_, n) => detection('mcp-server', `s${n}`, `server-${n}`, serverData(`server-${n}`)))
    backend.events = Array.from({ length: 3_000 }, (_, n) =>
      storedEvent('reeve.module.started', undefined, { module: `module-${n}`, reason: null }),
    )
    await openLoaded()
    expect(await rowsOf('Servers')).toHaveLength(200)
    expect(await rowsOf('Recent events')).toHaveLength(200)
    const servers = page.locator('reeve-servers-table')
    await servers.getByText('200 of 3,000 shown').waitFor()
    await servers.getByRole('button', { name: 'Show more' }).click()
    expect(await rowsOf('Servers')).toHaveLength(400)
    await page.locator('reeve-events-list').getByRole('button', { name: 'Show more' }).click()
    await page.waitForFunction(
      () =>
        document.querySelector('reeve-dashboard')?.shadowRoot?.querySelector('reeve-events-list')?.shadowRoot?.querySelectorAll('tbody tr')
          .length === 400,
    )
  })

  it('is walked by keyboard alone, with the focus in sight', async () => {
    await openLoaded()
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
        const { outlineStyle, outlineWidth } = getComputedStyle(element ?? document.body)
        return { name: element?.localName, outline: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 }
      })
    const walk = []
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('Tab')
      walk.push(await focused())
    }
    expect(walk).toEqual(['vscode-dropdown', 'summary', 'summary', 'summary', 'summary'].map((name) => ({ name, outline: true })))
    await page.keyboard.press('Enter')
    await page.getByText('Write the exact version that was reviewed').last().waitFor()
    await shoot('keyboard')
  })

  it.each(Object.keys(themes) as (keyof typeof themes)[])('breaks no rule of accessibility in %s', async (theme) => {
    await openLoaded({ ...themes[theme] })
    await page.locator('summary').first().click()
    await page.mouse.move(0, 0)
    await shoot(theme)
    expect(await violations()).toEqual([])
    expect(complaints).toEqual([])
  })

  it('takes the theme that the root names', async () => {
    await openLoaded({ colorScheme: 'dark' })
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const dark = await background()
    await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'))
    expect(await background()).not.toBe(dark)
  })

  it.each([
    ['320 pixels', { viewport: { width: 320, height: 800 } }, '320'],
    ['200 % zoom', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'light' }, 'zoom-200'],
    ['a side panel', { viewport: { width: 480, height: 900 } }, '480'],
    ['a tablet', { viewport: { width: 900, height: 900 }, colorScheme: 'light' }, '900'],
    ['a wide screen', { viewport: { width: 2200, height: 1000 } }, '2200'],
  ] as const)('fits %s without scrolling sideways', async (_name, options, name) => {
    await openLoaded(options)
    expect(await overflow()).toBe(0)
    await shoot(name)
    expect(await violations()).toEqual([])
  })

  it('lets text be selected, and moves nothing by itself', async () => {
    await openLoaded({ reducedMotion: 'reduce' })
    const name = table('Servers').getByRole('rowheader', { name: 'github' })
    await name.getByText('github').dblclick()
    const selected = await page.locator('reeve-servers-table').evaluate((element) => {
      const root = element.shadowRoot as (ShadowRoot & { getSelection(): Selection | null }) | null
      return String(root?.getSelection())
    })
    expect(selected).toContain('github')
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  })
})
