import { type ErrorCode, type ErrorDetails, ReeveError } from '@reeve/protocol/errors'
import type { ScanError } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'

/** What the operating system's codes mean to a person. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'it is a link that leads back to itself',
  ENOENT: 'it is a link that leads nowhere',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'its path is too long',
  EIO: 'the disk failed to read it',
}

/** An entry for `errors` out of the catalogue; `file` is as it is reported. */
export function fileError(code: ErrorCode, file: string, details: ErrorDetails): ScanError {
  const shown = file.slice(0, limits.pathCharacters)
  return { file: shown, message: new ReeveError(code, { file: shown.slice(-400), ...details }).message.slice(0, limits.messageCharacters) }
}

export const unreadable = (file: string, reason: string): ScanError => fileError('file-unreadable', file, { reason })

/** The entry for what a call of the file system threw. */
export function systemError(file: string, error: unknown): ScanError {
  const code = codeOf(error)
  return unreadable(file, reasons[code] ?? code)
}

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error'
