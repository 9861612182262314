import { buildWebview } from '../build.mjs'
import { launchBrowser } from './support/browser.ts'
import { sampleDetections, sampleEvents } from './support/sample-data.ts'
import { TestBackend } from './support/test-backend.ts'
await buildWebview({ outdir: '/tmp/wv', minify: true })
const backend = new TestBackend('/tmp/wv')
backend.detections = sampleDetections()
backend.events = sampleEvents()
await backend.start()
const browser = await launchBrowser()
for (const [name, opts] of Object.entries({
  dark: { colorScheme: 'dark' },
  light: { colorScheme: 'light' },
  hcdark: { colorScheme: 'dark', contrast: 'more' },
  narrow: { colorScheme: 'dark', viewport: { width: 320, height: 900 } },
  mid: { colorScheme: 'light', viewport: { width: 640, height: 900 } },
  forced: { forcedColors: 'active' },
})) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...opts } as never)
  page.on('console', (m) => console.log(name, m.type(), m.text()))
  page.on('pageerror', (e) => console.log(name, 'ERR', e.message))
  await page.goto(`${backend.origin}/#token=${backend.makeLink()}`)
  try {
    await page.getByText('Recent events').waitFor({ timeout: 5000 })
  } catch (e) {
    console.log(String(e))
  }
  await page.waitForTimeout(300)
  console.log(name, page.url(), await page.evaluate(() => document.documentElement.scrollWidth))
  const h = await page.evaluate(() => document.documentElement.scrollHeight)
  if (name === 'narrow' || name === 'mid') {
    await page.setViewportSize({ width: name === 'mid' ? 640 : 320, height: h })
    await page.screenshot({ path: '/tmp/shot-' + name + '-1.png', clip: { x: 0, y: 0, width: name === 'mid' ? 640 : 320, height: 1500 } })
    await page.screenshot({
      path: '/tmp/shot-' + name + '-2.png',
      clip: { x: 0, y: 1500, width: name === 'mid' ? 640 : 320, height: 1500 },
    })
  } else await page.screenshot({ path: `/tmp/shot-${name}.png`, fullPage: true })
  await page.close()
}
await browser.close()
await backend.stop()
