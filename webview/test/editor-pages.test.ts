// @vitest-environment happy-dom
import { capabilityCatalogue } from '@reeve/protocol/capabilities'
import { selectionSchema } from '@reeve/protocol/panel'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EventsPage } from '../src/events/events-page.ts'
import { capabilityWords } from '../src/inspector/capability-words.ts'
import { InspectorPage } from '../src/inspector/inspector-page.ts'
import { isAbout, selectionKey } from '../src/inspector/selection-events.ts'
import { wordsOf } from '../src/inspector/selection-words.ts'
import { MemoryHost } from './support/memory-host.ts'
import { findingData, manyEvents, principal, serverData, storedEvent } from './support/sample-data.ts'
import { sampleSelections } from './support/sample-selections.ts'

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

function put<T extends HTMLElement & { host: unknown }>(page: T, host: MemoryHost): T {
  page.host = host
  document.body.append(page)
  host.welcome()
  return page
}
const inside = <T extends HTMLElement>(root: HTMLElement, ...selectors: string[]): T | null =>
  selectors.reduce<HTMLElement | null>((at, selector) => at?.shadowRoot?.querySelector<HTMLElement>(selector) ?? null, root) as T | null
const button = (root: HTMLElement, label: string): HTMLElement | undefined =>
  [...(root.shadowRoot?.querySelectorAll<HTMLElement>('button, vscode-button') ?? [])].find((one) => words(one).includes(label))

afterEach(() => document.body.replaceChildren())

describe('InspectorPage', () => {
  it('refuses to stand without a host', () => {
    expect(() => new InspectorPage().connectedCallback()).toThrow('host')
  })

  it('says what to do when nothing is selected', async () => {
    const host = new MemoryHost()
    const page = put(new InspectorPage(), host)
    await vi.waitFor(() => expect(words(page)).toContain('Nothing is selected'))
    button(page, 'Show Detections')?.click()
    expect(host.asked).toEqual([['showView', 'detections']])
  })

  it.each(Object.entries(sampleSelections))('shows a %s', async (_name, selection) => {
    const host = new MemoryHost()
    host.selection = selectionSchema.parse(selection)
    const page = put(new InspectorPage(), host)
    const { title, sentence } = wordsOf(selection)
    await vi.waitFor(() => expect(words(page)).toContain(`${title} ${sentence}`))
  })

  it('shows events about the selection, those that come as well, and trust', async () => {
    const host = new MemoryHost()
    host.selection = { ...sampleSelections.server, principal }
    host.trust = { principal, score: 0.5, factors: [{ name: 'drift', value: 0.04, weight: 1, reason: 'r' }], at: new Date().toISOString() }
    const page = put(new InspectorPage(), host)
    await vi.waitFor(() => expect(words(page)).toContain('Trust 0.50'))
    expect(words(page)).toContain('github is declared in Cursor')
    host.tell({
      type: 'events',
      rows: [
        storedEvent('reeve.finding.raised', 'finding/n', findingData('insecure-transport', 'info', 'm', 'f', 1, 'srv-github')),
        storedEvent('reeve.finding.raised', 'finding/o', findingData('plaintext-secret', 'info', 'm', 'other', 1, 'srv-other')),
      ],
    })
    await vi.waitFor(() => expect(words(page)).toContain('Server reached without TLS'))
    expect(words(page)).not.toContain('other:1')
    host.tell({ type: 'selection', selection: null })
    await vi.waitFor(() => expect(words(page)).toContain('Nothing is selected'))
  })

  it.each([
    ['workspace has not reported', { workspace: null }, undefined, 'not reported to a backend'],
    ['backend is away', {}, new Error('no'), 'cannot be reached'],
  ])('shows what the inventory knows when the %s', async (_name, change, failure, said) => {
    const host = new MemoryHost()
    host.failure = failure
    host.selection = { ...sampleSelections.server, ...change, principal }
    vi.spyOn(host, 'getTrustScore').mockRejectedValue(new Error('no'))
    const page = put(new InspectorPage(), host)
    await vi.waitFor(() => expect(words(page)).toContain(said))
    expect(words(page)).toContain('Secret in plain text')
  })
})

describe('what is said of a selection', () => {
  it('knows every capability in the catalogue’s words', () => {
    expect(capabilityWords).toEqual(capabilityCatalogue)
  })

  it.each([
    ['server', 'An MCP server that runs the npm package @modelcontextprotocol/server-github. For Cursor and VS Code.'],
    ['remote', 'An MCP server that is reached at mcp.linear.app. For Cursor.'],
    ['agent', 'An agent built with langgraph. Its code can do 2 things.'],
    ['capability', 'Calls a language or other AI model. Reached by triage.'],
    ['protocol', 'Code or configuration in this workspace speaks oauth.'],
    ['finding', 'The variable GITHUB_TOKEN of server github holds a GitHub token.'],
  ] as const)('%s: %s', (name, sentence) => {
    expect(wordsOf(sampleSelections[name]).sentence).toBe(sentence)
  })

  it('tells selections apart', () => {
    expect(new Set(Object.values(sampleSelections).map(selectionKey)).size).toBe(Object.keys(sampleSelections).length)
  })

  it.each([
    ['server', storedEvent('reeve.mcp-server.detected', 'mcp-server/x', { ...serverData('github'), id: 'srv-github' })],
    ['server', storedEvent('reeve.mcp-server.removed', 'mcp-server/x', { name: 'github' })],
    ['agent', storedEvent('reeve.agent.removed', 'agent/agent-triage', { name: 'triage' })],
    ['capability', storedEvent('reeve.capability.removed', 'capability/model:call', { name: 'model:call' })],
    ['protocol', storedEvent('reeve.protocol.removed', 'protocol/oauth', { name: 'oauth' })],
    [
      'finding',
      storedEvent('reeve.finding.resolved', 'finding/x', { name: 'The variable GITHUB_TOKEN of server github holds a GitHub token.' }),
    ],
  ] as const)('%s: finds its own events', (name, { event }) => {
    expect(Object.entries(sampleSelections).flatMap(([other, selection]) => (isAbout(selection, event) ? [other] : []))).toEqual([name])
  })
})

