import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Makes a folder that holds these files, by their relative paths, and removes it after the test. */
export async function temporaryFolder(files: Readonly<Record<string, string | Buffer | object>>): Promise<string> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'reeve-detection-')))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await writeFiles(root, files)
  return root
}

/** Writes files below a folder; an object is written as JSON. */
export async function writeFiles(root: string, files: Readonly<Record<string, string | Buffer | object>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(root, path)
    await mkdir(dirname(absolute), { recursive: true })
    await writeFile(absolute, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content))
  }
}

/** Runs work without the rights of root, whom no permission holds. */
export async function asOrdinaryUser<Result>(root: string, work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return work()
  await chmod(root, 0o755)
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}
