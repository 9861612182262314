import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { ScanError } from '@reeve/protocol/inventory'
import type { FoundFile } from './extract.ts'
import { codeOf, fileError, systemError, unreadable } from './file-error.ts'

/** Largest files that are read, in octets. */
export const sizeLimits = { config: 5 * 1024 * 1024, source: 1024 * 1024 } as const

export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'error'; readonly error: ScanError }

/**
 * Reads a text file of at most `limitBytes`: UTF-8, or UTF-16 with a byte-order mark. Never throws, and never opens what is
 * no ordinary file, so that a pipe or a device cannot hold the scan up.
 */
export async function readText(file: Pick<FoundFile, 'path' | 'absolute'>, limitBytes: number): Promise<ReadResult> {
  const failed = (error: ScanError): ReadResult => ({ kind: 'error', error })
  try {
    if (!(await stat(file.absolute)).isFile()) return failed(unreadable(file.path, 'it is not an ordinary file'))
    const bytes = await readBytes(file.absolute, limitBytes)
    if (bytes === 'special') return failed(unreadable(file.path, 'it is not an ordinary file'))
    if (bytes === 'large') return failed(fileError('file-too-large', file.path, { limit: limitBytes }))
    const text = decode(bytes)
    return text === null ? failed(unreadable(file.path, 'it is a binary file')) : { kind: 'text', text }
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? { kind: 'missing' } : failed(systemError(file.path, error))
  }
}

/** The file may have been replaced since it was looked at, so it is looked at again once open. */
async function readBytes(path: string, limitBytes: number): Promise<Buffer | 'special' | 'large'> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const status = await handle.stat()
    if (!status.isFile()) return 'special'
    if (status.size > limitBytes) return 'large'
    const buffer = Buffer.allocUnsafe(status.size)
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  } finally {
    await handle.close()
  }
}

/** Null when the octets are no text. */
function decode(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return bytes.includes(0) ? null : new TextDecoder('utf-8').decode(bytes)
}
