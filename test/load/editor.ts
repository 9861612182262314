import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { launchBrowser } from '../vscode/harness/browser.ts'
import { openEditor } from '../vscode/harness/editor.ts'
import { makePackages, packageFile } from '../support/packages.ts'
import { EditorFrame } from '../../webview/test/support/editor-frame.ts'
import { MemoryHost } from '../../webview/test/support/memory-host.ts'
import { manyEvents } from '../../webview/test/support/sample-data.ts'
import { root } from '../support/house.ts'
import { type Measurement, median } from './measure.ts'
import { writeFiles } from './workspace-of-files.ts'

const files = 10_000
const rounds = 5
const shownEvents = 100_000

/** What a person waits for in the editor: the installed extension in a real VS Code, and its longest list. */
export async function editor(): Promise<Measurement[]> {
  await makePackages()
  return [await weight(), ...(await start()), await scrolling()]
}

async function weight(): Promise<Measurement> {
  const { size } = await stat(await packageFile('reeve.vsix'))
  return { what: 'the packed extension', budget: 25, measured: size / 1024 / 1024, unit: 'MB' }
}

/** The editor tells by itself how long an extension took to be loaded and activated. */
async function start(): Promise<Measurement[]> {
  await using opened = await openEditor({ makeWorkspace: (folder) => writeFiles(folder, files) })
  const activation: number[] = []
  const first: number[] = []
  // The first window is a rehearsal: the editor makes its caches, and the extension its key and its backend.
  for (let round = 0; round <= rounds; round += 1) {
    const window = await opened.openWindow()
    const startedAt = performance.now()
    await window.showReeve()
    await window
      .tree('Detections')
      .row(/^alpha/)
      .waitFor({ timeout: 60_000 })
    if (round > 0) first.push(performance.now() - startedAt)
    await window.run('Developer: Show Running Extensions')
    const text = await window.page.locator('.extension', { hasText: 'Reeve' }).locator('.activation-time').first().innerText()
    if (round > 0) activation.push(Number(/(\d+) ?ms/.exec(text)?.[1]))
    await window.page.close()
  }
  return [
    { what: 'extension: loading and activation, as the editor tells it', budget: 30, measured: median(activation), unit: 'ms' },
    { what: `first servers in the tree, in a folder of ${files} files`, budget: 1_000, measured: median(first), unit: 'ms' },
  ]
}

/** Scrolls through the events, now by a little and now by much, and looks at the time from frame to frame. */
async function scrolling(): Promise<Measurement> {
  const host = new MemoryHost()
  host.events = manyEvents(500)
  const frame = new EditorFrame(join(root, 'dist', 'webview'), host)
  await using browser = await launchBrowser()
  try {
    await frame.start()
    const page = await frame.open(browser, 'events')
    // Made in the page from those that it has, since carrying so many into the browser takes long.
    await page.evaluate(`((rows) => {
      const told = Array.from({ length: ${shownEvents} - rows.length }, (_, n) => {
        const row = rows[n % rows.length]
        return { event: { ...row.event, id: 'more-' + n }, receipt: { ...row.receipt, sequence: 1000 + n } }
      })
      window.postMessage({ method: 'events', params: { rows: told } }, '*')
    })(${JSON.stringify(host.events)})`)
    await page.getByText(`${shownEvents.toLocaleString('en')} events`).waitFor({ timeout: 60_000 })
    const grid = await page.getByRole('grid').elementHandle()
    const times = (await page.evaluate(scroll, grid)) as number[]
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    return {
      what: `frames while ${shownEvents} events are scrolled`,
      budget: 50,
      atLeast: true,
      measured: 1_000 / median(gaps),
      unit: '/s',
    }
  } finally {
    await frame.stop()
  }
}

/** Evaluated in the page: the time of each frame, in milliseconds. */
const scroll = new Function(
  'element',
  `return (async () => {
    const times = []
    for (let step = 0; step < 240; step += 1) {
      element.scrollTop += step % 40 === 0 ? 400000 : 137
      times.push(await new Promise((resolve) => requestAnimationFrame(resolve)))
    }
    return times
  })()`,
) as (element: unknown) => Promise<number[]>
