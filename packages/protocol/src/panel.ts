import * as z from 'zod'
import {
  type Detection,
  detectionQuerySchema,
  detectionSchema,
  type SignatureCheck,
  signatureCheckSchema,
  eventQuerySchema,
  type StoredEvent,
  storedEventSchema,
  type Summary,
  summarySchema,
  type TrustScore,
  trustScoreSchema,
} from './api.ts'
import type { ErrorBody } from './errors.ts'
import { inventoryKinds } from './events.ts'
import { agentEntrySchema, capabilityEntrySchema, findingSchema, protocolEntrySchema, serverEntrySchema } from './inventory.ts'
import { limits } from './limits.ts'
import { ruleIds } from './rules.ts'

/**
 * What a page asks of whoever carries it. One interface, `Host`, two carriers: `postMessage` in the editor, the
 * backend's HTTP and WebSocket in a browser. A page never knows which; `Host.supports` says what it can do.
 *
 * In the editor the page sends `PanelRequest` and gets a `PanelResponse` with the same `id`, in any order; the
 * extension sends a `PanelNotification` whenever something happens. What a webview sends is checked by
 * `parsePanelRequest` before anything is done with it: a page shows text of strangers, and may ask for nothing that is
 * not declared here.
 *
 * The editor's page is one bundle: `dist/webview/editor.js` (a module), `editor.css` and the icon font beside them. Its
 * HTML names the page in `<body data-page="dashboard|events|inspector">`, links the style sheet and loads the script
 * with a nonce. A policy of `default-src 'none'; script-src 'nonce-…'; style-src <cspSource>; font-src <cspSource>` is
 * all it needs.
 */

/** The pages that an editor can show; the value of `data-page`. */
export const panelPages = ['dashboard', 'events', 'inspector'] as const
export type PanelPage = (typeof panelPages)[number]

export const panelLimits = {
  /** Characters of one export; 100,000 events take about 70 million. */
  exportCharacters: 256 * 1024 * 1024,
  /** Characters that one action copies. */
  copyCharacters: 1024 * 1024,
  /** A request that was not answered by then is given up by the page. */
  requestTimeoutMs: 30_000,
  /** An export waits for a person to choose a file. */
  exportTimeoutMs: 10 * 60_000,
} as const

const path = z.string().min(1).max(limits.pathCharacters)
const name = z.string().max(limits.nameCharacters)

/**
 * A place in a file. `workspace` is the workspace's id as the backend knows it, or the folder's URI as the editor does.
 * `file` is as the inventory has it: relative to the folder, or beginning with `~/`, `/` or a drive. Whoever opens it
 * makes sure that the inventory names it.
 */
export const panelLocationSchema = z.strictObject({
  workspace: z.string().min(1).max(limits.pathCharacters),
  file: path,
  line: z.int().min(1),
  column: z.int().min(1).optional(),
})
export type PanelLocation = z.infer<typeof panelLocationSchema>

/**
 * Names one thing of an inventory. `key` is a server's or an agent's id, a capability's or a protocol's name, and of a
 * finding `findingKey`.
 */
export const detectionReferenceSchema = z.strictObject({
  workspace: z.string().min(1).max(limits.pathCharacters),
  kind: z.enum(inventoryKinds).exclude(['workspace']),
  key: z
    .string()
    .min(1)
    .max(3 * limits.pathCharacters),
})
export type DetectionReference = z.infer<typeof detectionReferenceSchema>

const selectedFolder = {
  /** The folder's URI. */
  folder: z.string(),
  folderName: name,
  /** The workspace's id at the backend; null while it has none there. */
  workspace: z.string().nullable(),
  /** The principal whose trust score is the selected thing's own; null where it holds no key. */
  principal: z.string().nullable(),
}

const agents = z.array(agentEntrySchema)
const findings = z.array(findingSchema)

/** What is selected in the Detections view, with all that the inventory knows around it. It needs no backend. */
export const selectionSchema = z.discriminatedUnion('kind', [
  /** Every place that declares the server, the one that was clicked first. */
  z.object({ kind: z.literal('mcp-server'), ...selectedFolder, entries: z.array(serverEntrySchema).min(1), findings }),
  z.object({
    kind: z.literal('agent'),
    ...selectedFolder,
    agent: agentEntrySchema,
    capabilities: z.array(capabilityEntrySchema),
    findings,
  }),
  z.object({ kind: z.literal('capability'), ...selectedFolder, capability: capabilityEntrySchema, agents, findings }),
  z.object({ kind: z.literal('protocol'), ...selectedFolder, protocol: protocolEntrySchema }),
  /** `subject` is what the finding is about, when the inventory holds it. */
  z.object({
    kind: z.literal('finding'),
    ...selectedFolder,
    finding: findingSchema,
    subject: z.object({ kind: z.enum(['mcp-server', 'agent', 'capability']), key: z.string(), name }).nullable(),
  }),
])
export type Selection = z.infer<typeof selectionSchema>