describe('EventsPage', () => {
  const grid = (page: EventsPage) => inside(page, 'reeve-event-grid')
  const rows = (page: EventsPage): HTMLElement[] => [...(grid(page)?.shadowRoot?.querySelectorAll<HTMLElement>('.row') ?? [])]

  async function opened(host: MemoryHost): Promise<EventsPage> {
    const page = put(new EventsPage(), host)
    await vi.waitFor(() => expect(rows(page).length).toBeGreaterThan(0))
    return page
  }

  it('refuses to stand without a host', () => {
    expect(() => new EventsPage().connectedCallback()).toThrow('host')
  })

  it('shows rows, and one of them in detail', async () => {
    const host = new MemoryHost()
    const page = await opened(host)
    expect(words(page)).toContain('12 events')
    rows(page)[0]?.click()
    await vi.waitFor(() => expect(words(page)).toContain('Signature valid'))
    const detail = inside(page, 'reeve-event-detail')
    if (!detail) throw new Error('no detail')
    expect(words(detail)).toContain('event 12 of 37 in its batch')
    button(detail, 'unpinned-package')?.click()
    button(detail, '.vscode/mcp.json:6')?.click()
    button(detail, 'Copy JSON')?.click()
    expect(host.asked.map(([method]) => method)).toEqual(['openPage', 'openLocation', 'copyText'])
    await vi.waitFor(() => expect(words(detail)).toContain('Copied'))
    inside(page, 'main')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    await vi.waitFor(() => expect(inside(page, 'reeve-event-detail')).toBeNull())
  })

  it('moves through the rows by keys', async () => {
    const page = await opened(new MemoryHost())
    const press = (key: string) =>
      inside(page, 'reeve-event-grid', '.scroll')?.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
    const chosen = () => rows(page).findIndex((row) => row.getAttribute('aria-selected') === 'true')
    for (const [key, index] of [
      ['ArrowDown', 0],
      ['ArrowDown', 1],
      ['End', 11],
      ['ArrowUp', 10],
      ['Home', 0],
      ['x', 0],
    ] as const) {
      press(key)
      await vi.waitFor(() => expect(chosen()).toBe(index))
    }
  })

  it('filters by what is typed, takes chips away, and clears', async () => {
    const host = new MemoryHost()
    const page = await opened(host)
    const input = inside<HTMLInputElement>(page, 'reeve-filter-box', 'input')
    const box = inside(page, 'reeve-filter-box')
    if (!input || !box) throw new Error('no filter')
    const type = (text: string) => {
      input.value = text
      input.dispatchEvent(new Event('input'))
    }
    const press = (key: string) => input.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }))
    input.dispatchEvent(new Event('focus'))
    type('severity:')
    await vi.waitFor(() => expect(words(box)).toContain('a practice that invites harm'))
    press('ArrowDown')
    press('ArrowDown')
    press('Enter')
    await vi.waitFor(() => expect(words(page)).toContain('2 of 12'))
    expect(host.state).toEqual({ filters: ['severity:warning'] })
    press('Backspace')
    await vi.waitFor(() => expect(words(page)).toContain('12 events'))
    type('no such thing')
    await vi.waitFor(() => expect(words(page)).toContain('No event of 12 passes the filters.'))
    button(page, 'Clear filters')?.click()
    await vi.waitFor(() => expect(words(page)).toContain('12 events'))
    type('github')
    press('Enter')
    await vi.waitFor(() => expect(box.shadowRoot?.querySelector('.chip')).not.toBeNull())
    box.shadowRoot?.querySelector<HTMLElement>('.chip')?.click()
    await vi.waitFor(() => expect(box.shadowRoot?.querySelector('.chip')).toBeNull())
    type('abc')
    press('Escape')
    press('Escape')
    await vi.waitFor(() => expect(input.value).toBe(''))
  })

  it('pauses, exports, and tells what an export failed of', async () => {
    const host = new MemoryHost()
    host.events = manyEvents(20)
    const page = await opened(host)
    button(page, 'Pause')?.click()
    await vi.waitFor(() => expect(button(page, 'Resume')).toBeDefined())
    host.tell({ type: 'events', rows: manyEvents(22).slice(20) })
    await vi.waitFor(() => expect(button(page, '2 new')).toBeDefined())
    button(page, '2 new')?.click()
    await vi.waitFor(() => expect(words(page)).toContain('22 events'))
    const format = inside<HTMLInputElement>(page, 'vscode-dropdown')
    if (!format) throw new Error('no format')
    format.value = 'json'
    format.dispatchEvent(new Event('change'))
    button(page, 'Export…')?.click()
    await vi.waitFor(() => expect(host.exports).toMatchObject([{ format: 'json', events: 22 }]))
    vi.spyOn(host, 'exportEvents').mockRejectedValue(new Error('no'))
    await vi.waitFor(() => {
      button(page, 'Export…')?.click()
      expect(words(page)).toContain('could not')
    })
  })
})
