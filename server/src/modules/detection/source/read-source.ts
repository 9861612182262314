import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { ScanError } from '@reeve/protocol/inventory'
import { emptyExtract, type FileExtract } from '../extract.ts'
import { codeOf, fileError, systemError, unreadable } from '../file-error.ts'

/** A file as the caller names it, and where it is read. */
export interface SourceFile {
  readonly path: string
  readonly absolute: string
}

/** Source larger than this is generated; it is not read. */
const maximumSourceBytes = 1024 * 1024

/** How much of a file is searched for the NUL that no text holds. */
const binaryProbeBytes = 8192

/** The text of a file of at most 1 MB, or why there is none: it is too large, binary, gone, no file, or may not be read. */
export function readSource({ path, absolute }: SourceFile): string | ScanError {
  try {
    // Without O_NONBLOCK opening a named pipe waits for a writer for ever.
    const descriptor = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stat = fstatSync(descriptor)
      if (!stat.isFile()) return unreadable(path, 'it is not an ordinary file')
      if (stat.size > maximumSourceBytes) return fileError('file-too-large', path, { limit: maximumSourceBytes })
      return decode(readBytes(descriptor, stat.size)) ?? unreadable(path, 'it is a binary file')
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? unreadable(path, 'it is no longer there') : systemError(path, error)
  }
}

/** What is read lands here: a buffer for each of thousands of files would stay with the process for long. */
let shared = Buffer.alloc(0)

function readBytes(descriptor: number, size: number): Buffer {
  if (shared.length < size) shared = Buffer.allocUnsafeSlow(maximumSourceBytes)
  let length = 0
  while (length < size) {
    const read = readSync(descriptor, shared, length, size - length, null)
    if (read === 0) break
    length += read
  }
  return shared.subarray(0, length)
}

/** Undefined when the octets are no text. */
function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes.subarray(0, binaryProbeBytes).includes(0)) return undefined
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  return bytes.toString('utf8', start)
}

/** All that is known of a file that could not be analyzed: why. */
export const failedExtract = (error: ScanError): FileExtract => ({ ...emptyExtract, errors: [error] })
