import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** PostgreSQL asks for its empty folders, and archives do not keep them: this file of the template names them. */
const listName = 'empty-folders.json'

export async function noteEmptyFolders(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const full = new Set(entries.map((entry) => entry.parentPath))
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  const empty = folders.filter((folder) => !full.has(folder)).map((folder) => relative(directory, folder).replaceAll('\\', '/'))
  await writeFile(join(directory, listName), JSON.stringify(empty.sort()))
}

/** Makes the folders of a copied template that its archive has lost. */
export async function restoreEmptyFolders(directory: string): Promise<void> {
  const empty = JSON.parse(await readFile(join(directory, listName), 'utf8')) as string[]
  for (const folder of empty) await mkdir(join(directory, folder), { recursive: true })
}
