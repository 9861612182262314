import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PanelPage, Selection } from '@reeve/protocol/panel'
import { buildWebview } from '../build.mjs'
import { HostError } from '../src/shared/host-error.ts'
import { launchBrowser, skipWithoutBrowser } from './support/browser.ts'
import { EditorFrame } from './support/editor-frame.ts'
import { MemoryHost } from './support/memory-host.ts'
import { focusOf, hostileName, overflowOf, themeNames, themes, violationsOf } from './support/page-checks.ts'
import { findingData, manyEvents, principal, storedEvent } from './support/sample-data.ts'
import { sampleSelections } from './support/sample-selections.ts'

const screenshots = fileURLToPath(new URL('../../test/output/', import.meta.url))

describe.skipIf(skipWithoutBrowser)('the pages of the editor in Chromium', () => {
  let outdir: string
  let browser: Browser
  let host: MemoryHost
  let frame: EditorFrame
  let page: Page

  beforeAll(async () => {
    outdir = await mkdtemp(join(tmpdir(), 'reeve-editor-pages-'))
    await mkdir(screenshots, { recursive: true })
    await buildWebview({ outdir, minify: true })
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    if (outdir) await rm(outdir, { recursive: true })
  })

  beforeEach(async () => {
    host = new MemoryHost()
    frame = new EditorFrame(outdir, host)
    await frame.start()
  })

  afterEach(async () => {
    await frame.stop()
    expect(frame.complaints).toEqual([])
  })

  const shoot = (name: string, fullPage = false): Promise<unknown> =>
    page.screenshot({ path: join(screenshots, `${name}.png`), fullPage, animations: 'disabled' })

  async function open(name: PanelPage, options: BrowserContextOptions = {}): Promise<void> {
    page = await frame.open(browser, name, options)
    const shown = { dashboard: 'reeve-events-list', events: 'reeve-event-grid .row', inspector: 'main > *' }[name]
    await page.locator(shown).first().waitFor()
    await page.evaluate(() => document.fonts.load('16px codicon'))
  }

  const rows = () => page.locator('reeve-event-grid .row')
  const firstRow = (): Promise<string> => rows().first().innerText()
  const grid = () => page.getByRole('grid')
  const scrollTop = (): Promise<number> => grid().evaluate((element) => element.scrollTop)
  const filter = () => page.getByRole('combobox', { name: 'Filter events' })

  describe('Events', () => {
    beforeEach(() => {
      host.events = manyEvents(4_000)
    })

    it('draws only what is in sight, and says how much there is', async () => {
      await open('events')
      expect(await rows().count()).toBeLessThan(60)
      expect(await grid().getAttribute('aria-rowcount')).toBe('-1')
      expect(await rows().first().getAttribute('aria-rowindex')).toBe('2')
      await page.getByText('500+ events').waitFor()
      await grid().evaluate((element) => element.scrollTo(0, 450 * 28))
      await page.getByText('1,000+ events').waitFor()
      expect(Number(await rows().first().getAttribute('aria-rowindex'))).toBeGreaterThan(400)
      expect(await rows().count()).toBeLessThan(60)
    })

    it('follows what happens while it stands at the top', async () => {
      await open('events')
      host.tell({ type: 'events', rows: [storedAt(5_000, 'follows')] })
      await rows().first().getByText('follows').waitFor()
      await page.getByRole('status').getByText('1 new event.').waitFor({ timeout: 8_000 })
    })

    it('moves nothing away from who reads, and takes what is new when asked', async () => {
      await open('events')
      await grid().evaluate((element) => element.scrollTo(0, 40 * 28))
      await page.waitForFunction(() => {
        const deep = document.querySelector('reeve-events')?.shadowRoot?.querySelector('reeve-event-grid')?.shadowRoot
        return Number(deep?.querySelector('.row')?.getAttribute('aria-rowindex')) > 20
      })
      const [before, top] = [await rows().nth(20).innerText(), await scrollTop()]
      host.tell({ type: 'events', rows: [storedAt(5_001, 'waits'), storedAt(5_002, 'waits too')] })
      const fresh = page.getByRole('button', { name: '2 new' })
      await fresh.waitFor()
      expect([await rows().nth(20).innerText(), await scrollTop()]).toEqual([before, top])
      await shoot('events-waiting')
      await fresh.click()
      await rows().first().getByText('waits too').waitFor()
      expect(await scrollTop()).toBe(0)
    })

    it('pauses and resumes', async () => {
      await open('events')
      await page.getByRole('button', { name: 'Pause' }).click()
      const before = await firstRow()
      host.tell({ type: 'events', rows: [storedAt(5_003, 'paused')] })
      await page.getByRole('button', { name: '1 new' }).waitFor()
      expect(await firstRow()).toBe(before)
      await page.getByRole('button', { name: 'Resume' }).click()
      await rows().first().getByText('paused').waitFor()
    })

    it('filters by chips that are typed, with suggestions, by keyboard alone', async () => {
      await open('events')
      await filter().focus()
      await page.keyboard.type('ty')
      await page.getByRole('option', { name: 'type:' }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('option').first().waitFor()
      await page.keyboard.type('finding.ra')
      await page.keyboard.press('ArrowDown')
      await shoot('events-suggestions')
      expect(await violationsOf(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.keyboard.type('severity:error')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Remove filter severity:error' }).waitFor()
      await page.waitForFunction(() => {
        const deep = document.querySelector('reeve-events')?.shadowRoot?.querySelector('reeve-event-grid')?.shadowRoot
        return [...(deep?.querySelectorAll('.row .type') ?? [])].every((cell) => cell.textContent?.includes('finding.raised'))
      })
      await page
        .getByRole('status')
        .getByText(/^[\d,]+ of [\d,]+\+?\.$/)
        .waitFor()
      await shoot('events-filtered')
      await page.reload()
      await page.getByRole('button', { name: 'Remove filter type:finding.raised' }).waitFor()
      await filter().focus()
      await page.keyboard.press('Backspace')
      await page.keyboard.press('Backspace')
      expect(await page.getByRole('button', { name: /^Remove filter/ }).count()).toBe(0)
    })

    it('says when nothing passes, and looks further back', async () => {
      await open('events')
      await filter().fill('no such text')
      await page.getByText(/No event of [\d,]+ passes the filters/).waitFor()
      await page.getByRole('button', { name: 'Clear filters' }).click()
      await rows().first().waitFor()
      expect(await filter().inputValue()).toBe('')
    })

    it('shows one event, with its signature checked', async () => {
      await open('events')
      await filter().fill('finding')
      await rows().nth(3).click()
      const detail = page.locator('reeve-event-detail')
      await detail.getByText('Signature valid').waitFor()
      await detail.getByText('event 12 of 37 in its batch').waitFor()
      expect(await detail.getByLabel('Record as JSON').innerText()).toContain('"specversion": "1.0"')
      await shoot('events-detail')
      expect(await violationsOf(page)).toEqual([])
      await detail.getByRole('button', { name: 'Copy JSON' }).click()
      await detail.getByText('Copied').waitFor()
      await page.keyboard.press('Escape')
      await detail.waitFor({ state: 'detached' })
      expect((await focusOf(page)).label).toBe('Events, the newest first')
    })

    it.each([
      ['invalid', { check: { result: 'invalid', reason: 'The octets were changed.' } }, 'Signature not valid'],
      [
        'unchecked',
        { failure: new HostError('backend-unreachable', 'The backend cannot be reached.', 'Wait.') },
        'The signature was not checked',
      ],
    ] as const)('says so when the signature is %s', async (name, change, words) => {
      await open('events')
      Object.assign(host, change)
      await rows().first().click()
      await page.getByText(words).waitFor()
      await shoot(`events-signature-${name}`)
    })

    it('is walked by keyboard alone, with the focus in sight', async () => {
      await open('events')
      const walk = []
      for (let step = 0; step < 5; step += 1) {
        await page.keyboard.press('Tab')
        walk.push(await focusOf(page))
      }
      expect(walk.map(({ label }) => label)).toEqual([
        'Filter events',
        'Pause',
        'Format of the export',
        'Export…',
        'Events, the newest first',
      ])
      expect(walk.filter(({ seen }) => !seen)).toEqual([])
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('PageDown')
      const active = await grid().getAttribute('aria-activedescendant')
      expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true')
      await page.keyboard.press('End')
      await page.getByText('1,000+ events').waitFor()
      await page.keyboard.press('Home')
      expect(await scrollTop()).toBe(0)
    })

    it('exports what passes the filters', async () => {
      await open('events')
      await filter().fill('severity:error')
      await page.keyboard.press('Enter')
      await page.getByText(/ of [\d,]+\+/).waitFor()
      await page.getByRole('combobox', { name: 'Format of the export' }).click()
      await page.getByRole('option', { name: 'JSON', exact: true }).click()
      await page.getByRole('button', { name: 'Export…' }).click()
      await page.getByRole('status').getByText('written').waitFor()
      const [made] = host.exports
      const records = JSON.parse(made?.text ?? '') as { event: { data: { severity: string } } }[]
      expect([made?.format, made?.events]).toEqual(['json', records.length])
      expect(new Set(records.map(({ event }) => event.data.severity))).toEqual(new Set(['error']))
    })

    it.each(themeNames)('breaks no rule of accessibility in %s', async (theme) => {
      await open('events', themes[theme])
      await filter().fill('type:finding')
      await page.keyboard.press('Enter')
      await rows().nth(1).click()
      await page.getByText('Signature valid').waitFor()
      await shoot(`events-${theme}`)
      expect(await violationsOf(page)).toEqual([])
    })

    it.each([
      ['320', { viewport: { width: 320, height: 800 } }],
      ['zoom-200', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'light' }],
      ['wide', { viewport: { width: 2200, height: 1000 } }],
    ] as const)('fits %s', async (name, options) => {
      await open('events', options)
      expect(await overflowOf(page)).toBe(0)
      await shoot(`events-${name}`)
      await rows().nth(1).click()
      await page.getByText('Signature valid').waitFor()
      await shoot(`events-${name}-detail`)
      expect(await overflowOf(page)).toBe(0)
      expect(await violationsOf(page)).toEqual([])
    })

    it('says that there is nothing, that it is lost, and what failed', async () => {
      host.events = []
      page = await frame.open(browser, 'events')
      await page.getByText('Nothing happened yet.').waitFor()
      await shoot('events-empty')
      expect(await violationsOf(page)).toEqual([])
      host.tell({ type: 'connection', state: 'lost', reason: 'gone' })
      await page.getByText('The backend cannot be reached.').waitFor()
      await shoot('events-lost')
      host.failure = new HostError('backend-internal', 'The backend failed to answer.', 'Look at its log.')
      host.tell({ type: 'connection', state: 'live' })
      await page.getByText('The backend failed to answer.').waitFor()
      host.failure = undefined
      host.events = manyEvents(3)
      await page.getByRole('button', { name: 'Try again' }).click()
      await rows().nth(2).waitFor()
    })

    it('shows hostile text as text', async () => {
      const endless = 'a'.repeat(50_000)
      host.events = [
        storedEvent('reeve.mcp-server.removed', 'mcp-server/h', { name: hostileName }),
        storedEvent('reeve.module.failed', hostileName, { module: endless, reason: hostileName }),
        storedEvent('reeve.finding.raised', 'finding/h', findingData(hostileName, 'error', endless, hostileName, 1, null)),
      ]
      for (const width of [1280, 320]) {
        await open('events', { viewport: { width, height: 800 } })
        await rows().nth(1).click()
        await page.getByText('Signature valid').waitFor()
        await shoot(`events-hostile-${width}`)
        expect(await page.title()).toBe('Reeve')
        expect(await page.locator('img').count()).toBe(0)
        expect(await overflowOf(page)).toBe(0)
      }
    })

    it('scrolls through 100,000 events at 50 frames a second', async () => {
      host.events = manyEvents(500)
      await open('events')
      // All are told within the page, since carrying so many into the browser would take longer than the test.
      await page.evaluate((rows) => {
        const told = Array.from({ length: 100_000 - rows.length }, (_, n) => {
          const row = rows[n % rows.length]
          if (!row) throw new Error('no row')
          return { event: { ...row.event, id: `more-${n}` }, receipt: { ...row.receipt, sequence: 1_000 + n } }
        })
        window.postMessage({ method: 'events', params: { rows: told } }, '*')
      }, host.events)
      await page.getByText('100,000 events').waitFor({ timeout: 30_000 })
      expect(await grid().getAttribute('aria-rowcount')).toBe('100001')
      const frames = await grid().evaluate(async (element) => {
        const times: number[] = []
        for (let step = 0; step < 120; step += 1) {
          element.scrollTop += step % 40 === 0 ? 400_000 : 137
          times.push(await new Promise<number>((resolve) => requestAnimationFrame(resolve)))
        }
        return times.slice(1).map((time, index) => time - (times[index] ?? 0))
      })
      const median = frames.toSorted((a, b) => a - b)[Math.floor(frames.length / 2)] ?? Number.POSITIVE_INFINITY
      expect(1000 / median).toBeGreaterThanOrEqual(50)
      expect(await rows().count()).toBeLessThan(80)
      await shoot('events-100000')
    })
  })

  describe('Inspector', () => {
    const trusted: Selection = { ...sampleSelections.server, principal }

    it.each(Object.entries(sampleSelections))('shows a %s in 220 pixels', async (name, selection) => {
      host.selection = selection
      await open('inspector', { viewport: { width: 220, height: 900 } })
      expect(await overflowOf(page)).toBe(0)
      await shoot(`inspector-${name}-220`, true)
      expect(await violationsOf(page)).toEqual([])
    })

    it.each(themeNames)('breaks no rule of accessibility in %s', async (theme) => {
      host.selection = trusted
      host.trust = {
        principal,
        score: 0.46,
        factors: [
          { name: 'verification', value: 0.4, weight: 0.5, reason: 'two of five' },
          { name: 'success rate', value: 0.97, weight: 0.5, reason: 'of 1,284 calls' },
        ],
        at: new Date().toISOString(),
      }
      await open('inspector', { viewport: { width: 380, height: 900 }, ...themes[theme] })
      await page.getByText('Trust 0.46').waitFor()
      await shoot(`inspector-${theme}`, true)
      expect(await violationsOf(page)).toEqual([])
    })

    it('opens the line, the rule and what hangs together', async () => {
      host.selection = sampleSelections.server
      await open('inspector', { viewport: { width: 320, height: 900 } })
      await page.getByRole('button', { name: '.cursor/mcp.json:14' }).click()
      await page.getByRole('button', { name: 'About this rule: plaintext-secret' }).click()
      await page.getByRole('button', { name: 'All events' }).click()
      host.tell({ type: 'selection', selection: sampleSelections.agent })
      await page.getByRole('heading', { name: 'triage' }).waitFor()
      await page.getByRole('button', { name: 'db:read' }).click()
      const asked = frame.requests
        .filter(({ method }) => !['subscribe', 'listEvents'].includes(method))
        .map(({ method, params }) => [method, params])
      const { folder } = sampleSelections.server
      expect(asked).toEqual([
        ['openLocation', { workspace: folder, file: '.cursor/mcp.json', line: 14 }],
        ['openPage', { rule: 'plaintext-secret' }],
        ['showView', { view: 'events' }],
        ['inspect', { workspace: folder, kind: 'capability', key: 'db:read' }],
      ])
    })

    it('says what to do when nothing is selected', async () => {
      await open('inspector', { viewport: { width: 220, height: 400 } })
      await shoot('inspector-empty')
      expect(await violationsOf(page)).toEqual([])
      await page.getByRole('button', { name: 'Show Detections' }).click()
      expect(frame.requests.at(-1)).toMatchObject({ method: 'showView', params: { view: 'detections' } })
    })

    it('shows hostile text as text, and 10,000 places bounded', async () => {
      const { server } = sampleSelections
      if (server.kind !== 'mcp-server') throw new Error('not a server')
      const [entry] = server.entries
      if (!entry) throw new Error('no entry')
      const hostile = {
        ...entry,
        name: hostileName.slice(0, 256),
        command: hostileName,
        args: ['x'.repeat(100_000)],
        file: 'f'.repeat(1_000),
      }
      host.selection = {
        ...server,
        folderName: hostileName.slice(0, 200),
        entries: [hostile, ...Array.from({ length: 9_999 }, () => ({ ...hostile, args: [] }))],
        findings: [],
      }
      await open('inspector', { viewport: { width: 220, height: 900 } })
      await page.getByText('and 9,900 more').waitFor()
      expect(await page.title()).toBe('Reeve')
      expect(await page.locator('img').count()).toBe(0)
      expect(await overflowOf(page)).toBe(0)
      await shoot('inspector-hostile')
    })
  })

  describe('Dashboard', () => {
    it('leads to the lines, the rules and the inspector', async () => {
      await open('dashboard')
      await page.getByRole('button', { name: '.cursor/mcp.json:14' }).first().click()
      await page.getByRole('button', { name: 'github' }).click()
      await page.locator('summary').first().click()
      await page.getByRole('button', { name: 'plaintext-secret' }).click()
      expect(frame.requests.slice(-3).map(({ method }) => method)).toEqual(['openLocation', 'inspect', 'openPage'])
      await shoot('editor-dashboard')
      expect(await violationsOf(page)).toEqual([])
    })

    it('fits a narrow group of the editor', async () => {
      await open('dashboard', { viewport: { width: 320, height: 900 }, colorScheme: 'light' })
      expect(await overflowOf(page)).toBe(0)
      await shoot('editor-dashboard-320', true)
      expect(await violationsOf(page)).toEqual([])
    })
  })
})

function storedAt(sequence: number, module: string) {
  const made = storedEvent('reeve.module.started', undefined, { module, reason: null })
  return { ...made, receipt: { ...made.receipt, sequence } }
}
