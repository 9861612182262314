import { l10n } from 'vscode'
import type { Row } from './row.ts'

/** Rows that stand below one before the rest is asked for: what an editor draws and a person reads without waiting. */
const pageRows = 200

/** How many pages of a row's children are shown, by the row's id; one where it is not named. */
const shownPages = new Map<string, number>()

/** Makes the first rows of many, and one that asks for more. A row that is not shown is not made. */
export function limited(parent: string, makers: readonly (() => Row)[]): readonly Row[] {
  const limit = pageRows * (shownPages.get(parent) ?? 1)
  const rows = makers.slice(0, limit).map((make) => make())
  const left = makers.length - rows.length
  if (left <= 0) return rows
  const more: Row = {
    id: `${parent}/more`,
    kind: 'more',
    label: l10n.t('Show more…'),
    description: l10n.t('{0} more', left.toLocaleString()),
    icon: { id: 'ellipsis' },
  }
  return [...rows, more]
}

/** Shows a page more below the row of which `more` is a child. */
export function showMore(more: Row): void {
  const parent = more.id.slice(0, -'/more'.length)
  shownPages.set(parent, (shownPages.get(parent) ?? 1) + 1)
}
