import { afterEach, describe, expect, test } from 'vitest'
import { type Editor, type EditorOptions, openEditor } from './harness/editor.ts'
import { eventually } from './harness/eventually.ts'
import { programs } from './harness/processes.ts'
import { cannotRun } from './harness/requirements.ts'
import type { Workbench } from './pages/workbench.ts'
import { sampleFiles } from './sample-workspace.ts'

describe.skipIf(await cannotRun())('when something is not as usual', () => {
  let editor: Editor | undefined
  let window: Workbench

  const open = async (options: EditorOptions): Promise<Editor> => {
    editor = await openEditor(options)
    window = await editor.openWindow()
    await window.showReeve()
    return editor
  }
  afterEach(async (context) => {
    if (context.task.result?.state === 'fail') await window.screenshot(`failed-${context.task.name.replace(/\W+/g, '-').slice(0, 60)}`)
    await editor?.[Symbol.asyncDispose]()
    editor = undefined
  })

  const statusBarSays = (text: RegExp, timeoutMs = 30_000) =>
    eventually(
      `the status bar to say ${text}`,
      () => window.statusBar.label(),
      (label) => text.test(label),
      timeoutMs,
    )

  // A backend counts as lost after three failures, which takes up to a minute.
  test('a backend that cannot be reached is said, and the work goes on', { timeout: 150_000 }, async () => {
    const backend = { 'reeve.backend.url': 'https://127.0.0.1:9' }
    await open({ files: sampleFiles, settings: backend })
    await statusBarSays(/degraded, 6 servers/, 90_000)
    await window.run('Reeve: Open Dashboard')
    await (await window.webview('dashboard').frame())
      .getByText(/cannot be reached/)
      .first()
      .waitFor()
    await window.screenshot('degraded')
  })

  test('a supervisor that keeps ending is said to be stopped, with what to do next', async () => {
    const { server } = await open({ files: sampleFiles })
    await statusBarSays(/healthy, 6 servers/)
    const supervisors = async () => programs(await server.processes(), 'server/main.js').map(({ pid }) => pid)
    const killed = new Set<number>()
    await eventually(
      'an end of the restarts',
      async () => {
        for (const pid of await supervisors()) {
          if (killed.has(pid)) continue
          killed.add(pid)
          process.kill(pid, 'SIGKILL')
        }
        return window.statusBar.label()
      },
      (label) => /stopped/.test(label),
      60_000,
    )
    await window.screenshot('stopped')
    await window.run('Reeve: Restart Supervisor')
    await statusBarSays(/healthy, 6 servers/)
    expect(await supervisors()).toHaveLength(1)
  })

  test('an untrusted workspace is read, and nothing is started or reported', async () => {
    const { server } = await open({ files: sampleFiles, trusted: false })
    await window
      .tree('Detections')
      .row(/^github/)
      .waitFor()
    await statusBarSays(/6 servers/)
    const running = await server.processes()
    expect(programs(running, 'server/main.js')).toHaveLength(1)
    expect(programs(running, 'backend/main.js')).toEqual([])
    expect(await window.notifications.texts()).toEqual([])
    await window.screenshot('untrusted')
  })

  test('a folder with nothing to find says what is looked for', async () => {
    await open({ files: { 'README.md': '# Nothing\n' }, homeFiles: {} })
    await window.page.getByText(/Nothing was found here/).waitFor()
    await statusBarSays(/0 servers, 0 findings/)
    await window.screenshot('empty')
  })
})
