import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { root } from '../../support/house.ts'
import { Notifications } from './notifications.ts'
import { Palette } from './palette.ts'
import { StatusBar } from './status-bar.ts'
import { TextEditor } from './text-editor.ts'
import { TreeView } from './tree-view.ts'
import { Webview } from './webview.ts'

const screenshots = join(root, 'test', 'output')

/** A window of VS Code. */
export class Workbench {
  readonly page: Page
  readonly palette: Palette
  readonly statusBar: StatusBar
  readonly editor: TextEditor
  readonly notifications: Notifications

  constructor(page: Page) {
    this.page = page
    this.palette = new Palette(page)
    this.statusBar = new StatusBar(page)
    this.editor = new TextEditor(page, this.palette)
    this.notifications = new Notifications(page)
  }

  /** Resolves when the window can be used. */
  async isReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor()
  }

  /** A view of the side bar by its title, such as `Detections`. */
  tree(title: string): TreeView {
    return new TreeView(this.page, title)
  }

  /** The page of a webview by its name, such as `dashboard`. */
  webview(name: string): Webview {
    return new Webview(this.page, name)
  }

  /** The entry of the activity bar. */
  activity(title: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${title}`) })
  }

  /** Shows Reeve's side bar. */
  async showReeve(): Promise<void> {
    const tab = this.activity('Reeve')
    await tab.waitFor()
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click()
    await this.tree('Detections').isShown()
  }

  /** Opens a command of the palette by its title. */
  run(command: string): Promise<void> {
    return this.palette.run(command)
  }

  /** Reloads the window as its command does, which saves first what the window remembers. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load')
    await this.run('Developer: Reload Window')
    await loaded
    await this.isReady()
  }

  /** Keeps a picture of the window in `test/output/vscode-NAME.png`. */
  async screenshot(name: string): Promise<void> {
    await mkdir(screenshots, { recursive: true })
    // Away from what would show a hint under it.
    await this.page.mouse.move(640, 2)
    await this.page.screenshot({ path: join(screenshots, `vscode-${name}.png`) })
  }
}
