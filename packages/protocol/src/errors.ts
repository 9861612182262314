import * as z from 'zod'

/**
 * Every error that crosses a boundary or meets a person: its HTTP status, what it says, and what to do next.
 * `docs/errors.md` has an entry for each; a check holds the two together. Words in braces are filled in from `details`.
 */
export interface ErrorEntry {
  readonly status: number
  readonly message: string
  readonly action: string
}

export const errorCatalogue = {
  'signature-missing': {
    status: 401,
    message: 'The request is not signed: the header {header} is missing or malformed.',
    action: 'Sign the request as docs/protocol.md describes.',
  },
  'signature-invalid': {
    status: 401,
    message: 'The signature does not match the request.',
    action: 'Sign the exact octets that are sent, after compression, and the path with its query.',
  },
  'principal-unknown': {
    status: 401,
    message: 'No principal is registered under this X-Agent-ID.',
    action: 'Register it first with POST /api/v1/agents.',
  },
  'principal-mismatch': {
    status: 403,
    message: 'The body names another principal than the one that signed.',
    action: 'Send the batch with the key of the principal that it names.',
  },
  'audience-mismatch': {
    status: 403,
    message: 'The request was signed for another backend.',
    action: 'Read the backend id from GET /api/v1/health and sign for that one.',
  },
  'clock-skewed': {
    status: 401,
    message: 'The request was signed at another time than now: it is off by {seconds} s, and 300 s are allowed.',
    action: 'Set the clock of this machine.',
  },
  'nonce-used': { status: 401, message: 'This nonce was used before.', action: 'Sign every try anew, with a nonce of its own.' },
  'key-mismatch': {
    status: 409,
    message: 'The principal is registered with another key.',
    action: 'Use the key that it was registered with.',
  },
  'registration-refused': {
    status: 403,
    message: 'This backend serves one user alone, and the registration does not show that it is that user’s.',
    action: 'Register with the token of the discovery file backend.json.',
  },
  'rate-limited': { status: 429, message: 'More than {limit} requests in a minute.', action: 'Wait {seconds} s, or send larger batches.' },
  'body-too-large': { status: 413, message: 'The body is larger than {limit} octets.', action: 'Split the batch.' },
  'body-inflates-too-far': { status: 413, message: 'The body inflates to more than {limit} octets.', action: 'Split the batch.' },
  'body-malformed': {
    status: 400,
    message: 'The body cannot be read: {reason}.',
    action: 'Send valid JSON, compressed with gzip or not at all.',
  },
  'request-invalid': { status: 400, message: 'The request does not fit its schema: {field}: {reason}.', action: 'Correct the field.' },
  'event-invalid': {
    status: 422,
    message: 'The event does not fit its schema: {field}: {reason}.',
    action: 'Correct the field; the other events of the batch were taken.',
  },
  'event-type-unknown': {
    status: 422,
    message: 'There is no event type {type}.',
    action: 'Use a type of the catalogue in docs/protocol.md.',
  },
  'event-source-foreign': {
    status: 422,
    message: 'The event names a source that is not its sender.',
    action: 'Let the source begin with reeve://<principal>/.',
  },
  'session-invalid': { status: 401, message: 'The session is unknown or has ended.', action: 'Get a new link with reeve dashboard.' },
  'link-used': {
    status: 401,
    message: 'The dashboard link was used before, or is older than a minute.',
    action: 'Get a new link with reeve dashboard.',
  },
  'origin-refused': { status: 403, message: 'The request comes from another site.', action: 'Open the dashboard under its own address.' },
  'not-found': { status: 404, message: 'There is nothing at {path}.', action: 'See docs/protocol.md for the routes.' },
  'method-unsupported': { status: 405, message: '{path} does not take {method}.', action: 'See docs/protocol.md for the routes.' },
  'media-type-unsupported': { status: 415, message: 'The body must be application/json.', action: 'Set the header Content-Type.' },
  'backend-internal': {
    status: 500,
    message: 'The backend failed to answer.',
    action: 'Look at its log under the request id {requestId}; the same request may be sent again.',
  },
  'backend-stopping': { status: 503, message: 'The backend is stopping.', action: 'Try again in a moment.' },
  'backend-unreachable': {
    status: 503,
    message: 'The backend at {url} cannot be reached: {reason}.',
    action: 'Check that it runs with reeve doctor; work goes on, and what happens meanwhile is kept in memory.',
  },
  'backend-not-running': {
    status: 503,
    message: 'The embedded backend does not run.',
    action: 'Start reeve up in a folder, or open one in an editor with the Reeve extension.',
  },
  'backend-start-failed': { status: 503, message: 'The embedded backend did not start: {reason}.', action: 'Look at its log at {log}.' },
  'backend-newer': { status: 409, message: 'The data at {path} belongs to a newer Reeve, {version}.', action: 'Update this Reeve.' },
  'database-moved': {
    status: 500,
    message: 'The database at {path} did not open and was moved to {moved}.',
    action: 'Nothing needs to be done: a new one is filled from what the supervisors see. Delete the moved folder when it is of no use.',
  },
  'workspace-missing': {
    status: 404,
    message: 'The folder {path} does not exist or cannot be read.',
    action: 'Give the path of a folder that exists.',
  },
  'workspace-untrusted': {
    status: 403,
    message: 'Nothing of a workspace that is not trusted is reported, so there is no dashboard for it.',
    action: 'Trust the workspace in the editor, if you know where it comes from.',
  },
  usage: { status: 400, message: '{reason}', action: 'See reeve --help.' },
  'key-unreadable': {
    status: 500,
    message: 'The key of this machine cannot be read from {path}: {reason}.',
    action: 'Set REEVE_KEY_PASSPHRASE if it is under a passphrase, or move the file aside to make a new key.',
  },
  'module-unknown': { status: 404, message: 'There is no module {module}.', action: 'See reeve doctor for the modules.' },
  'module-failed': { status: 500, message: 'The module {module} failed: {reason}.', action: 'It is restarted by itself; see the log.' },
  'module-state-refused': {
    status: 409,
    message: 'The module {module} is {state} and cannot {action}.',
    action: 'Wait until it has settled.',
  },
  'file-unreadable': { status: 500, message: '{file} cannot be read: {reason}.', action: 'Check its permissions.' },
  'file-too-large': {
    status: 413,
    message: '{file} is larger than {limit} octets and was not read.',
    action: 'Split the file, or leave it: nothing else is affected.',
  },
  'file-malformed': {
    status: 400,
    message: '{file} is not valid {format}: {reason} (line {line}).',
    action: 'Correct the file; what could be understood of it was used.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

export const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]

export type ErrorDetails = Readonly<Record<string, string | number>>

/** The body of every answer that is not a success. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.enum(errorCodes),
    message: z.string(),
    action: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
})
export type ErrorBody = z.infer<typeof errorBodySchema>

const fill = (text: string, details: ErrorDetails): string =>
  text.replace(/\{(\w+)\}/g, (whole, key: string) => (key in details ? String(details[key]) : whole))

/** An error out of the catalogue. Its message is safe to show: details never hold a secret. */
export class ReeveError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly action: string
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    const entry = errorCatalogue[code]
    super(fill(entry.message, details), options)
    this.name = 'ReeveError'
    this.code = code
    this.status = entry.status
    this.action = fill(entry.action, details)
    this.details = details
  }

  toBody(): ErrorBody {
    return { error: { code: this.code, message: this.message, action: this.action, details: { ...this.details } } }
  }

  /** Rebuilds the error that a peer sent; undefined when the body is none of ours. */
  static fromBody(body: unknown): ReeveError | undefined {
    const parsed = errorBodySchema.safeParse(body)
    return parsed.success ? new ReeveError(parsed.data.error.code, parsed.data.error.details ?? {}) : undefined
  }
}
