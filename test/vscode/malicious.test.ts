import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Editor, openEditor } from './harness/editor.ts'
import { eventually } from './harness/eventually.ts'
import { cannotRun } from './harness/requirements.ts'
import type { Workbench } from './pages/workbench.ts'

const rightToLeft = '\u202e'
const bell = '\u0007'

/** Names that would do harm where they were taken for anything but text. */
const names = {
  html: '<img src=x onerror=alert(1)><script>alert(2)</script>',
  link: '[click me](command:workbench.action.closeWindow) $(trash)',
  control: `controlled ${bell}b${rightToLeft}c\nd\u0000e`,
  long: `long ${'x'.repeat(3 * 1024 * 1024)}`,
}

const launched = (name: string) => ({ command: 'npx', args: ['-y', `${name}@latest`], env: { TOKEN: name } })

const crowdOf = (folder: number) =>
  Array.from({ length: 1_000 }, (_, index) => [`crowd-${folder}-${index}`, { command: 'npx', args: [`crowd-${folder}-${index}-mcp`] }])

const files = {
  '.cursor/mcp.json': { mcpServers: Object.fromEntries([names.html, names.link, names.control].map((name) => [name, launched(name)])) },
  '.mcp.json': { mcpServers: { [names.long]: { command: 'npx', args: ['long-mcp'] }, normal: { command: 'npx', args: ['normal-mcp'] } } },
  'large/.mcp.json': { mcpServers: { ['y'.repeat(10 * 1024 * 1024)]: { command: 'npx', args: ['large-mcp'] } } },
  ...Object.fromEntries(
    Array.from({ length: 10 }, (_, folder) => [`crowd${folder}/.mcp.json`, { mcpServers: Object.fromEntries(crowdOf(folder)) }]),
  ),
  'agents/.cursor/mcp.json': '{ "mcpServers": { "broken": ',
}

describe.skipIf(await cannotRun())('a workspace that means harm', () => {
  let editor: Editor
  let window: Workbench
  const dialogs: string[] = []

  beforeAll(async () => {
    editor = await openEditor({ files })
    window = await editor.openWindow()
    window.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await window.showReeve()
  })
  afterAll(() => editor?.[Symbol.asyncDispose]())
  afterEach(async (context) => {
    if (context.task.result?.state === 'fail') await window.screenshot(`failed-${context.task.name.replace(/\W+/g, '-').slice(0, 60)}`)
  })

  const tree = () => window.tree('Detections')
  const filterBy = async (text: string): Promise<void> => {
    await window.run('Reeve: Filter Detections')
    await window.palette.answer('Filter Detections', text)
  }

  test('ten thousand servers are listed by parts, and the tree still answers', { timeout: 120_000 }, async () => {
    await eventually(
      'the crowd',
      () => tree().texts(),
      (rows) => rows.some((row) => /^crowd-/.test(row)),
      60_000,
    )
    await eventually(
      'all servers counted',
      () => window.statusBar.label(),
      (label) => /10,00\d servers/.test(label),
      60_000,
    )
    await window.screenshot('crowd')
  })

  test.each([
    ['HTML', names.html, 'onerror'],
    ['a link that runs a command, and an icon', names.link, 'click me'],
    ['control characters and a change of direction', names.control, 'controlled'],
  ])('a name with %s is shown as text', async (_what, _name, part) => {
    await filterBy(part)
    const row = tree().rows.filter({ hasText: part }).first()
    await row.waitFor()
    const text = await row.innerText()
    for (const hidden of [bell, rightToLeft, '\u0000']) expect(text).not.toContain(hidden)
    await row.hover()
    await row.click()
    expect(await row.locator('img, script, a[href^="command:"]').count()).toBe(0)
    await window.run('Reeve Inspector: Focus on Inspector View')
    const frame = await window.webview('inspector').frame()
    await frame.getByText(part).first().waitFor()
    expect(await frame.locator('img, script:has-text("alert"), a[href^="command:"]').count()).toBe(0)
  })

  test('a name of megabytes is cut, and the server beside it is there', async () => {
    await filterBy('long ')
    await tree().rows.filter({ hasText: 'xxx' }).first().waitFor()
    for (const text of await tree().texts()) expect(text.length).toBeLessThan(1_000)
    await filterBy('normal')
    await tree()
      .row(/^normal/)
      .waitFor()
  })

  test('files that are too large or broken are named, and stop nothing', async () => {
    await filterBy('')
    await window.run('Reeve: Group by File')
    const last = tree().row(/[Ff]iles? that (cannot|could not)|[Nn]ot read|[Uu]nreadable/)
    await tree().rows.first().focus()
    await window.page.keyboard.press('End')
    await last.waitFor()
    await window.run('Reeve: Group by Type')
  })

  test('nothing ran, and nothing left the machine', async () => {
    expect(dialogs).toEqual([])
    expect(window.page.isClosed()).toBe(false)
    expect(await editor.observations.leavingRequests()).toEqual([])
    expect(editor.observations.errors).toEqual([])
  })

  // In a workspace of its own, since ten thousand servers take their time to be reported.
  test('pages show hostile names as text', async () => {
    await using small = await openEditor({ files: { '.cursor/mcp.json': files['.cursor/mcp.json'] } })
    const other = await small.openWindow()
    await other.showReeve()
    for (const page of ['Events', 'Dashboard']) {
      await other.run(`Reeve: Open ${page}`)
      const frame = await other.webview(page.toLowerCase()).frame()
      await frame.getByText('<img src=x').first().waitFor()
      await other.screenshot(`malicious-${page.toLowerCase()}`)
      expect(await frame.locator('img, script:has-text("alert"), a[href^="command:"], a[href^="javascript:"]').count()).toBe(0)
    }
    expect(small.observations.errors).toEqual([])
  })
})
