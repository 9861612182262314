import type { HealthReport, ModuleContext, SupervisorModule } from '../../module.ts'

/** How often every module is asked how it is. */
const healthCheckMs = 60_000

/** The module that is always there: it watches the health of the others. */
export class CoreModule implements SupervisorModule {
  readonly info = {
    name: 'core',
    purpose: 'Keeps the modules running and watches their health.',
    dependencies: [],
    optional: false,
    defaultState: 'running',
  } as const
  readonly #checkHealth: () => Promise<void>
  #timer: NodeJS.Timeout | undefined
  #checks = 0

  constructor(checkHealth: () => Promise<void>) {
    this.#checkHealth = checkHealth
  }

  async initialize(_context: ModuleContext): Promise<void> {}

  async start(): Promise<void> {
    this.#timer = setInterval(() => {
      this.#checks += 1
      void this.#checkHealth()
    }, healthCheckMs)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
  }

  async cleanup(): Promise<void> {}

  async handleMessage(): Promise<undefined> {
    return undefined
  }

  async healthCheck(): Promise<HealthReport> {
    return { healthy: true, reason: null }
  }

  metrics(): Record<string, number> {
    return { healthChecks: this.#checks, residentBytes: process.memoryUsage.rss(), uptimeMs: Math.round(process.uptime() * 1000) }
  }

  async configure(): Promise<void> {}
}
