import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { emptyExtract } from '../../../src/modules/detection/extract.ts'
import { type AnalyzerOptions, SourceAnalyzer } from '../../../src/modules/detection/source/analyzer.ts'
import { FileAnalysis } from '../../../src/modules/detection/source/file-analysis.ts'
import { asOrdinaryUser } from '../temporary-folder.ts'
import { capabilitiesOf } from './extract-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'source-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const analyzers: SourceAnalyzer[] = []
afterEach(async () => {
  await Promise.all(analyzers.splice(0).map((analyzer) => analyzer.close()))
})

function analyzerWith(options?: AnalyzerOptions): SourceAnalyzer {
  const analyzer = new SourceAnalyzer(options)
  analyzers.push(analyzer)
  return analyzer
}

const dangerous = `import fs from 'fs'\nfs.rmSync('a')\n`

function put(path: string, content: string | Buffer = dangerous): { path: string; absolute: string } {
  const absolute = join(folder, path)
  mkdirSync(join(absolute, '..'), { recursive: true })
  writeFileSync(absolute, content)
  return { path, absolute }
}

const failing = new URL('./failing-worker.ts', import.meta.url)

describe('analyzing files', () => {
  const ways: readonly (readonly [way: string, options: AnalyzerOptions])[] = [
    ['in a process of its own', {}],
    ['in the caller’s process', { inProcessBytes: 1_000_000 }],
  ]
  it.each(ways)('says what each says, in their order, %s', async (_way, options) => {
    const files = [
      put('plain.ts', `import './other'\nexport const a = 1`),
      put('one.ts'),
      put('two.py', `import os\nos.system('x')`),
      put('notes.md', 'x'),
    ]
    const analyzer = analyzerWith(options)
    const extracts = await analyzer.analyze(files)
    expect([...extracts.keys()]).toEqual(['plain.ts', 'one.ts', 'two.py', 'notes.md'])
    expect(extracts.get('plain.ts')).toEqual({ ...emptyExtract, imports: ['other'] })
    expect(capabilitiesOf(extracts.get('one.ts') ?? emptyExtract)).toEqual(['file:delete@2 call'])
    expect(capabilitiesOf(extracts.get('two.py') ?? emptyExtract)).toEqual(['system:exec@2 call'])
    expect(extracts.get('notes.md')).toEqual(emptyExtract)
    expect(analyzer.isProcessRunning).toBe(options.inProcessBytes === undefined)
  })

  it('starts no process for files that hold nothing of interest', async () => {
    const analyzer = analyzerWith()
    await analyzer.analyze([put('plain.ts', 'export const a = 1'), put('empty.ts', ''), put('white.py', ' \n\n')])
    expect(analyzer.isProcessRunning).toBe(false)
  })

  it('hands more than a few files to the process', async () => {
    const analyzer = analyzerWith({ inProcessBytes: dangerous.length * 2 })
    await analyzer.analyze([put('a1.ts'), put('a2.ts')])
    expect(analyzer.isProcessRunning).toBe(false)
    await analyzer.analyze([put('a1.ts'), put('a2.ts'), put('a3.ts')])
    expect(analyzer.isProcessRunning).toBe(true)
  })

  it('reads text in other encodings', async () => {
    const extracts = await analyzerWith({ inProcessBytes: 1e6 }).analyze([
      put('bom.ts', `\ufeff${dangerous}`),
      put('utf16.ts', Buffer.from(`\ufeff${dangerous}`, 'utf16le')),
      put('broken.ts', Buffer.concat([Buffer.from(`// \xff\xfe`, 'latin1'), Buffer.from(`\n${dangerous}`)])),
    ])
    expect([...extracts.values()].map((extract) => capabilitiesOf(extract))).toEqual([
      ['file:delete@2 call'],
      ['file:delete@2 call'],
      ['file:delete@3 call'],
    ])
  })
})

describe('files that cannot be read', () => {
  const cases: readonly (readonly [title: string, file: () => { path: string; absolute: string }, message: RegExp])[] = [
    ['a binary file', () => put('binary.ts', Buffer.from([1, 0, 2, 3])), /binary\.ts cannot be read: it is a binary file/],
    ['a huge file', () => put('huge.ts', Buffer.alloc(1024 * 1024 + 1, 'a')), /huge\.ts is larger than 1048576 octets/],
    ['a file that is gone', () => ({ path: 'gone.ts', absolute: join(folder, 'gone.ts') }), /it is no longer there/],
    ['a folder', () => ({ path: 'folder.ts', absolute: folder }), /it is not an ordinary file/],
    [
      'a link to itself',
      () => {
        const absolute = join(folder, 'loop.ts')
        rmSync(absolute, { force: true })
        symlinkSync(absolute, absolute)
        return { path: 'loop.ts', absolute }
      },
      /a link that leads back to itself/,
    ],
    [
      'a pipe that nobody writes to',
      () => {
        const absolute = join(folder, 'pipe.ts')
        rmSync(absolute, { force: true })
        execFileSync('mkfifo', [absolute])
        return { path: 'pipe.ts', absolute }
      },
      /it is not an ordinary file/,
    ],
  ]
  it.each(cases)('%s is an error and stops nothing', async (_title, makeFile, message) => {
    const file = makeFile()
    const extracts = await analyzerWith({ inProcessBytes: 1e6 }).analyze([put('before.ts'), file, put('after.ts')])
    expect(extracts.get(file.path)).toEqual({ ...emptyExtract, errors: [{ file: file.path, message: expect.stringMatching(message) }] })
    expect(capabilitiesOf(extracts.get('after.ts') ?? emptyExtract)).toEqual(['file:delete@2 call'])
  })

  it('a file without permission is an error', async () => {
    const file = put('secret.ts')
    chmodSync(file.absolute, 0)
    const extracts = await asOrdinaryUser(folder, () => analyzerWith().analyze([file]))
    expect(extracts.get('secret.ts')?.errors).toEqual([{ file: 'secret.ts', message: expect.stringMatching(/permission denied/) }])
  })

  it('a file that vanishes before its turn is an error of the process', async () => {
    const { absolute } = put('brief.ts')
    rmSync(absolute)
    expect((await new FileAnalysis().analyze({ path: 'brief.ts', absolute }, 1000)).errors).toHaveLength(1)
  })

  it('a file that takes too long is an error, and the next one is parsed from its start', async () => {
    const analysis = new FileAnalysis()
    const long = put('long.ts', `import fs from 'fs'\n${'fs.rmSync(a ? [b, c] : { d })\n'.repeat(20_000)}`)
    expect((await analysis.analyze(long, 0)).errors).toEqual([{ file: 'long.ts', message: expect.stringMatching(/took longer than 0 ms/) }])
    expect(capabilitiesOf(await analysis.analyze(put('short.ts'), 2000))).toEqual(['file:delete@2 call'])
    await analysis.close()
  })
})

