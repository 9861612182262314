import { describe, expect, test } from 'vitest'
import { openEditor } from './harness/editor.ts'
import { eventually } from './harness/eventually.ts'
import { programs, tellsProcesses } from './harness/processes.ts'
import { cannotRun } from './harness/requirements.ts'
import { sampleFiles } from './sample-workspace.ts'

/** How often the window is reloaded; a release is tried with more. */
const reloads = Number(process.env.REEVE_TEST_RELOADS ?? 10)

describe.skipIf(await cannotRun())('over many reloads', () => {
  test.skipIf(!tellsProcesses)(
    'no process is left, nothing leaves the machine, and the console has no error',
    { timeout: reloads * 20_000 + 60_000 },
    async () => {
      await using editor = await openEditor({ files: sampleFiles })
      const window = await editor.openWindow()
      await window.showReeve()
      await window.run('Reeve: Open Dashboard')
      await window.webview('dashboard').frame()
      const counts = async () => {
        const running = await editor.server.processes()
        return {
          all: running.length,
          supervisors: programs(running, 'server/main.js').length,
          backends: programs(running, 'backend/main.js').length,
        }
      }
      const isReady = () =>
        eventually(
          'health',
          () => window.statusBar.label(),
          (label) => /healthy, 6 servers/.test(label),
          30_000,
        )
      await isReady()
      const atFirst = await eventually('one backend', counts, ({ backends, supervisors }) => backends === 1 && supervisors === 1)
      for (let count = 0; count < reloads; count += 1) {
        await window.reload()
        await isReady()
      }
      await window.webview('dashboard').frame()
      const atLast = await eventually(
        'the old processes to end',
        counts,
        ({ all, supervisors }) => all <= atFirst.all && supervisors === 1,
        30_000,
      )
      expect(atLast.backends).toBe(1)
      expect(editor.observations.errors).toEqual([])
      expect(await editor.observations.leavingRequests()).toEqual([])
      expect(await editor.server.leavingConnections()).toEqual([])
    },
  )
})
