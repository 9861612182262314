import { randomUUID } from 'node:crypto'

/** Events as a supervisor makes them. */

export const makeEvent = (source: string, type: string, subject: string | undefined, data: object, change: object = {}) => ({
  specversion: '1.0',
  id: randomUUID(),
  source,
  type,
  time: new Date().toISOString(),
  ...(subject === undefined ? {} : { subject }),
  datacontenttype: 'application/json',
  data,
  ...change,
})

export const serverData = (name: string, change: object = {}) => ({
  id: `server:${name}`,
  name,
  client: 'cursor',
  scope: 'project',
  file: '.cursor/mcp.json',
  line: 3,
  transport: 'stdio',
  launcher: 'npx',
  host: null,
  definitionHash: 'a'.repeat(64),
  package: { ecosystem: 'npm', name: `@example/${name}`, version: '1.2.3', pinned: true },
  disabled: false,
  confidence: 100,
  methods: ['config:cursor'],
  ...change,
})

export const serverDetected = (source: string, name: string, change: object = {}) =>
  makeEvent(source, 'reeve.mcp-server.detected', `mcp-server/${name}`, serverData(name, change))

export const serverRemoved = (source: string, name: string) => makeEvent(source, 'reeve.mcp-server.removed', `mcp-server/${name}`, { name })

export const findingRaised = (source: string, key: string, severity: string, server: string | null, message = `finding ${key}`) =>
  makeEvent(source, 'reeve.finding.raised', `finding/${key}`, {
    rule: 'unpinned-package',
    severity,
    message,
    file: '.cursor/mcp.json',
    line: 3,
    subject: server,
  })

export const workspaceOpened = (source: string, name: string) =>
  makeEvent(source, 'reeve.workspace.opened', `workspace/${source.split('/').at(-1)}`, {
    name,
    platform: 'linux',
    supervisorVersion: '0.1.0',
  })
