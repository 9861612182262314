import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runQuietly } from '../../scripts/bootstrap/child.mjs'
import { withLock } from '../../scripts/bootstrap/lock.mjs'
import { packagesAreCurrent } from '../../scripts/package/current.mjs'
import { root } from './house.ts'

export const packagesFolder = join(root, 'dist', 'packages')

let made: Promise<void> | undefined

/** Makes the packages of the present sources unless they are there. They stay the same as long as this process runs. */
export function makePackages(): Promise<void> {
  made ??= makeCurrent()
  return made
}

async function makeCurrent(): Promise<void> {
  await withLock(join(root, '.runtime', 'test-package-lock'), async () => {
    if (packagesAreCurrent(root)) return
    const { code, output } = await runQuietly(process.execPath, [join(root, 'scripts', 'package.mjs')], { cwd: root })
    if (code !== 0) throw new Error(`The packages could not be made:\n${output}`)
  })
}

/** The path of the finished package whose name without its version is this, such as `reeve.vsix` or `reeve-sdk.tgz`. */
export async function packageFile(name: string): Promise<string> {
  const [stem = '', extension = ''] = name.split('.')
  const file = (await readdir(packagesFolder)).find((each) => new RegExp(`^${stem}-\\d[^/]*\\.${extension}$`).test(each))
  if (file === undefined) throw new Error(`There is no package ${name}.`)
  return join(packagesFolder, file)
}
