import { randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Where Reeve keeps what belongs to this user on this machine: keys, the embedded backend's data, sockets.
 * `REEVE_HOME` names another place.
 */
export function reeveHome(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.REEVE_HOME) return env.REEVE_HOME
  const home = homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Reeve')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Reeve')
  return join(env.XDG_STATE_HOME ?? join(home, '.local', 'state'), 'reeve')
}

/** Makes a folder that only the user may enter, and takes others' rights away where it was there already. */
export async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (process.platform !== 'win32') await chmod(path, 0o700)
  return path
}

/** Reads a small 0600 file, made with `create` when it is not there. Two processes that create at once end with one content. */
export async function readOrCreateFile(path: string, create: () => string): Promise<string> {
  const existing = await readFile(path, 'utf8').catch(() => '')
  if (existing !== '') return existing
  await privateFolder(dirname(path))
  const temporary = `${path}.${randomUUID()}`
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(create())
    await handle.sync()
  } finally {
    await handle.close()
  }
  // A hard link takes the name only if nobody has it yet, so whoever comes second reads what the first wrote.
  await link(temporary, path).catch(async () => {
    if ((await readFile(path, 'utf8').catch(() => '')) === '') throw new Error(`${path} cannot be created`)
  })
  await unlink(temporary)
  return readFile(path, 'utf8')
}
