import type { AnalysisRequest } from '../../../src/modules/detection/source/analysis-process.ts'
import { FileAnalysis } from '../../../src/modules/detection/source/file-analysis.ts'

/** The analysis process's program, which fails at files by their names and does its work at all others. */
const analysis = new FileAnalysis()

process.on('message', async ({ files, timeLimitMs }: AnalysisRequest) => {
  for (const file of files) {
    if (file.path.includes('exit')) process.exit(1)
    if (file.path.includes('stall')) for (;;);
    if (file.path.includes('throw')) throw new Error('thrown')
    if (file.path.includes('memory')) for (const all: unknown[] = []; ; ) all.push(new Array(100_000).fill(0))
    process.send?.(await analysis.analyze(file, timeLimitMs))
  }
})
process.on('disconnect', () => process.exit())

process.send?.('ready')
