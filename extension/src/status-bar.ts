import { type Disposable, l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode'
import { commandIds } from './commands/command-ids.ts'
import { subjectsOf, toActOn } from './detections/subjects.ts'
import type { Health } from './health.ts'
import type { InventoryStore } from './inventory-store.ts'
import { countOf } from './support/text.ts'

const icons: Readonly<Record<Health['state'], string>> = { healthy: 'pass', degraded: 'warning', stopped: 'circle-slash' }

/** The one item in the status bar: how Reeve does, and how much there is to look at. A click opens the Detections view. */
export class StatusBar implements Disposable {
  readonly #store: InventoryStore
  readonly #item = window.createStatusBarItem('reeve.status', StatusBarAlignment.Left, 40)
  readonly #subscription: Disposable
  #health: Health = { state: 'healthy', reason: '' }

  constructor(store: InventoryStore) {
    this.#store = store
    this.#item.name = 'Reeve'
    this.#item.command = commandIds.showDetections
    this.#subscription = store.onDidChange(() => this.#draw())
    this.#draw()
    this.#item.show()
  }

  setHealth(health: Health): void {
    this.#health = health
    this.#draw()
  }

  #draw(): void {
    const { state, reason } = this.#health
    const labels = { healthy: l10n.t('healthy'), degraded: l10n.t('degraded'), stopped: l10n.t('stopped') }
    const counts = this.#counts()
    this.#item.text = state === 'stopped' ? `$(${icons.stopped}) ${l10n.t('Reeve stopped')}` : `$(${icons[state]}) Reeve ${counts.short}`
    const tooltip = new MarkdownString()
    tooltip.appendText([`Reeve: ${labels[state]}`, counts.long, reason].filter((line) => line !== '').join('\n'))
    this.#item.tooltip = tooltip
    this.#item.accessibilityInformation = { label: `Reeve ${labels[state]}, ${counts.long}`, role: 'button' }
    this.#item.backgroundColor =
      state === 'healthy'
        ? undefined
        : new ThemeColor(state === 'stopped' ? 'statusBarItem.errorBackground' : 'statusBarItem.warningBackground')
  }

  #counts(): { readonly short: string; readonly long: string } {
    const { folders } = this.#store
    const servers = folders.flatMap(({ inventory }) => subjectsOf(inventory).filter(({ kind }) => kind === 'mcp-server')).length
    const findings = folders.reduce((sum, { inventory }) => sum + toActOn(inventory), 0)
    const words = `${countOf(servers, l10n.t('server'), l10n.t('servers'))}, ${countOf(findings, l10n.t('finding'), l10n.t('findings'))}`
    return { short: `${servers.toLocaleString()} · ${findings.toLocaleString()}`, long: words }
  }

  dispose(): void {
    this.#subscription.dispose()
    this.#item.dispose()
  }
}
