import type { Inventory } from '@reeve/protocol/inventory'
import type { Diagnostic } from 'vscode-languageserver/node'
import type { Workspace } from '../workspace.ts'
import { diagnosticsOf } from './diagnostics.ts'

/** Sends diagnostics of the files whose own changed, and none twice. */
export class DiagnosticPublisher {
  readonly #send: (uri: string, diagnostics: Diagnostic[]) => void
  /** What was sent, as JSON, by workspace and URI. */
  readonly #sent = new Map<string, Map<string, string>>()

  constructor(send: (uri: string, diagnostics: Diagnostic[]) => void) {
    this.#send = send
  }

  publish(workspace: Workspace, home: string, inventory: Inventory): void {
    const now = diagnosticsOf(workspace, home, inventory)
    const before = this.#sent.get(workspace.id) ?? new Map<string, string>()
    const after = new Map<string, string>()
    for (const [uri, diagnostics] of now) {
      const text = JSON.stringify(diagnostics)
      after.set(uri, text)
      if (before.get(uri) !== text) this.#send(uri, diagnostics)
    }
    for (const uri of before.keys()) if (!now.has(uri)) this.#send(uri, [])
    this.#sent.set(workspace.id, after)
  }
}
