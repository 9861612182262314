import type { SyncRequest, SyncResult } from '@reeve/protocol/api'
import { type EventData, type EventType, eventSource } from '@reeve/protocol/events'
import { createEvent } from '@reeve/sdk/events'
import type { Principal } from '@reeve/sdk/principal'
import type { Reporter, ReporterTotals } from '@reeve/sdk/reporter'
import { reasonOf } from '../../log.ts'
import type { HealthReport, ModuleContext, ModuleMessage, SupervisorModule } from '../../module.ts'
import type { Workspace } from '../../workspace.ts'
import { changesBetween, type ItemChange, type ReportedItem } from '../detection/items.ts'
import { findMissingNews } from './resynchronize.ts'

/** How often the digests are compared although nothing asked for it. */
const synchronizeMs = 5 * 60_000
/** A comparison is followed by the news that it asks for and by another; news that is refused is not sent for ever. */
const synchronizeRounds = 3
/** How long to wait before a comparison that failed is tried again. */
const synchronizeRetryMs = 1_000

/** One workspace on its way to the backend. */
interface Stream {
  readonly workspace: Workspace
  readonly source: string
  /** What was told already. */
  told: ReadonlyMap<string, ReportedItem>
  /** What is there now; undefined until the first scan is over. */
  present: ReadonlyMap<string, ReportedItem> | undefined
  /** The state that the backend was seen to hold. */
  confirmed: ReadonlyMap<string, ReportedItem> | undefined
  held: boolean
  /** The end of the last piece of work, so that news leaves in order. */
  work: Promise<void>
}

export interface TelemetryOptions {
  readonly principal: Principal
  readonly reporter: Reporter
  /** Whether the workspace is this supervisor's to report. */
  readonly holds: (workspace: Workspace) => boolean
  /** What is reported of a workspace now, by subject. */
  readonly itemsOf: (workspace: Workspace) => ReadonlyMap<string, ReportedItem>
  readonly sync: (body: Omit<SyncRequest, 'audience' | 'principal'>) => Promise<SyncResult>
}

/** Turns changes of inventories into signed events, and makes sure that the backend ends with the true state. */
export class TelemetryModule implements SupervisorModule {
  readonly info = {
    name: 'telemetry',
    purpose: 'Reports what is found and what happens, signed, to the backend.',
    dependencies: ['core'],
    optional: false,
    defaultState: 'running',
  } as const
  readonly #options: TelemetryOptions
  readonly #streams = new Map<string, Stream>()
  readonly #subscriptions: (() => void)[] = []
  #context: ModuleContext | undefined
  #timer: NodeJS.Timeout | undefined
  #abort = new AbortController()
  #synchronizations = 0

  constructor(options: TelemetryOptions) {
    this.#options = options
  }

  async initialize(context: ModuleContext): Promise<void> {
    this.#context = context
  }

