import type { ClientPlace } from './clients.ts'
import { emptyExtract, type FileExtract, type FoundFile } from './extract.ts'
import { extractConfig } from './extract-config.ts'
import { extractInstructions } from './instructions/extract-instructions.ts'
import { withInstalledVersions } from './packages/installed-version.ts'
import { readText, sizeLimits } from './read.ts'
import { withDeadEntries } from './rules/dead-entry.ts'
import { extractManifest } from './source/manifests.ts'

/** What a client's configuration file says; undefined when it is gone. */
export async function readConfig(file: FoundFile, places: readonly ClientPlace[]): Promise<FileExtract | undefined> {
  const extract = await readExtract(file, (text) => extractConfig(file, places, text))
  return extract && withDeadEntries(extract, file)
}

/** What a package manifest says; undefined when it is gone. */
export const readManifest = (file: FoundFile): Promise<FileExtract | undefined> =>
  readExtract(file, (text) => extractManifest(file.path, text))

/** What a file that steers agents says; undefined when it is gone. */
export const readInstructions = (file: FoundFile): Promise<FileExtract | undefined> =>
  readExtract(file, (text) => extractInstructions(file, text), sizeLimits.source)

async function readExtract(
  file: FoundFile,
  extract: (text: string) => FileExtract,
  limitBytes: number = sizeLimits.config,
): Promise<FileExtract | undefined> {
  const read = await readText(file, limitBytes)
  if (read.kind === 'missing') return undefined
  return read.kind === 'error' ? { ...emptyExtract, errors: [read.error] } : withInstalledVersions(extract(read.text), file)
}
