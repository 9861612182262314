import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { withLock } from '../../scripts/bootstrap/lock.mjs'
import { buildIsCurrent } from '../../scripts/bootstrap/sources.mjs'

const root = join(import.meta.dirname, '../..')

/**
 * Makes sure that `dist` is built from the present sources, since many tests run what is built. When the build fails it is
 * told and the tests go on: those that need no build still say something.
 */
export async function setup(): Promise<void> {
  if (buildIsCurrent(root)) return
  await withLock(join(root, '.runtime/lock'), async () => {
    if (buildIsCurrent(root)) return
    const build = spawn(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    const [code] = await once(build, 'exit')
    if (code !== 0) process.stderr.write('The build failed: tests of what is built fail too, or run an older build.\n')
  })
}
