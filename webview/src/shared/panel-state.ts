import type { PanelState } from '@reeve/protocol/panel'

/** Reads a state that a page kept; what does not fit is left out, since another version may have kept it. */
export function readPanelState(kept: unknown): PanelState | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined
  const { workspace, filters } = kept as Record<string, unknown>
  const words = Array.isArray(filters) ? filters.filter((word) => typeof word === 'string') : []
  const state: PanelState = {
    ...(typeof workspace === 'string' ? { workspace } : {}),
    ...(words.length > 0 ? { filters: words } : {}),
  }
  return Object.keys(state).length === 0 ? undefined : state
}