/** Tells findings of one inventory apart. */
export const findingKey = (finding: { rule: string; file: string; line: number; subject: string | null; message: string }): string =>
  [finding.rule, finding.file, finding.line, finding.subject ?? '', finding.message].join('\n')

/** `ndjson`: a JSON document a line; `json`: one array. `events` counts them; `text` is the file's content as the page made it of the rows it shows. */
export const eventExportSchema = z.strictObject({
  format: z.enum(['ndjson', 'json']),
  events: z.int().min(1),
  text: z.string().max(panelLimits.exportCharacters),
})
export type EventExport = z.infer<typeof eventExportSchema>

/** Views of the editor that a page can bring up. `log` is Reeve's log channel. */
export const panelViews = ['detections', 'supervisor', 'inspector', 'dashboard', 'events', 'log'] as const
export type PanelView = (typeof panelViews)[number]

const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), nextCursor: z.string().optional() })
const nothing = z.null()

/** Every request of a page. `result` is what the extension answers; `null` where there is nothing to say. */
export const panelMethods = {
  /**
   * Asks for notifications, once, when the page listens. The extension answers, then sends `connection` and, to the
   * inspector, `selection` at once, and each of them again whenever it changes.
   */
  subscribe: { params: z.strictObject({}), result: nothing },
  /** Counts what is there, by the backend. */
  getSummary: { params: z.strictObject({ workspace: z.string().max(64).optional() }), result: summarySchema },
  /** Pages through what the backend holds. */
  listDetections: { params: detectionQuerySchema.omit({ audience: true }).partial(), result: pageOf(detectionSchema) },
  /** Pages through what happened, the newest first. */
  listEvents: { params: eventQuerySchema.omit({ audience: true }).partial(), result: pageOf(storedEventSchema) },
  /** Gives a principal's trust score; null where there is none. */
  getTrustScore: { params: z.strictObject({ principal: z.string().min(1).max(64) }), result: trustScoreSchema.nullable() },
  /** Checks the signature of the batch that carried a stored event. */
  checkSignature: {
    params: z.strictObject({ source: z.string().max(256), eventId: z.string().min(1).max(64) }),
    result: signatureCheckSchema,
  },
  /** Opens a file at a line in an editor beside the page, or in the active group for the inspector. */
  openLocation: { params: panelLocationSchema, result: nothing },
  /** Opens the page of a rule. */
  openPage: { params: z.strictObject({ rule: z.enum(ruleIds) }), result: nothing },
  copyText: { params: z.strictObject({ text: z.string().max(panelLimits.copyCharacters) }), result: nothing },
  /** Asks the person where to, and writes the file. `saved` is false when the person changed their mind. */
  exportEvents: { params: eventExportSchema, result: z.object({ saved: z.boolean() }) },
  /** Selects a thing in the Detections view and shows it in the inspector. */
  inspect: { params: detectionReferenceSchema, result: nothing },
  showView: { params: z.strictObject({ view: z.enum(panelViews) }), result: nothing },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>

export type PanelMethod = keyof typeof panelMethods
export type PanelParams<M extends PanelMethod> = z.output<(typeof panelMethods)[M]['params']>
export type PanelResult<M extends PanelMethod> = z.output<(typeof panelMethods)[M]['result']>

/** What the extension answers requests with; exhaustive by its type. */
export type PanelHandlers = { readonly [M in PanelMethod]: (params: PanelParams<M>) => Promise<PanelResult<M>> }

/** A page's question. */
export type PanelRequest = {
  readonly [M in PanelMethod]: { readonly id: number; readonly method: M; readonly params: PanelParams<M> }
}[PanelMethod]

/** The answer to the request with the same id. */
export type PanelResponse = { readonly id: number; readonly result: unknown } | { readonly id: number; readonly error: ErrorBody['error'] }

const requestEnvelopeSchema = z.strictObject({
  id: z.int().min(0),
  method: z.enum(Object.keys(panelMethods) as [PanelMethod, ...PanelMethod[]]),
  params: z.unknown(),
})

/**
 * Reads what a webview sent. `problem` names the first field that is wrong, never its value; its `id` is there when the
 * message has one, so that it can be answered with `request-invalid`.
 */
export function parsePanelRequest(
  message: unknown,
):
  | { readonly request: PanelRequest }
  | { readonly id: number | undefined; readonly problem: { readonly field: string; readonly reason: string } } {
  const problemOf = (error: z.ZodError, prefix: string): { field: string; reason: string } => {
    const issue = error.issues[0]
    return { field: [prefix, ...(issue?.path ?? [])].join('.'), reason: issue?.message ?? 'invalid' }
  }
  const envelope = requestEnvelopeSchema.safeParse(message)
  if (!envelope.success) {
    const id: unknown = (message as { id?: unknown } | null | undefined)?.id
    return { id: Number.isSafeInteger(id) ? (id as number) : undefined, problem: problemOf(envelope.error, 'request') }
  }
  const { id, method } = envelope.data
  const params = panelMethods[method].params.safeParse(envelope.data.params)
  if (!params.success) return { id, problem: problemOf(params.error, 'params') }
  return { request: { id, method, params: params.data } as PanelRequest }
}

/** `ended`: the session is over and only a new link helps. Never in the editor. */
export const connectionStates = ['connecting', 'live', 'lost', 'ended'] as const
export type ConnectionState = (typeof connectionStates)[number]

/** What reaches a page by itself. */
export const panelNotificationSchema = z.discriminatedUnion('method', [
  /** Whether what is shown is kept up to date. After `live` follows `lost`, events may have been missed: the page asks anew. */
  z.object({ method: z.literal('connection'), params: z.object({ state: z.enum(connectionStates), reason: z.string().optional() }) }),
  /** Events that were stored just now. At most four notifications a second, however many events. */
  z.object({ method: z.literal('events'), params: z.object({ rows: z.array(storedEventSchema) }) }),
  /** The counts after a change. */
  z.object({ method: z.literal('summary'), params: z.object({ summary: summarySchema }) }),
  /** What is selected in the Detections view now, and again when what is known of it changes; null when nothing is. */
  z.object({ method: z.literal('selection'), params: z.object({ selection: selectionSchema.nullable() }) }),
])
export type PanelNotification = z.infer<typeof panelNotificationSchema>

/** What only some carriers can do. */
export type HostFeature = 'openLocation' | 'openPage' | 'copyText' | 'exportEvents' | 'inspect' | 'showView'

/** What a page asks of its carrier. Every promise rejects with an error of the catalogue, ready to be shown. */
export interface Host {
  /** A page offers an action only when it is in here; the others reject. */
  readonly supports: ReadonlySet<HostFeature>
  getSummary(filter: PanelParams<'getSummary'>): Promise<Summary>
  listDetections(query: PanelParams<'listDetections'>): Promise<{ rows: Detection[]; nextCursor?: string | undefined }>
  listEvents(query: PanelParams<'listEvents'>): Promise<{ rows: StoredEvent[]; nextCursor?: string | undefined }>
  getTrustScore(principal: string): Promise<TrustScore | null>
  checkSignature(event: PanelParams<'checkSignature'>): Promise<SignatureCheck>
  openLocation(location: PanelLocation): Promise<void>
  openPage(rule: PanelParams<'openPage'>['rule']): Promise<void>
  copyText(text: string): Promise<void>
  /** Gives whether a file was written. */
  exportEvents(events: EventExport): Promise<boolean>
  inspect(reference: DetectionReference): Promise<void>
  showView(view: PanelView): Promise<void>
  /** Calls back on every live message until the returned function is called. */
  subscribe(listener: (message: PanelMessage) => void): () => void
  /** Keeps a small state over a reload of the page. */
  saveState(state: PanelState): void
  loadState(): PanelState | undefined
}

/** What reaches a page by itself, as its listeners get it. */
export type PanelMessage =
  | { readonly type: 'connection'; readonly state: ConnectionState; readonly reason?: string }
  | { readonly type: 'events'; readonly rows: readonly StoredEvent[] }
  | { readonly type: 'summary'; readonly summary: Summary }
  | { readonly type: 'selection'; readonly selection: Selection | null }

/** What a page keeps over a reload. It holds no data of the workspace. */
export interface PanelState {
  /** The id of the workspace that is shown; all when absent. */
  readonly workspace?: string | undefined
  /** The filters of the Events page, as they are typed. */
  readonly filters?: readonly string[] | undefined
}
