import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { ReeveError } from '@reeve/protocol/errors'
import { emptyExtract, type FileExtract } from '../extract.ts'

/** A file as the caller names it, and where it is read. */
export interface SourceFile {
  readonly path: string
  readonly absolute: string
}

/** Source larger than this is generated; it is not read. */
export const maximumSourceBytes = 1024 * 1024

/** How much of a file is searched for the NUL that no text holds. */
const binaryProbeBytes = 8192

/**
 * Reads the text of a file of at most 1 MB.
 * @throws ReeveError when it is too large, binary, gone, no file, or may not be read.
 */
export function readSource(file: SourceFile): string {
  try {
    return readText(file)
  } catch (error) {
    throw asReeveError(file.path, error)
  }
}

function readText({ path, absolute }: SourceFile): string {
  // Without O_NONBLOCK opening a named pipe waits for a writer for ever.
  const descriptor = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new ReeveError('file-unreadable', { file: path, reason: 'it is no regular file' })
    if (stat.size > maximumSourceBytes) throw new ReeveError('file-too-large', { file: path, limit: maximumSourceBytes })
    const buffer = Buffer.allocUnsafe(stat.size)
    let length = 0
    while (length < buffer.length) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, null)
      if (read === 0) break
      length += read
    }
    return decode(path, buffer.subarray(0, length))
  } finally {
    closeSync(descriptor)
  }
}

function decode(path: string, bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes.subarray(0, binaryProbeBytes).includes(0)) {
    throw new ReeveError('file-malformed', { file: path, format: 'text', reason: 'it holds binary data', line: 1 })
  }
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  return bytes.toString('utf8', start)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is no longer there',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ELOOP: 'its links form a loop',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is no longer there',
  ENXIO: 'it is no regular file',
}

/** Any failure with a file as an error of the catalogue. */
export function asReeveError(path: string, error: unknown): ReeveError {
  if (error instanceof ReeveError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new ReeveError('file-unreadable', { file: path, reason: reasons[code] ?? (code || 'an unknown failure') }, { cause: error })
}

/** What is known of a file that could not be analyzed: that, and why. */
export const failedExtract = (path: string, error: ReeveError): FileExtract => ({
  ...emptyExtract,
  errors: [{ file: path, message: error.message.slice(0, 1000) }],
})
