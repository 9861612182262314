// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DashboardPage } from '../src/dashboard/dashboard-page.ts'
import { detection, findingData, infra, serverData, storedEvent } from './support/sample-data.ts'
import { MemoryHost } from './support/memory-host.ts'

// The toolkit's elements need more of a browser than there is here; in one they are tested as they are.
vi.mock('../src/shared/toolkit.ts', () => ({}))

/** All text of an element, through every shadow root below it. */
function textOf(node: Node): string {
  if (node instanceof HTMLElement && node.localName === 'style') return ''
  const root = node instanceof Element ? node.shadowRoot : null
  return [...(root ?? node).childNodes]
    .map((child) => (child.nodeType === Node.TEXT_NODE ? (child.textContent ?? '') : textOf(child)))
    .join('')
}

const words = (node: Node): string => textOf(node).replaceAll(/\s+/g, ' ')
const part = (page: DashboardPage, name: string): HTMLElement => page.shadowRoot?.querySelector<HTMLElement>(name) as HTMLElement
const inside = (page: DashboardPage, name: string, selector: string): HTMLElement[] => [
  ...(part(page, name).shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
]

async function opened(host: MemoryHost): Promise<DashboardPage> {
  const page = new DashboardPage()
  page.host = host
  document.body.append(page)
  host.tell({ type: 'connection', state: 'live' })
  await vi.waitFor(() => expect(words(page)).toMatch(/Recent events|Nothing reported|could not read/))
  return page
}

afterEach(() => document.body.replaceChildren())

/** The elements in a document of this process; how they look and behave in a browser is tested in one. */
describe('DashboardPage', () => {
  it('refuses to stand without a host', () => {
    expect(() => new DashboardPage().connectedCallback()).toThrow('host')
  })

  it('shows every part', async () => {
    const page = await opened(new MemoryHost())
    await vi.waitFor(() => expect(inside(page, 'reeve-servers-table', 'tbody tr')).toHaveLength(6))
    expect(words(part(page, 'reeve-status-strip'))).toContain('Healthy')
    expect(words(part(page, 'reeve-summary-cards'))).toContain('1 at risk · 2 to look at · 3 clean')
    expect(words(part(page, 'reeve-findings-table'))).toContain('Secret in plain text')
    expect(words(part(page, 'reeve-changes-list'))).toContain('5 servers found')
    expect(words(part(page, 'reeve-agents-table'))).toContain('langgraph')
    expect(words(part(page, 'reeve-evidence-table'))).toContain('system:exec')
    expect(inside(page, 'reeve-events-list', 'tbody tr').length).toBe(12)
  })

  it('chooses a workspace', async () => {
    const page = await opened(new MemoryHost())
    const [select] = inside(page, 'reeve-status-strip', 'vscode-dropdown') as (HTMLElement & { value: string })[]
    if (!select) throw new Error('no choice')
    select.value = infra.id
    select.dispatchEvent(new Event('change'))
    await vi.waitFor(() => expect(inside(page, 'reeve-servers-table', 'tbody tr')).toHaveLength(1))
    expect(words(part(page, 'reeve-servers-table'))).not.toContain('Workspace')
  })

  it('shows 200 more at a time, from memory and from the host', async () => {
    const host = new MemoryHost()
    host.detections = Array.from({ length: 450 }, (_, n) => detection('mcp-server', `s${n}`, `server-${n}`, serverData(`server-${n}`)))
    host.events = Array.from({ length: 350 }, (_, n) => storedEvent('reeve.module.started', undefined, { module: `m${n}`, reason: null }))
    const page = await opened(host)
    for (const shown of [200, 400, 450]) {
      await vi.waitFor(() => expect(inside(page, 'reeve-servers-table', 'tbody tr')).toHaveLength(shown))
      inside(page, 'reeve-servers-table', '.footer button')[0]?.click()
    }
    inside(page, 'reeve-events-list', '.footer button')[0]?.click()
    await vi.waitFor(() => expect(inside(page, 'reeve-events-list', 'tbody tr')).toHaveLength(350))
  })

  it('says how many rows are held back', async () => {
    const host = new MemoryHost()
    const page = await opened(host)
    host.tell({ type: 'summary', summary: { ...(await host.getSummary({})), servers: 9_000, eventsDropped: 3 } })
    await vi.waitFor(() => expect(words(part(page, 'reeve-servers-table'))).toContain('6 of 9,000 shown; choose one workspace'))
    await vi.waitFor(() => expect(words(part(page, 'reeve-summary-cards'))).toContain('3 events lost'))
  })

  it('holds new events while somebody points at the list', async () => {
    const host = new MemoryHost()
    const page = await opened(host)
    await vi.waitFor(() => expect(inside(page, 'reeve-events-list', 'tbody tr')).toHaveLength(12))
    const [list] = inside(page, 'reeve-events-list', '.panel > div:last-child')
    list?.dispatchEvent(new Event('pointerenter'))
    host.tell({ type: 'events', rows: [storedEvent('reeve.agent.removed', 'agent/x', { name: 'gone agent' })] })
    await vi.waitFor(() => expect(words(part(page, 'reeve-events-list'))).toContain('Show 1 new event'))
    expect(words(part(page, 'reeve-events-list'))).not.toContain('gone agent')
    list?.dispatchEvent(new Event('pointerleave'))
    inside(page, 'reeve-events-list', '.heading button')[0]?.click()
    await vi.waitFor(() => expect(words(part(page, 'reeve-events-list'))).toContain('gone agent'))
  })

  it('shows what is missing or unknown as such', async () => {
    const host = new MemoryHost()
    host.detections = [
      detection('mcp-server', 'a', 'bare', { id: 'a' }),
      detection('finding', 'b', 'b', findingData('later-rule', 'info', 'Told by a newer program.', '', 1, null)),
      detection('agent', 'c', 'lonely', { id: 'c' }),
    ]
    host.events = []
    const page = await opened(host)
    await vi.waitFor(() => expect(words(part(page, 'reeve-findings-table'))).toContain('later-rule'))
    expect(words(part(page, 'reeve-agents-table'))).toContain('nothing that was seen')
    expect(words(part(page, 'reeve-changes-list'))).toContain('Nothing changed yet.')
    expect(words(part(page, 'reeve-events-list'))).toContain('No events yet.')
    expect(words(part(page, 'reeve-status-strip'))).toContain('acme-shop · last report')
  })

  it('says that there is nothing, what failed, and tries again', async () => {
    const host = new MemoryHost()
    host.failure = new Error('no')
    const page = await opened(host)
    await vi.waitFor(() => expect(words(page)).toContain('could not read what is there'))
    host.failure = undefined
    host.detections = []
    host.events = []
    inside(page, 'reeve-notice', 'button')[0]?.click()
    await vi.waitFor(() => expect(words(page)).toContain('Nothing reported yet.'))
    expect(words(page)).toContain('no report yet')
  })

  it('tells a screen reader, and keeps times moving', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'] })
    try {
      const host = new MemoryHost()
      const page = new DashboardPage()
      page.host = host
      document.body.append(page)
      host.tell({ type: 'connection', state: 'live' })
      for (let n = 0; n < 50; n += 1) await vi.advanceTimersByTimeAsync(100)
      await page.updateComplete
      expect(page.announcement).toContain('Healthy.')
      const before = words(part(page, 'reeve-status-strip'))
      for (let n = 0; n < 30; n += 1) await vi.advanceTimersByTimeAsync(1_000)
      expect(words(part(page, 'reeve-status-strip'))).not.toBe(before)
    } finally {
      vi.useRealTimers()
    }
  })
})
