import { describe, expect, test } from 'vitest'
import { protocolVersion, routes } from '@reeve/protocol/api'
import { capabilityCatalogue, formerCapabilityNames } from '@reeve/protocol/capabilities'
import { discoveryFileName, discoverySchema } from '@reeve/protocol/discovery'
import { errorBodySchema, errorCatalogue, errorCodes, ReeveError } from '@reeve/protocol/errors'
import { gatewayClientMessageSchema, gatewayCloseCodes, gatewayPath, gatewayServerMessageSchema } from '@reeve/protocol/gateway'
import { inventoryKinds } from '@reeve/protocol/events'
import { ruleIds } from '@reeve/protocol/rules'

/** What other programs rely on, letter by letter: whoever changes one of these changes the protocol. */

test('the routes', () => {
  expect(protocolVersion).toBe(1)
  expect(Object.entries(routes).map(([name, { method, path, auth }]) => `${name}: ${method} ${path} (${auth})`)).toEqual([
    'getHealth: GET /api/v1/health (none)',
    'getReadiness: GET /api/v1/health/ready (none)',
    'registerAgent: POST /api/v1/agents (possession)',
    'listAgents: GET /api/v1/agents (reader)',
    'getAgent: GET /api/v1/agents/:id (reader)',
    'postBatch: POST /api/v1/detection/batch (signed)',
    'syncInventory: POST /api/v1/detection/sync (signed)',
    'listDetections: GET /api/v1/detections (reader)',
    'getSummary: GET /api/v1/detections/summary (reader)',
    'listEvents: GET /api/v1/events (reader)',
    'checkEventSignature: GET /api/v1/events/:id/signature (reader)',
    'getTrustScore: GET /api/v1/trust-score/agents/:id (reader)',
    'listAudit: GET /api/v1/audit (reader)',
    'createDashboardLink: POST /api/v1/dashboard/links (signed)',
    'createDashboardSession: POST /api/v1/dashboard/sessions (none)',
  ])
})

test('every signed body names its audience and its principal', () => {
  for (const route of Object.values(routes)) {
    if (route.auth !== 'signed' && route.auth !== 'possession') continue
    expect(Object.keys(route.body.shape)).toEqual(expect.arrayContaining(['audience', 'principal']))
  }
})

const at = '2026-11-20T08:00:00.000Z'
const stored = {
  event: {
    specversion: '1.0',
    id: 'e',
    source: 'reeve://p/w',
    type: 'reeve.module.started',
    time: at,
    datacontenttype: 'application/json',
    data: { module: 'core', reason: null },
  },
  receipt: { sequence: 1, principal: 'p', batchId: '0b5fe0b1-7e5c-4f0e-9c9e-3f3a0a6f2f11', receivedAt: at, remoteAddress: '127.0.0.1' },
}
const summary = {
  servers: 0,
  capabilities: 0,
  protocols: 0,
  agents: 0,
  findings: 0,
  findingsBySeverity: { error: 0, warning: 0, info: 0 },
  serversByRisk: { atRisk: 0, toLookAt: 0, clean: 0 },
  clients: 0,
  workspaces: [{ id: 'w', name: 'shop', source: 'reeve://p/w', lastSeenAt: at }],
  lastReportAt: null,
  eventsLastHour: 0,
  eventsDropped: 0,
}

