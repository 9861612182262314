import { randomUUID } from 'node:crypto'
import { type Detection, detectionSchema, type StoredEvent, type Summary, storedEventSchema, summarySchema } from '@reeve/protocol/api'
import type { EventType, InventoryKind } from '@reeve/protocol/events'
import type { Severity } from '@reeve/protocol/rules'

/** A small workspace's worth of what a backend tells, each piece held to the protocol's own schema. */

export const principal = 'pZ3kq8rT1vXw5yB7dF9h'
export const shop = { id: 'ws-acme-shop', name: 'acme-shop' }
export const infra = { id: 'ws-infra', name: 'infra-scripts' }
export const sourceOf = (workspace: { id: string }): string => `reeve://${principal}/${workspace.id}`

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString()

type Workspace = typeof shop

export function detection(
  kind: InventoryKind,
  subject: string,
  name: string,
  data: Record<string, unknown>,
  options: { workspace?: Workspace; ageMs?: number } = {},
): Detection {
  const workspace = options.workspace ?? shop
  const at = ago(options.ageMs ?? 2 * day)
  return detectionSchema.parse({
    source: sourceOf(workspace),
    workspace,
    kind,
    subject: `${kind}/${subject}`,
    name,
    state: 'present',
    data,
    firstSeenAt: at,
    lastSeenAt: ago(4_000),
    changedAt: at,
    eventId: randomUUID(),
  })
}

interface ServerOptions {
  readonly id?: string
  readonly client?: string | null
  readonly file?: string
  readonly line?: number
  readonly package?: { ecosystem: string; name: string; version: string | null; pinned: boolean } | null
  readonly host?: string | null
  readonly transport?: 'stdio' | 'http' | 'sse'
  readonly disabled?: boolean
}

export const serverData = (name: string, options: ServerOptions = {}): Record<string, unknown> => ({
  id: options.id ?? `srv-${name}`,
  name,
  client: options.client === undefined ? 'cursor' : options.client,
  scope: 'project',
  file: options.file ?? '.cursor/mcp.json',
  line: options.line ?? 4,
  transport: options.transport ?? 'stdio',
  package: options.package ?? null,
  disabled: options.disabled ?? false,
  confidence: 100,
  methods: ['config:cursor'],
  launcher: options.host ? null : 'npx',
  host: options.host ?? null,
  definitionHash: 'a'.repeat(64),
})

export const findingData = (
  rule: string,
  severity: Severity,
  message: string,
  file: string,
  line: number,
  subject: string | null,
): Record<string, unknown> => ({ rule, severity, message, file, line, subject })

const npm = (name: string, version: string | null) => ({ ecosystem: 'npm', name, version, pinned: version !== null })
const evidence = (file: string, line: number, detail: string) => ({ file, line, method: 'import', detail })

