import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readOptions } from '../src/options.ts'

const secret = 'hunter2'

test('reads flags and environment, with defaults', () => {
  expect(readOptions(['--embedded', '--data', 'd'], {})).toEqual({
    mode: 'embedded',
    data: resolve('d'),
    idleMs: 30_000,
    logLevel: 'info',
    requestsPerMinute: 1000,
    retention: { maxSizeBytes: 500 * 1024 * 1024, maxAgeMs: 30 * 86_400_000 },
  })
  const environment = { REEVE_BACKEND_POSTGRES: `postgres://u:${secret}@h/d`, REEVE_BACKEND_MAX_AGE_DAYS: '7' }
  expect(readOptions(['--port', '0', '--tls-cert', 'c', '--tls-key', 'k'], environment)).toMatchObject({
    mode: 'team',
    host: '127.0.0.1',
    port: 0,
    data: undefined,
    tlsFiles: { certificate: resolve('c'), key: resolve('k') },
    retention: { maxAgeMs: 7 * 86_400_000 },
  })
})

describe('what is wrong is told, and no secret with it', () => {
  test.each<[string, string[], Record<string, string>]>([
    ['--embedded', [], {}],
    ['--data', ['--embedded'], {}],
    ['exclude', ['--embedded', '--data', 'd', '--postgres', `postgres://u:${secret}@h/d`], {}],
    ['postgres://', ['--postgres', `mysql://u:${secret}@h/d`], {}],
    ['postgres://', [], { REEVE_BACKEND_POSTGRES: secret }],
    ['--port', ['--postgres', 'postgres://h/d', '--port', '70000'], {}],
    ['--tls-key', ['--postgres', 'postgres://h/d', '--tls-cert', 'c'], {}],
    ['--unknown', ['--unknown'], {}],
    ['REEVE_BACKEND_IDLE_SECONDS', ['--embedded', '--data', 'd'], { REEVE_BACKEND_IDLE_SECONDS: '0' }],
    ['REEVE_BACKEND_MAX_SIZE_MB', ['--embedded', '--data', 'd'], { REEVE_BACKEND_MAX_SIZE_MB: '1.5' }],
    ['REEVE_BACKEND_LOG_LEVEL', ['--embedded', '--data', 'd'], { REEVE_BACKEND_LOG_LEVEL: 'loud' }],
  ])('%s', (part, args, environment) => {
    const read = () => readOptions(args, environment)
    expect(read).toThrow(expect.objectContaining({ code: 'usage', message: expect.stringContaining(part) }))
    expect(read).not.toThrow(secret)
  })
})
