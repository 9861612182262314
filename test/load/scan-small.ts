import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../support/house.ts'
import { type Measurement, median, memoryOf } from './measure.ts'

const runs = 11

interface Run {
  readonly durationMs: number
  readonly peakMb: number
}

/** Runs a program to its end and watches its memory grow. */
async function run(args: readonly string[]): Promise<Run> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  let peakMb = 0
  const timer = setInterval(() => {
    const { peakMb: now } = child.pid === undefined ? { peakMb: 0 } : memoryOf(child.pid)
    if (now > peakMb) peakMb = now
  }, 5)
  await once(child, 'exit')
  clearInterval(timer)
  return { durationMs: performance.now() - startedAt, peakMb }
}

/** `reeve scan` of the example, as a whole process, beside Node.js that does nothing. */
export async function scanSmall(): Promise<Measurement[]> {
  const scan = [join(root, 'server', 'bin', 'reeve.mjs'), 'scan', join(root, 'examples', 'workspace'), '--no-user', '--format', 'json']
  await run(scan)
  const scans: Run[] = []
  const empty: Run[] = []
  for (let count = 0; count < runs; count += 1) {
    scans.push(await run(scan))
    empty.push(await run(['-e', '']))
  }
  const scanMs = median(scans.map(({ durationMs }) => durationMs))
  return [
    { what: '`reeve scan` of a small workspace, whole process', budget: 250, measured: scanMs, unit: 'ms' },
    { what: '… its peak memory', budget: 100, measured: median(scans.map(({ peakMb }) => peakMb)), unit: 'MB' },
    { what: '… against Node.js that does nothing', measured: scanMs / median(empty.map(({ durationMs }) => durationMs)), unit: '×' },
  ]
}