describe('the analysis process', () => {
  it.each([
    ['exits', 'exit.ts', /its analysis crashed/],
    ['throws', 'throw.ts', /its analysis crashed/],
    ['runs out of memory', 'memory.ts', /its analysis crashed/],
    ['stalls', 'stall.ts', /took longer than 2000 ms/],
  ])('that %s costs the file it was at', async (_title, name, message) => {
    // Filling the memory takes a while on a busy machine.
    const timeLimitMs = name === 'memory.ts' ? 15_000 : 2000
    const extracts = await analyzerWith({ program: failing, timeLimitMs }).analyze([put('first.ts'), put(name), put('last.ts')])
    expect(extracts.get(name)).toEqual({ ...emptyExtract, errors: [{ file: name, message: expect.stringMatching(message) }] })
    for (const path of ['first.ts', 'last.ts']) expect(capabilitiesOf(extracts.get(path) ?? emptyExtract)).toEqual(['file:delete@2 call'])
  })

  it('that does not start fails all files at once', async () => {
    const extracts = await analyzerWith({ program: new URL('./no-such-worker.ts', import.meta.url) }).analyze([
      put('a.ts'),
      put('b.ts'),
      put('plain.ts', ''),
    ])
    expect([...extracts.values()].map(({ errors }) => errors.length)).toEqual([1, 1, 0])
  })

  it('ends when it is idle, and starts again', async () => {
    const analyzer = analyzerWith({ idleMs: 20 })
    await analyzer.analyze([put('a.ts')])
    expect(analyzer.isProcessRunning).toBe(true)
    await vi.waitUntil(() => !analyzer.isProcessRunning, { timeout: 5000 })
    const extracts = await analyzer.analyze([put('a.ts')])
    expect(extracts.get('a.ts')?.capabilities).not.toEqual([])
  })

  it('does not keep the process alive', async () => {
    const { absolute } = put('alive.ts')
    const program = `
      import { SourceAnalyzer } from ${JSON.stringify(new URL('../../../src/modules/detection/source/analyzer.ts', import.meta.url).href)}
      const analyzer = new SourceAnalyzer({ idleMs: 600_000 })
      const extracts = await analyzer.analyze([{ path: 'alive.ts', absolute: ${JSON.stringify(absolute)} }])
      console.log(extracts.get('alive.ts').capabilities.length, analyzer.isProcessRunning)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    const code = await new Promise((resolve) => child.on('exit', resolve))
    expect({ code, output }).toEqual({ code: 0, output: '2 true\n' })
  })

  it('serves a later call before what an earlier one still waits for', async () => {
    const analyzer = analyzerWith()
    const many = Array.from({ length: 300 }, (_, index) => put(`many/${index}.ts`))
    const order: string[] = []
    const scan = analyzer.analyze(many).then(() => order.push('scan'))
    const saved = analyzer.analyze([put('saved.ts')]).then(() => order.push('saved'))
    await Promise.all([scan, saved])
    expect(order).toEqual(['saved', 'scan'])
  })

  it('gives up what waits when it is closed', async () => {
    const analyzer = analyzerWith({ program: failing })
    const pending = analyzer.analyze([put('stall.ts'), put('waits.ts')])
    await analyzer.close()
    const extracts = await pending
    for (const path of ['stall.ts', 'waits.ts']) {
      expect(extracts.get(path)?.errors).toEqual([{ file: path, message: expect.stringMatching(/the analysis was ended/) }])
    }
    expect(analyzer.isProcessRunning).toBe(false)
  })

  it('stops when its signal is aborted', async () => {
    const many = Array.from({ length: 300 }, (_, index) => put(`many/${index}.ts`))
    const reason = new Error('enough')
    for (const options of [{}, { inProcessBytes: 1e9 }]) {
      const controller = new AbortController()
      const pending = analyzerWith(options).analyze(many, controller.signal)
      controller.abort(reason)
      await expect(pending).rejects.toBe(reason)
    }
    await expect(analyzerWith().analyze(many, AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})
