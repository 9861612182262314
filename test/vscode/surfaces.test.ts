import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../support/house.ts'
import { type Editor, openEditor } from './harness/editor.ts'
import { eventually } from './harness/eventually.ts'
import { programs } from './harness/processes.ts'
import { cannotRun } from './harness/requirements.ts'
import type { Workbench } from './pages/workbench.ts'
import { sampleFiles } from './sample-workspace.ts'

describe.skipIf(await cannotRun())('the packed extension in VS Code', () => {
  let editor: Editor
  let window: Workbench

  beforeAll(async () => {
    editor = await openEditor({ files: sampleFiles })
    window = await editor.openWindow()
    await window.showReeve()
  })
  afterAll(() => editor?.[Symbol.asyncDispose]())
  afterEach(async (context) => {
    if (context.task.result?.state === 'fail') await window.screenshot(`failed-${context.task.name.replace(/\W+/g, '-').slice(0, 60)}`)
  })

  const detections = () => window.tree('Detections')
  const rowsWith = (text: string | RegExp) =>
    eventually(
      `a row with ${text}`,
      () => detections().texts(),
      (rows) => rows.some((row) => (typeof text === 'string' ? row.includes(text) : text.test(row))),
    )

  const isHealthy = (which: Workbench = window) =>
    eventually(
      'health',
      () => which.statusBar.label(),
      (label) => /healthy, 6 servers/.test(label),
    )

  test('the tree lists what is there, without a question asked', async () => {
    await rowsWith('github')
    const rows = await rowsWith(/^Agents ?1/)
    expect(rows).toEqual(expect.arrayContaining([expect.stringMatching(/^Servers ?6/), expect.stringMatching(/^github ?cursor/)]))
    expect(await window.notifications.texts()).toEqual([])
  })

  test.each([
    ['File', /mcp\.json/],
    ['Risk', /^Warnings/],
    ['Type', /^Servers/],
  ])('detections are grouped by %s', async (grouping, first) => {
    await window.run(`Reeve: Group by ${grouping}`)
    await eventually(
      `${first} at the top`,
      () => detections().texts(),
      ([top]) => top !== undefined && first.test(top),
    )
  })

  test('a badge counts the findings', async () => {
    const badge = window.page.locator('.part.activitybar .badge-content:visible')
    expect(
      await eventually(
        'the badge',
        () => badge.allInnerTexts(),
        (texts) => texts.includes('4'),
      ),
    ).toContain('4')
  })

  test('the Inspector follows the selection, and its evidence opens the line', async () => {
    await detections().rowAction(/^postgres/, /Inspect Detection/)
    const frame = await window.webview('inspector').frame()
    await frame.getByText('postgres-mcp').first().waitFor()
    await detections()
      .row(/^github/)
      .click()
    await frame.getByText('@modelcontextprotocol/server-github').first().waitFor()
    await window.screenshot('inspector')
    await frame.getByText('.cursor/mcp.json:3').first().click()
    await window.editor.activeTab.filter({ hasText: 'mcp.json' }).waitFor()
    expect(
      await eventually(
        'the line',
        () => window.editor.line(),
        (line) => line === 3,
      ),
    ).toBe(3)
  })

  test('a diagnostic has its message, its rule, and a link to the rule’s page', async () => {
    await window.editor.open('.cursor/mcp.json')
    await eventually(
      'three marks',
      () => window.editor.marks.count(),
      (count) => count >= 3,
    )
    await window.editor.hoverOver('server-github')
    await window.editor.hover
      .getByText(/without an exact version|plain text/)
      .first()
      .waitFor()
    const link = window.editor.hover.getByRole('link', { name: /unpinned-package|plaintext-secret/ })
    await link.waitFor()
    await link.click()
    await window.editor.activeTab.filter({ hasText: /unpinned-package|plaintext-secret/ }).waitFor()
  })

  test('the dashboard and the events show live data', async () => {
    await window.run('Reeve: Open Dashboard')
    const dashboard = await window.webview('dashboard').frame()
    await dashboard.getByText('Healthy').first().waitFor()
    await dashboard.getByText('Secret in plain text').first().waitFor()
    await window.screenshot('dashboard')
    await window.run('Reeve: Open Events')
    const events = await window.webview('events').frame()
    await events.getByText('mcp-server.detected').first().waitFor()
    await window.screenshot('events')
  })

  test('an edit changes the tree, the badge, the page and the diagnostics', async () => {
    const before = await editor.server.read('.vscode/mcp.json')
    await editor.server.write('.vscode/mcp.json', { servers: { weather: { command: 'npx', args: ['weather-mcp'] } } })
    await rowsWith(/^weather/)
    const rows = await detections().texts()
    expect(rows.some((row) => row.startsWith('postgres'))).toBe(false)
    const events = await window.webview('events').frame()
    await events.getByText('weather').first().waitFor()
    await window.editor.open('.vscode/mcp.json')
    await eventually(
      'one mark',
      () => window.editor.marks.count(),
      (count) => count === 1,
    )
    await editor.server.write('.vscode/mcp.json', before)
    await rowsWith(/^postgres/)
    await eventually(
      'the badge',
      () => window.page.locator('.part.activitybar .badge-content:visible').allInnerTexts(),
      (texts) => texts.includes('4'),
    )
  })

  test('every command that the manifest shows is in the palette', async () => {
    const [manifest, words] = (await Promise.all(
      ['package.json', 'package.nls.json'].map(async (name) => JSON.parse(await readFile(join(root, name), 'utf8'))),
    )) as [
      { contributes: { commands: { command: string; title: string }[]; menus: { commandPalette: { command: string; when: string }[] } } },
      Record<string, string>,
    ]
    const conditional = new Set(manifest.contributes.menus.commandPalette.map(({ command }) => command))
    const expected = manifest.contributes.commands
      .filter(({ command }) => !conditional.has(command))
      .map(({ title }) => `Reeve: ${words[title.replaceAll('%', '')] ?? title}`)
    expect(expected.length).toBeGreaterThan(10)
    for (const title of expected) expect(await window.palette.titles(title), title).toContain(title)
  })

  test('the walkthrough has four steps', async () => {
    await window.run('Reeve: Open Walkthrough')
    const steps = window.page.locator('.getting-started-step')
    await eventually(
      'four steps',
      () => steps.count(),
      (count) => count === 4,
    )
    await window.screenshot('walkthrough')
  })

  test('the status bar says that all is well, and opens the detections', async () => {
    expect(
      await eventually(
        'health',
        () => window.statusBar.label(),
        (label) => /healthy/.test(label),
      ),
    ).toMatch(/6 servers, 4 findings/)
    await window.activity('Explorer').click()
    await window.statusBar.reeve.click()
    await detections().isShown()
  })

  test('a restart by command, and a supervisor that was killed, end in a new supervisor that knows the same', async () => {
    const supervisors = async () => programs(await editor.server.processes(), 'server/main.js').map(({ pid }) => pid)
    const another = (than: readonly number[]) =>
      eventually('another supervisor', supervisors, (pids) => pids.length === 1 && !than.includes(pids[0] as number))
    const first = await supervisors()
    expect(first).toHaveLength(1)
    await window.run('Reeve: Restart Supervisor')
    const second = await another(first)
    await isHealthy()
    process.kill(second[0] as number, 'SIGKILL')
    await another([...first, ...second])
    await isHealthy()
    await rowsWith(/^github/)
  })

  test('a reload keeps the pages and what was typed into them', async () => {
    await window.run('Reeve: Open Events')
    const before = await window.webview('events').frame()
    const filter = before.getByPlaceholder(/Filter/)
    await filter.fill('github')
    await filter.press('Enter')
    await before.getByText(/^\d+ of \d+$/).waitFor()
    await window.reload()
    const after = await window.webview('events').frame(30_000)
    await after.getByText(/^\d+ of \d+$/).waitFor()
    await isHealthy()
    await after.locator('body').press('Backspace')
    await after
      .getByRole('button', { name: /github/ })
      .first()
      .click()
    await after.getByText(/^\d+ events$/).waitFor()
  })

  test('two windows on one folder show the same, and one of them reports', async () => {
    const other = await editor.openWindow()
    await other.showReeve()
    await other
      .tree('Detections')
      .row(/^github/)
      .waitFor()
    const events = await window.webview('events').frame()
    await isHealthy(other)
    await editor.server.write('.mcp.json', { mcpServers: { both: { command: 'npx', args: ['both-mcp@1.0.0'] } } })
    await rowsWith(/^both/)
    await other.tree('Detections').row(/^both/).waitFor()
    await events.getByText('both').first().waitFor()
    await editor.server.remove('.mcp.json')
    await eventually(
      'the row to go',
      () => other.tree('Detections').texts(),
      (rows) => !rows.some((row) => row.startsWith('both')),
    )
    await other.page.close()
  })

  test('nothing has left the machine, and the console has no error', async () => {
    expect(await editor.observations.leavingRequests()).toEqual([])
    expect(await editor.server.leavingConnections()).toEqual([])
    expect(editor.observations.errors).toEqual([])
  })
})
