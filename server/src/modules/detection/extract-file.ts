import type { ClientPlace } from './clients.ts'
import { emptyExtract, type FileExtract, type FoundFile } from './extract.ts'
import { extractConfig } from './extract-config.ts'
import { readText, sizeLimits } from './read.ts'
import { extractManifest } from './source/manifests.ts'

/** What a client's configuration file says; undefined when it is gone. */
export const readConfig = (file: FoundFile, places: readonly ClientPlace[]): Promise<FileExtract | undefined> =>
  readExtract(file, (text) => extractConfig(file, places, text))

/** What a package manifest says; undefined when it is gone. */
export const readManifest = (file: FoundFile): Promise<FileExtract | undefined> =>
  readExtract(file, (text) => extractManifest(file.path, text))

async function readExtract(file: FoundFile, extract: (text: string) => FileExtract): Promise<FileExtract | undefined> {
  const read = await readText(file, sizeLimits.config)
  if (read.kind === 'missing') return undefined
  return read.kind === 'error' ? { ...emptyExtract, errors: [read.error] } : extract(read.text)
}
