import * as z from 'zod'

/**
 * How programs of the same user find the embedded backend: a file `backend.json` (0600) in its data folder (0700),
 * written whole once the backend answers and removed when it ends. A process that was killed leaves it behind, so
 * `pid` and an answer of the backend decide, not the file's being there.
 */
export const discoverySchema = z.object({
  pid: z.int().min(1),
  /** `https://127.0.0.1:PORT`. */
  url: z.string(),
  /** Its own certificate in PEM: trust this one and no other. */
  certificate: z.string(),
  backendId: z.string().min(1).max(64),
  version: z.string(),
  protocolVersion: z.int(),
  startedAt: z.iso.datetime({ offset: true }),
  /** `http://127.0.0.1:PORT`; a link that logs in is asked of the backend. */
  dashboardUrl: z.string(),
  /** Shown by a principal that registers: who can read this file is the user. Other users of the machine reach the port, too. */
  registrationToken: z.string().min(1).max(128),
})
export type Discovery = z.infer<typeof discoverySchema>

export const discoveryFileName = 'backend.json'
