import type { ErrorCode } from '@reeve/protocol/errors'

/** What a carrier rejects with: an error of the catalogue as the other side told it, ready to be shown. */
export class HostError extends Error {
  readonly code: ErrorCode
  /** What to do next. */
  readonly action: string

  constructor(code: ErrorCode, message: string, action: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HostError'
    this.code = code
    this.action = action
  }
}
