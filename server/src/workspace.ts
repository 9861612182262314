import { createHash, randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ReeveError } from '@reeve/protocol/errors'
import { limits } from '@reeve/protocol/limits'
import { readOrCreateFile } from './reeve-home.ts'

/** A folder that the supervisor watches. */
export interface Workspace {
  /** Stable for this user on this machine, and tells nothing about the path. */
  readonly id: string
  /** Absolute, with links resolved. */
  readonly root: string
  /** The folder's own name. */
  readonly name: string
}

/** Opens the folder as a workspace. Throws `workspace-missing`. */
export async function openWorkspace(path: string, home: string): Promise<Workspace> {
  let root: string
  try {
    root = await realpath(path)
  } catch (cause) {
    throw new ReeveError('workspace-missing', { path }, { cause })
  }
  const installation = await readOrCreateFile(join(home, 'installation-id'), () => randomBytes(16).toString('hex'))
  const id = createHash('sha256').update(`${installation}\n${root}`).digest('hex').slice(0, 32)
  return { id, root, name: (basename(root) || root).slice(0, limits.nameCharacters) }
}
