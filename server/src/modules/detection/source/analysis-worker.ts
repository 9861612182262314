import { parentPort } from 'node:worker_threads'
import { FileAnalysis } from './file-analysis.ts'
import type { SourceFile } from './read-source.ts'

/** The program of the analysis thread: a file comes in, its extract goes out. */
const analysis = new FileAnalysis()

parentPort?.on('message', async ({ file, timeLimitMs }: { file: SourceFile; timeLimitMs: number }) => {
  parentPort?.postMessage(await analysis.analyze(file, timeLimitMs))
})

parentPort?.postMessage('ready')