export function sampleDetections(): Detection[] {
  return [
    detection(
      'mcp-server',
      'github@cursor',
      'github',
      serverData('github', { package: npm('@modelcontextprotocol/server-github', null), line: 14 }),
    ),
    detection(
      'mcp-server',
      'github@vscode',
      'github',
      serverData('github', {
        client: 'vscode',
        file: '.vscode/mcp.json',
        line: 6,
        package: npm('@modelcontextprotocol/server-github', null),
      }),
    ),
    detection(
      'mcp-server',
      'filesystem',
      'filesystem',
      serverData('filesystem', {
        client: 'claude-desktop',
        file: '~/.config/Claude/claude_desktop_config.json',
        line: 88,
        package: npm('@modelcontextprotocol/server-filesystem', '2026.9.25'),
      }),
    ),
    detection(
      'mcp-server',
      'postgres',
      'postgres',
      serverData('postgres', {
        client: 'vscode',
        file: '.vscode/mcp.json',
        line: 18,
        package: { ecosystem: 'pypi', name: 'postgres-mcp', version: '1.4.1', pinned: true },
      }),
    ),
    detection('mcp-server', 'linear', 'linear', serverData('linear', { host: 'mcp.linear.app', transport: 'http', line: 31 })),
    detection(
      'mcp-server',
      'metrics',
      'metrics',
      serverData('metrics', { host: 'metrics.internal:8080', transport: 'sse', line: 38, disabled: true }),
      {
        ageMs: 5 * hour,
      },
    ),
    detection(
      'mcp-server',
      'fetch',
      'fetch',
      serverData('fetch', {
        client: 'claude-code',
        file: '.mcp.json',
        package: { ecosystem: 'pypi', name: 'mcp-server-fetch', version: null, pinned: false },
      }),
      {
        workspace: infra,
      },
    ),
    detection(
      'finding',
      'f1',
      'plaintext-secret',
      findingData(
        'plaintext-secret',
        'error',
        'The variable GITHUB_TOKEN of server github holds a GitHub token.',
        '.cursor/mcp.json',
        14,
        'srv-github',
      ),
    ),
    detection(
      'finding',
      'f2',
      'unpinned-package',
      findingData(
        'unpinned-package',
        'warning',
        'Server github runs @modelcontextprotocol/server-github without an exact version.',
        '.vscode/mcp.json',
        6,
        'srv-github',
      ),
      { ageMs: 31 * minute },
    ),
    detection(
      'finding',
      'f3',
      'insecure-transport',
      findingData(
        'insecure-transport',
        'warning',
        'Server metrics is reached over http at metrics.internal:8080.',
        '.cursor/mcp.json',
        38,
        'srv-metrics',
      ),
      { ageMs: 5 * hour },
    ),
    detection(
      'finding',
      'f4',
      'unpinned-package',
      findingData(
        'unpinned-package',
        'warning',
        'Server fetch runs mcp-server-fetch without an exact version.',
        '.mcp.json',
        4,
        'srv-fetch',
      ),
      {
        workspace: infra,
        ageMs: 5 * day,
      },
    ),
    detection('agent', 'triage', 'triage', { id: 'agent-triage', name: 'triage', framework: 'langgraph', file: 'src/triage.py', line: 12 }),
    detection('agent', 'notes', 'release-notes', {
      id: 'agent-notes',
      name: 'release-notes',
      framework: 'ai-sdk',
      file: 'agents/release-notes.ts',
      line: 3,
    }),
    ...(
      [
        ['api:call', ['agent-triage', 'agent-notes'], 'src/triage.py', 4],
        ['db:read', ['agent-triage'], 'src/store.py', 9],
        ['file:write', ['agent-notes'], 'agents/release-notes.ts', 41],
        ['model:call', ['agent-triage', 'agent-notes'], 'src/triage.py', 2],
        ['system:exec', [], 'scripts/deploy.py', 77],
      ] as const
    ).map(([name, agents, file, line]) =>
      detection('capability', name, name, {
        name,
        confidence: 95,
        agents: [...agents],
        evidence: [evidence(file, line, name), evidence('src/util.py', 3, name)],
      }),
    ),
    detection('protocol', 'mcp', 'mcp', {
      name: 'mcp',
      evidence: [evidence('src/tools.py', 1, 'mcp'), evidence('package.json', 9, 'mcp')],
    }),
    detection('protocol', 'oauth', 'oauth', { name: 'oauth', evidence: [evidence('src/login.ts', 5, 'oauth4webapi')] }),
  ]
}

let sequence = 0

export function storedEvent(
  type: EventType,
  subject: string | undefined,
  data: Record<string, unknown>,
  options: { workspace?: Workspace; ageMs?: number } = {},
): StoredEvent {
  sequence += 1
  const at = ago(options.ageMs ?? 0)
  return storedEventSchema.parse({
    event: {
      specversion: '1.0',
      id: randomUUID(),
      source: sourceOf(options.workspace ?? shop),
      type,
      time: at,
      ...(subject === undefined ? {} : { subject }),
      datacontenttype: 'application/json',
      data,
    },
    receipt: { sequence, principal, batchId: randomUUID(), receivedAt: at, remoteAddress: '127.0.0.1' },
  })
}

/** The oldest first. */
export function sampleEvents(): StoredEvent[] {
  return [
    storedEvent(
      'reeve.workspace.opened',
      undefined,
      { name: 'acme-shop', platform: 'linux', supervisorVersion: '0.1.0' },
      { ageMs: 2 * day + 1000 },
    ),
    ...['github', 'filesystem', 'postgres', 'linear', 'jira'].map((name, index) =>
      storedEvent('reeve.mcp-server.detected', `mcp-server/${name}`, serverData(name, { line: 4 + index * 7 }), { ageMs: 2 * day - index }),
    ),
    storedEvent('reeve.mcp-server.removed', 'mcp-server/jira', { name: 'jira' }, { ageMs: 26 * hour }),
    storedEvent('reeve.module.failed', undefined, { module: 'telemetry', reason: 'the buffer could not be flushed' }, { ageMs: 25 * hour }),
    storedEvent(
      'reeve.mcp-server.detected',
      'mcp-server/metrics',
      serverData('metrics', { host: 'metrics.internal:8080', transport: 'sse', line: 38 }),
      { ageMs: 5 * hour },
    ),
    storedEvent(
      'reeve.finding.raised',
      'finding/f3',
      findingData('insecure-transport', 'warning', 'Server metrics is reached over http.', '.cursor/mcp.json', 38, 'srv-metrics'),
      { ageMs: 5 * hour },
    ),
    storedEvent('reeve.finding.resolved', 'finding/f0', { name: 'Secret in plain text' }, { ageMs: 3 * hour }),
    storedEvent(
      'reeve.finding.raised',
      'finding/f2',
      findingData(
        'unpinned-package',
        'warning',
        'Server github runs a package without an exact version.',
        '.vscode/mcp.json',
        6,
        'srv-github',
      ),
      { ageMs: 31 * minute },
    ),
  ]
}

