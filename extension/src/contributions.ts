/**
 * What the code and the manifest both name, besides commands and settings. A check holds the two together.
 */
export const viewIds = { detections: 'reeve.detections', inspector: 'reeve.inspector', supervisor: 'reeve.supervisor' } as const

/** The types of the panels that come back after a reload of the window. */
export const panelTypes = { dashboard: 'reeve.dashboard', events: 'reeve.events' } as const

/** What the manifest's conditions ask for. */
export const contextKeys = {
  /** The supervisor runs. */
  running: 'reeve.running',
  /** The supervisor is stopped and does not come back by itself. */
  failed: 'reeve.failed',
  /** The supervisor on disk is of another version than this window's extension. */
  outdated: 'reeve.outdated',
  /** The first scan of every folder is over. */
  scanned: 'reeve.scanned',
  /** The Detections view shows a part of what is there. */
  filtered: 'reeve.filtered',
} as const

/** The walkthrough, behind the id of the extension. */
export const walkthroughId = 'reeve.start'