describe('the gateway', () => {
  test('is at this path and closes with these codes', () => {
    expect(gatewayPath).toBe('/api/v1/gateway')
    expect(gatewayCloseCodes).toEqual({ stopping: 4001, unauthenticated: 4003, malformed: 4004, silent: 4005, replaced: 4006 })
  })

  test.each([
    { type: 'authenticate', sessionToken: 't' },
    { type: 'heartbeat', at, state: 'healthy', queuedEvents: 0, droppedEvents: 0 },
    { type: 'subscribe', channels: ['events', 'summary'] },
  ])('hears $type', (message) => {
    expect(gatewayClientMessageSchema.parse(message)).toEqual(message)
  })

  test.each([
    { type: 'welcome', protocolVersion: 1, backendId: 'b', version: '0.1.0', heartbeatMs: 15_000 },
    { type: 'heartbeat', at },
    { type: 'synchronize' },
    { type: 'events', rows: [stored] },
    { type: 'summary', summary },
    { type: 'error', code: 'session-invalid', message: 'm' },
  ])('says $type', (message) => {
    expect(gatewayServerMessageSchema.parse(message)).toEqual(message)
  })

  test.each([
    {},
    { type: 'events', rows: [] },
    { type: 'subscribe', channels: ['all'] },
    { type: 'authenticate', sessionToken: 'x'.repeat(129) },
  ])('does not hear %j', (message) => {
    expect(gatewayClientMessageSchema.safeParse(message).success).toBe(false)
  })
})

test('the discovery file', () => {
  expect(discoveryFileName).toBe('backend.json')
  const file = {
    pid: 1,
    url: 'https://127.0.0.1:1',
    certificate: 'PEM',
    backendId: 'b',
    version: '0.1.0',
    protocolVersion: 1,
    startedAt: at,
    dashboardUrl: 'http://127.0.0.1:2',
    registrationToken: 't',
  }
  expect(discoverySchema.parse(file)).toEqual(file)
  for (const field of Object.keys(file)) expect(discoverySchema.safeParse({ ...file, [field]: undefined }).success).toBe(false)
})

test('the kinds, rules and capabilities', () => {
  expect(inventoryKinds).toEqual(['workspace', 'mcp-server', 'capability', 'protocol', 'agent', 'finding'])
  expect(ruleIds).toEqual(expect.arrayContaining(['unpinned-package', 'plaintext-secret', 'insecure-transport']))
  expect(Object.keys(capabilityCatalogue)).toEqual(
    expect.arrayContaining([
      'file:read',
      'file:write',
      'db:read',
      'api:call',
      'network:connect',
      'system:exec',
      'mcp:tool_use',
      'model:call',
    ]),
  )
  for (const name of Object.values(formerCapabilityNames)) expect(capabilityCatalogue).toHaveProperty(name)
})

describe('the errors', () => {
  const statuses = {
    'signature-missing': 401,
    'signature-invalid': 401,
    'principal-unknown': 401,
    'principal-mismatch': 403,
    'audience-mismatch': 403,
    'clock-skewed': 401,
    'nonce-used': 401,
    'key-mismatch': 409,
    'rate-limited': 429,
    'body-too-large': 413,
    'body-inflates-too-far': 413,
    'body-malformed': 400,
    'request-invalid': 400,
    'event-invalid': 422,
    'event-type-unknown': 422,
    'event-source-foreign': 422,
    'session-invalid': 401,
    'link-used': 401,
    'origin-refused': 403,
    'not-found': 404,
    'method-unsupported': 405,
    'media-type-unsupported': 415,
    'backend-internal': 500,
    'backend-stopping': 503,
  }
  test('that travel have these codes and statuses', () => {
    for (const [code, status] of Object.entries(statuses))
      expect([code, errorCatalogue[code as keyof typeof statuses]?.status]).toEqual([code, status])
  })

  test.each(errorCodes)('%s goes over the wire and comes back', (code) => {
    const words = [...`${errorCatalogue[code].message}${errorCatalogue[code].action}`.matchAll(/\{(\w+)\}/g)].map(([, word]) => [
      word,
      'value',
    ])
    const error = new ReeveError(code, Object.fromEntries(words))
    expect(`${error.message}${error.action}`).not.toMatch(/[{}]/)
    const back = ReeveError.fromBody(JSON.parse(JSON.stringify(errorBodySchema.parse(error.toBody()))))
    expect(back).toMatchObject({ code, status: error.status, message: error.message, action: error.action, details: error.details })
  })

  test('what is no error’s body gives none', () => {
    for (const body of [undefined, null, 'x', {}, { error: { code: 'unknown', message: '', action: '' } }])
      expect(ReeveError.fromBody(body)).toBeUndefined()
  })
})