/** Counts detections as the backend does: a server once for each id. */
export function summaryOf(detections: readonly Detection[], events: readonly StoredEvent[]): Summary {
  const of = (kind: InventoryKind) => detections.filter((item) => item.kind === kind)
  const keyOf = (item: Detection, id: unknown) => `${item.source} ${id}`
  const servers = new Set(of('mcp-server').map((item) => keyOf(item, item.data.id)))
  const severities = of('finding').map((item) => ({ key: keyOf(item, item.data.subject), severity: item.data.severity as Severity }))
  const atRisk = new Set(severities.filter(({ key, severity }) => servers.has(key) && severity === 'error').map(({ key }) => key))
  const toLookAt = new Set(severities.filter(({ key }) => servers.has(key) && !atRisk.has(key)).map(({ key }) => key))
  const severity = (name: Severity) => severities.filter((item) => item.severity === name).length
  const workspaces = new Map(
    detections.map((item) => [item.workspace.id, { ...item.workspace, source: item.source, lastSeenAt: item.lastSeenAt }]),
  )
  return summarySchema.parse({
    servers: servers.size,
    capabilities: of('capability').length,
    protocols: of('protocol').length,
    agents: of('agent').length,
    findings: severities.length,
    findingsBySeverity: { error: severity('error'), warning: severity('warning'), info: severity('info') },
    serversByRisk: { atRisk: atRisk.size, toLookAt: toLookAt.size, clean: servers.size - atRisk.size - toLookAt.size },
    clients: new Set(of('mcp-server').map((item) => item.data.client)).size,
    workspaces: [...workspaces.values()],
    lastReportAt: detections.length === 0 ? null : ago(4_000),
    eventsLastHour: events.filter(({ event }) => Date.now() - Date.parse(event.time) < hour).length,
    eventsDropped: 0,
  })
}

const manyTypes = [
  ['reeve.mcp-server.detected', (n: number) => serverData(`server-${n}`, { line: (n % 90) + 1 })],
  [
    'reeve.finding.raised',
    (n: number) =>
      findingData('unpinned-package', n % 3 ? 'warning' : 'error', `Server server-${n} is unpinned.`, '.mcp.json', 1, `srv-${n}`),
  ],
  ['reeve.module.started', (n: number) => ({ module: `module-${n}`, reason: null })],
  ['reeve.finding.resolved', (n: number) => ({ name: `Server server-${n} is unpinned.` })],
  ['reeve.agent.removed', (n: number) => ({ name: `agent-${n}` })],
] as const

/** As many events as are asked for, one every `everyMs`, the oldest first; unchecked, so that 100,000 are made in no time. */
export function manyEvents(count: number, everyMs = 700): StoredEvent[] {
  const now = Date.now()
  return Array.from({ length: count }, (_, n) => {
    const [type, data] = manyTypes[(n * 7 + (n >> 4)) % manyTypes.length] ?? manyTypes[0]
    // Uneven, as things happen.
    const at = new Date(now - (count - n) * everyMs - ((n * 7919) % 1000) * Math.sin(n / 400) * 60).toISOString()
    return {
      event: {
        specversion: '1.0',
        id: `event-${n}`,
        source: sourceOf(n % 5 === 0 ? infra : shop),
        type,
        time: at,
        subject: `some/${n}`,
        datacontenttype: 'application/json',
        data: data(n),
      },
      receipt: { sequence: n + 1, principal, batchId: '0b5fe0b1-7e5c-4f0e-9c9e-3f3a0a6f2f11', receivedAt: at, remoteAddress: '127.0.0.1' },
    }
  })
}
