/** Every command, by the name that the code uses. The manifest declares the same ones; a check holds the two together. */
export const commandIds = {
  scanWorkspace: 'reeve.scanWorkspace',
  showDetections: 'reeve.showDetections',
  groupByType: 'reeve.groupByType',
  groupByFile: 'reeve.groupByFile',
  groupByRisk: 'reeve.groupByRisk',
  filterDetections: 'reeve.filterDetections',
  clearFilter: 'reeve.clearFilter',
  showMore: 'reeve.showMore',
  openLine: 'reeve.openLine',
  inspectDetection: 'reeve.inspectDetection',
  explainFinding: 'reeve.explainFinding',
  copyName: 'reeve.copyName',
  openDashboard: 'reeve.openDashboard',
  openDashboardInBrowser: 'reeve.openDashboardInBrowser',
  openEvents: 'reeve.openEvents',
  openWalkthrough: 'reeve.openWalkthrough',
  restartSupervisor: 'reeve.restartSupervisor',
  startModule: 'reeve.startModule',
  stopModule: 'reeve.stopModule',
  restartModule: 'reeve.restartModule',
  showLog: 'reeve.showLog',
} as const

export type CommandName = keyof typeof commandIds

/** What runs when a command is called. What it is given comes from menus, keys, links and other extensions: it is checked. */
export type CommandHandler = (argument: unknown) => unknown

/** A handler for each command; one that is missing does not compile. */
export type CommandHandlers = Readonly<Record<CommandName, CommandHandler>>