  async start(): Promise<void> {
    const bus = this.#running().bus
    this.#abort = new AbortController()
    this.#subscriptions.push(
      bus.on('lease.changed', ({ workspace, held }) => this.#hold(workspace, held)),
      bus.on('inventory.changed', ({ workspace, complete }) => complete && this.#report(workspace)),
      bus.on('event.raised', ({ type, data }) => this.#tellAll(type, data)),
      bus.on('module.changed', ({ name, state, reason }) => this.#tellModule(name, state, reason)),
      bus.on('synchronization.requested', () => void this.synchronize()),
    )
    // After a pause of the module another may hold the lease, and the inventory may be another.
    for (const { workspace, held } of this.#streams.values()) if (held !== this.#options.holds(workspace)) this.#hold(workspace, !held)
    this.#timer = setInterval(() => void this.synchronize(), synchronizeMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#abort.abort()
    for (const end of this.#subscriptions.splice(0)) end()
    await this.settle()
  }

  async cleanup(): Promise<void> {}

  /** `synchronize` compares with the backend. */
  async handleMessage(message: ModuleMessage): Promise<undefined> {
    if (message.type === 'synchronize') await this.synchronize()
    return undefined
  }

  async healthCheck(): Promise<HealthReport> {
    return { healthy: true, reason: null }
  }

  metrics(): Record<string, number> {
    const { totals, buffer } = this.#options.reporter
    return {
      queuedEvents: buffer.keptEvents,
      queuedBytes: buffer.keptBytes,
      droppedEvents: totals.dropped,
      batches: totals.batches,
      acceptedEvents: totals.accepted,
      duplicateEvents: totals.duplicates,
      rejectedEvents: totals.rejected,
      synchronizations: this.#synchronizations,
    }
  }

  async configure(): Promise<void> {}

  get totals(): ReporterTotals {
    return this.#options.reporter.totals
  }

  /** Whether the backend was seen to hold what the workspace holds now, or it is another's part to tell it. */
  isReported(workspace: Workspace): boolean {
    const stream = this.#streams.get(workspace.id)
    if (!stream?.held) return true
    return stream.present !== undefined && stream.confirmed === stream.present
  }

  /** Whether the reporter was given all that there is to tell of every workspace. */
  get isSettled(): boolean {
    return [...this.#streams.values()].every(({ held, told, present }) => !held || present === undefined || told === present)
  }

  /** Resolves when all known news was handed to the reporter, or to the next try. */
  async settle(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.work))
  }

  /** Compares every inventory that this supervisor reports with what the backend holds, and sends what differs. */
  async synchronize(): Promise<void> {
    await Promise.all([...this.#streams.values()].filter((stream) => stream.held).map((stream) => this.#synchronizeStream(stream)))
  }

  #synchronizeStream(stream: Stream): Promise<void> {
    return this.#enqueueWork(stream, async () => {
      for (let round = 0; round < synchronizeRounds && stream.present && stream.held; round += 1) {
        await this.#unlessStopped(this.#options.reporter.flush({}))
        const present = stream.present
        const news = await this.#unlessStopped(findMissingNews(stream.source, present, this.#options.sync))
        this.#synchronizations += 1
        stream.told = present
        if (news.length === 0) {
          stream.confirmed = present
          return
        }
        await this.#send(stream, news)
      }
    })
  }

  #hold(workspace: Workspace, held: boolean): void {
    const stream = this.#streamOf(workspace)
    stream.held = held
    stream.told = new Map()
    if (held && stream.present) this.#report(workspace)
  }

  /** Sends what changed since it was last told; the first time everything, waiting for room, and then compares. */
  #report(workspace: Workspace): void {
    const stream = this.#streamOf(workspace)
    const isFirst = stream.told.size === 0
    stream.present = this.#options.itemsOf(workspace)
    if (!stream.held) return
    void this.#enqueueWork(stream, async () => {
      const present = stream.present
      if (!present || !stream.held) return
      const changes = changesBetween(stream.told, present)
      stream.told = present
      await this.#send(stream, changes)
    })
    if (isFirst) void this.#synchronizeStream(stream)
  }

  /** Waits, but not beyond the end of the module. */
  async #unlessStopped<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#abort
    signal.throwIfAborted()
    const stopped = Promise.withResolvers<never>()
    const onAbort = (): void => stopped.reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      return await Promise.race([work, stopped.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  async #send(stream: Stream, changes: readonly ItemChange[]): Promise<void> {
    const events = changes.map(({ type, data, subject }) => createEvent(type, stream.source, data, { subject }))
    await this.#options.reporter.enqueueState(events, this.#abort.signal)
  }

  #tellAll(type: EventType, data: EventData<EventType>): void {
    for (const stream of this.#streams.values()) if (stream.held) this.#options.reporter.enqueue(createEvent(type, stream.source, data))
  }

  #tellModule(module: string, state: string, reason: string | null): void {
    const types: Readonly<Record<string, EventType>> = {
      running: 'reeve.module.started',
      stopped: 'reeve.module.stopped',
      error: 'reeve.module.failed',
    }
    const type = types[state]
    if (type) this.#tellAll(type, { module, reason })
  }

  #streamOf(workspace: Workspace): Stream {
    const known = this.#streams.get(workspace.id)
    if (known) return known
    const source = eventSource(this.#options.principal.id, workspace.id)
    const stream: Stream = {
      workspace,
      source,
      told: new Map(),
      present: undefined,
      confirmed: undefined,
      held: false,
      work: Promise.resolve(),
    }
    this.#streams.set(workspace.id, stream)
    return stream
  }

  /** Runs work of one workspace in order; what fails is tried again by the next comparison. */
  #enqueueWork(stream: Stream, work: () => Promise<void>): Promise<void> {
    const done = stream.work.then(work).catch((error: unknown) => {
      if (this.#abort.signal.aborted) return
      this.#running().log.warn('the backend could not be told everything yet', {
        workspace: stream.workspace.name,
        reason: reasonOf(error),
      })
      setTimeout(() => void (this.#abort.signal.aborted || this.#synchronizeStream(stream)), synchronizeRetryMs).unref()
    })
    stream.work = done
    return done
  }

  #running(): ModuleContext {
    if (!this.#context) throw new Error('telemetry is not initialized')
    return this.#context
  }
}
