import type { FolderInventory } from '@reeve/protocol/editor'
import type { DetectionReference } from '@reeve/protocol/panel'
import { l10n, type QuickPickItem, window } from 'vscode'
import { findingsText } from '../detections/subject-rows.ts'
import { subjectsOf } from '../detections/subjects.ts'
import type { Session } from '../session.ts'
import { plainLine, withoutMarkup } from '../support/text.ts'

/** Lets a person choose one of everything that was found; undefined when they change their mind. */
export async function pickSubject(folders: readonly FolderInventory[]): Promise<DetectionReference | undefined> {
  const items = folders.flatMap(({ folder, inventory }) =>
    subjectsOf(inventory).map((subject) => ({
      label: withoutMarkup(plainLine(subject.name)),
      description: withoutMarkup(plainLine(subject.evidence[0]?.file ?? '')),
      detail: subject.severity ? findingsText(subject) : '',
      reference: { workspace: folder, kind: subject.kind, key: subject.id },
    })),
  )
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Inspect Detection'),
    placeHolder: l10n.t('A server, an agent, a capability or a protocol'),
    matchOnDescription: true,
  })
  return picked?.reference
}

/** Lets a person choose a module of the supervisor. */
export async function pickModule(session: Session, action: 'start' | 'stop' | 'restart'): Promise<string | undefined> {
  const titles = { start: l10n.t('Start Module'), stop: l10n.t('Stop Module'), restart: l10n.t('Restart Module') }
  const modules = (session.status?.modules ?? []).filter(({ state }) => (action === 'start' ? state !== 'running' : state === 'running'))
  const items = modules.map(({ name, purpose, state }): QuickPickItem => ({ label: name, description: state, detail: purpose }))
  return (await window.showQuickPick(items, { title: titles[action] }))?.label
}
