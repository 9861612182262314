import { parentPort } from 'node:worker_threads'
import { FileAnalysis } from '../../../src/modules/detection/source/file-analysis.ts'

/** The analysis thread's program, which fails at files by their names and does its work at all others. */
const analysis = new FileAnalysis()

parentPort?.on('message', async ({ file, timeLimitMs }) => {
  if (file.path.includes('exit')) process.exit(1)
  if (file.path.includes('stall')) for (;;);
  if (file.path.includes('throw')) throw new Error('thrown')
  if (file.path.includes('memory')) for (const all: unknown[] = []; ; ) all.push(new Array(100_000).fill(0))
  parentPort?.postMessage(await analysis.analyze(file, timeLimitMs))
})

parentPort?.postMessage('ready')
