import { pickModule, pickSubject } from './commands/picks.ts'
import { topRows } from './detections/groupings.ts'
import { showMore } from './detections/paging.ts'
import { connectPage } from './panels/connect-page.ts'
import { selectionOf } from './panels/selection.ts'
import { failureOf } from './supervisor/failure.ts'
import { initializationOptions } from './supervisor/initialization.ts'

/**
 * What needs the protocol's schemas: a bundle of its own, which is loaded when the first of it is asked for. A window that
 * opens does not wait for it.
 */
export const onDemand = { connectPage, failureOf, initializationOptions, pickModule, pickSubject, selectionOf, showMore, topRows }
