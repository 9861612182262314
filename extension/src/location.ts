import { homedir } from 'node:os'
import { join } from 'node:path'
import { Range, Uri, ViewColumn, window } from 'vscode'
import type { Place } from './detections/row.ts'

/** The file of a place: the user's files stand below their home, others in the folder. */
function uriOf({ folder, file }: Pick<Place, 'folder' | 'file'>): Uri {
  if (file.startsWith('~/')) return Uri.file(join(homedir(), file.slice(2)))
  return /^([A-Za-z]:)?[/\\]/.test(file) ? Uri.file(file) : Uri.joinPath(Uri.parse(folder, true), file)
}

/** Opens the place's line, in the active column or the one that is given. */
export async function openPlace(place: Place, { column = ViewColumn.Active }: { readonly column?: ViewColumn } = {}): Promise<void> {
  const line = place.line - 1
  const start = (place.column ?? 1) - 1
  const range = new Range(line, start, line, place.endColumn === undefined ? start : place.endColumn - 1)
  await window.showTextDocument(uriOf(place), { viewColumn: column, selection: range, preview: true })
}
