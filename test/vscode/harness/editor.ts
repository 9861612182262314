import type { Browser, BrowserContext } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { type EditorServer, type EditorServerOptions, startEditorServer } from './editor-server.ts'
import { Observations } from './observations.ts'
import { prepare } from './requirements.ts'
import { Workbench } from '../pages/workbench.ts'

export interface EditorOptions extends EditorServerOptions {
  readonly width?: number
  readonly height?: number
}

/** A VS Code with the packed extension, and a browser that opens windows on its workspace. */
export interface Editor extends AsyncDisposable {
  readonly server: EditorServer
  readonly observations: Observations
  /** Opens one more window on the workspace. */
  openWindow(): Promise<Workbench>
}

export async function openEditor(options: EditorOptions = {}): Promise<Editor> {
  await prepare()
  const server = await startEditorServer(options)
  let browser: Browser
  try {
    browser = await launchBrowser()
  } catch (error) {
    await server[Symbol.asyncDispose]()
    throw error
  }
  const context: BrowserContext = await browser.newContext({ viewport: { width: options.width ?? 1280, height: options.height ?? 800 } })
  const observations = new Observations(context, new URL(server.url).origin)
  return {
    server,
    observations,
    openWindow: async () => {
      const page = await context.newPage()
      observations.watch(page)
      const workbench = new Workbench(page)
      await page.goto(server.url)
      await workbench.isReady()
      return workbench
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await server[Symbol.asyncDispose]()
    },
  }
}
