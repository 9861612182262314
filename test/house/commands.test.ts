import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeProject, findOldNode, ownRuntime, root, start, temporaryFolder, write } from './support.ts'

const oldNode = findOldNode()
const ownNpm = join(ownRuntime, 'npm/bin/npm-cli.js')

/** What runs `npm start`: the present Node.js, and an old one with the npm that it brings. */
const runners = [
  { name: 'this Node.js', node: process.execPath, npm: existsSync(ownNpm) ? ownNpm : undefined },
  { name: 'an old Node.js', node: oldNode, npm: undefined },
]

const echo = `
  const major = Number(process.versions.node.split('.')[0])
  process.stdout.write(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), new: major >= 24 }))
  process.exitCode = 7`

/** Counts what reaches it for a moment after the first, and ends with the counts. */
const countSignals = `
  const seen = []
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
    seen.push(signal)
    setTimeout(() => { process.stdout.write(seen.join()); process.exit(5) }, 600)
  })
  setInterval(() => {}, 1000)
  process.stdout.write('ready ')`

describe.each(runners)('npm start under $name', ({ node, npm }) => {
  const npmStart = (cwd: string, args: readonly string[]) => {
    if (node === undefined) throw new Error('There is no such Node.js.')
    const nodeFolder = dirname(node)
    return npm === undefined
      ? start(join(nodeFolder, 'npm'), ['start', '--', ...args], { cwd, nodeFolder })
      : start(node, [npm, 'start', '--', ...args], { cwd, nodeFolder })
  }
  const canRun = node !== undefined && (npm !== undefined || existsSync(join(dirname(node), 'npm'))) && existsSync(ownRuntime)

  test.skipIf(!canRun)('installs, builds once, and prints what the program prints alone, with its exit code', async () => {
    const folder = temporaryFolder(onTestFinished)
    fakeProject(folder, echo)
    for (const round of ['first', 'second']) {
      const { code, stdout, stderr } = await npmStart(folder, ['DIR', '--once', '--format', 'json']).ended
      expect({ round, stderr, code }).toMatchObject({ round, code: 7 })
      expect(JSON.parse(stdout)).toEqual({ args: ['up', 'DIR', '--once', '--format', 'json'], cwd: folder, new: true })
    }
    expect(readFileSync(join(folder, 'dist/builds'), 'utf8')).toBe('built\n')
    expect(existsSync(join(folder, '.runtime/lock'))).toBe(false)
  })

  test.skipIf(!canRun)('two at once do not disturb each other', async () => {
    const folder = temporaryFolder(onTestFinished)
    fakeProject(folder, echo)
    const both = await Promise.all([npmStart(folder, ['A']).ended, npmStart(folder, ['B']).ended])
    expect(both.map(({ code }) => code)).toEqual([7, 7])
    expect(both.map(({ stdout }) => JSON.parse(stdout).args[1])).toEqual(['A', 'B'])
    expect(readFileSync(join(folder, 'dist/builds'), 'utf8')).toBe('built\n')
  })

  test.skipIf(!canRun).each(['SIGINT', 'SIGTERM'] as const)(
    '%s to the whole group, as a terminal sends it, reaches the program once',
    async (signal) => {
      const folder = temporaryFolder(onTestFinished)
      fakeProject(folder, countSignals)
      const running = npmStart(folder, ['DIR'])
      await running.says('ready')
      if (running.child.pid === undefined) throw new Error('It was not started.')
      process.kill(-running.child.pid, signal)
      const { stdout } = await running.ended
      expect(stdout).toBe(`ready ${signal}`)
    },
  )

  test.skipIf(!canRun)('tells what to do when nothing can be installed', async () => {
    const folder = temporaryFolder(onTestFinished)
    fakeProject(folder, echo)
    write(folder, {
      'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
      'package.json': readFileSync(join(folder, 'package.json'), 'utf8').replace('"scripts"', '"dependencies":{"zod":"4.6.7"},"scripts"'),
    })
    const { code, stdout, stderr } = await npmStart(folder, []).ended
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain('reeve: Installing the dependencies failed. package-lock.json does not fit package.json.')
  })
})

test('an unknown command is told, with those that there are', async () => {
  const { code, stderr } = await start(process.execPath, [join(root, 'scripts/run.mjs'), 'dance'], { cwd: root }).ended
  expect(code).toBe(3)
  expect(stderr).toContain('There is no command "dance".\nUse one of: start, test, check, bench, build')
})

describe('the shim', () => {
  const shim = (program: string | undefined): string => {
    const folder = temporaryFolder(onTestFinished)
    for (const path of ['server/bin/reeve.mjs', 'scripts/bootstrap', 'server/package.json']) {
      cpSync(join(root, path), join(folder, path), { recursive: true })
    }
    if (program !== undefined) write(folder, { 'dist/server/cli.js': program, 'dist/package.json': '{ "type": "module" }' })
    if (existsSync(ownRuntime)) {
      mkdirSync(join(folder, '.runtime'))
      symlinkSync(ownRuntime, join(folder, '.runtime/node_modules'))
    }
    return folder
  }
  const run = (node: string, folder: string) => start(node, [join(folder, 'server/bin/reeve.mjs'), 'scan', 'DIR'], { cwd: folder })

  describe.each(runners)('under $name', ({ node }) =>
    test.skipIf(node === undefined || !existsSync(ownRuntime))('runs the command', async () => {
      const folder = shim(echo)
      const { code, stdout } = await run(node ?? '', folder).ended
      expect(code).toBe(7)
      expect(JSON.parse(stdout)).toEqual({ args: ['scan', 'DIR'], cwd: folder, new: true })
    }),
  )

  test('says what to run when nothing is built', async () => {
    const { code, stderr } = await run(process.execPath, shim(undefined)).ended
    expect(code).toBe(3)
    expect(stderr).toContain('Reeve is not built yet.\nRun npm run build in ')
  })

  test.skipIf(oldNode === undefined)('says what to run when there is no Node.js for it', async () => {
    const folder = shim(echo)
    rmSync(join(folder, '.runtime'), { recursive: true, force: true })
    const { code, stderr } = await run(oldNode ?? '', folder).ended
    const major = Number(/needs Node.js 22.12 or newer; this is (\d+)/.exec(stderr)?.[1])
    expect({ code, old: major < 23 }).toEqual({ code: 3, old: true })
  })

  test.skipIf(oldNode === undefined || !existsSync(ownRuntime))('passes a signal on once', async () => {
    const running = run(oldNode ?? '', shim(countSignals))
    await running.says('ready')
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ stdout: 'ready SIGTERM', code: 5 })
  })
})

test.skipIf(oldNode === undefined)('npm install under an old Node.js says what to use instead', async () => {
  const folder = temporaryFolder(onTestFinished)
  fakeProject(folder, echo)
  const nodeFolder = dirname(oldNode ?? '')
  const { code, stderr } = await start(join(nodeFolder, 'npm'), ['install'], { cwd: folder, nodeFolder }).ended
  expect(code).not.toBe(0)
  expect(stderr).toContain('npm start and npm test get Node.js 24')
})
