import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Editor, openEditor } from './harness/editor.ts'
import { eventually } from './harness/eventually.ts'
import { cannotRun } from './harness/requirements.ts'
import type { Workbench } from './pages/workbench.ts'
import { sampleFiles } from './sample-workspace.ts'

/** The label of each theme, and the class that VS Code gives the window under it. */
const themes = {
  light: { label: 'Light Modern', class: 'vs' },
  dark: { label: 'Dark Modern', class: 'vs-dark' },
  'high-contrast-dark': { label: 'Dark High Contrast', class: 'hc-black' },
  'high-contrast-light': { label: 'Light High Contrast', class: 'hc-light' },
}

describe.skipIf(await cannotRun())('for everybody', () => {
  let editor: Editor
  let window: Workbench

  beforeAll(async () => {
    editor = await openEditor({ files: sampleFiles })
    window = await editor.openWindow()
    await window.showReeve()
    await window
      .tree('Detections')
      .row(/^github/)
      .waitFor()
    await window.tree('Detections').rowAction(/^github/, /Inspect Detection/)
    await (await window.webview('inspector').frame()).getByText('server-github').first().waitFor()
  })
  afterAll(() => editor?.[Symbol.asyncDispose]())

  afterEach(async (context) => {
    if (context.task.result?.state === 'fail') await window.screenshot(`failed-${context.task.name.replace(/\W+/g, '-').slice(0, 60)}`)
  })

  const pages = { dashboard: 'Reeve: Open Dashboard', events: 'Reeve: Open Events' }

  describe.each(Object.entries(themes))('in the theme %s', (theme, { label, class: name }) => {
    beforeAll(async () => {
      await window.run('Preferences: Color Theme')
      await window.palette.choose(label)
      await window.page.locator(`.monaco-workbench.${name}`).waitFor()
    })

    test.each(Object.entries(pages))('the %s has no violation', async (page, command) => {
      await window.run(command)
      const frame = await window.webview(page).frame()
      await frame.getByText('Healthy').first().waitFor()
      await frame
        .getByText(/github|plain text/)
        .first()
        .waitFor()
      await window.screenshot(`${page}-${theme}`)
      expect(await window.webview(page).accessibilityViolations()).toEqual([])
    })

    test('the inspector has no violation', async () => {
      const frame = await window.webview('inspector').frame()
      await frame.getByText('server-github').first().waitFor()
      expect(await window.webview('inspector').accessibilityViolations('.part.auxiliarybar')).toEqual([])
    })
  })

  test('the keyboard alone goes from the tree to a finding’s line, and through the pages', async () => {
    const { page } = window
    await window.run('Reeve: Focus on Detections View')
    await window
      .tree('Detections')
      .row(/^Servers/)
      .waitFor()
    await page.keyboard.press('Home')
    // Down to the server, open it, down to its first finding, and there.
    const focused = () => window.page.locator('.pane .monaco-list-row.focused').first().getAttribute('aria-label')
    await eventually(
      'the server',
      async () => {
        await page.keyboard.press('ArrowDown')
        return (await focused()) ?? ''
      },
      (label) => /^github/.test(label),
    )
    await page.keyboard.press('ArrowRight')
    await window.tree('Detections').rows.filter({ hasText: 'exact' }).first().waitFor()
    await eventually(
      'the finding',
      async () => {
        await page.keyboard.press('ArrowDown')
        return (await focused()) ?? ''
      },
      (label) => /without an exact version|plain text/i.test(label),
    )
    await page.keyboard.press('Enter')
    await window.editor.activeTab.filter({ hasText: 'mcp.json' }).waitFor()

    await window.run('Reeve: Open Events')
    const frame = await window.webview('events').frame()
    await frame.getByRole('button', { name: 'Pause' }).waitFor()
    await frame.locator('body').click({ position: { x: 4, y: 4 } })
    const reached = new Set<string>()
    for (let steps = 0; steps < 12; steps += 1) {
      await page.keyboard.press('Tab')
      reached.add(await frame.evaluate(focusedName))
    }
    const names = [...reached].join(' | ')
    expect(names).toMatch(/Pause/)
    expect(names).toMatch(/Export/)
  })
})

/** The name of what has the focus in the page, which may stand at a host around it; evaluated there. */
const focusedName = `(() => {
  const path = [document.activeElement]
  while (path[0]?.shadowRoot?.activeElement) path.unshift(path[0].shadowRoot.activeElement)
  const names = path.map((element) => element?.getAttribute('aria-label') || element?.textContent?.trim().slice(0, 40))
  return names.find((name) => name) ?? ''
})()`
