import type { AnalysisRequest } from './analysis-process.ts'
import { FileAnalysis } from './file-analysis.ts'

/** The program of the analysis process: files come in, the extract of each goes out. */
const analysis = new FileAnalysis()
let work = Promise.resolve()

process.on('message', ({ files, timeLimitMs }: AnalysisRequest) => {
  work = work.then(async () => {
    for (const file of files) process.send?.(await analysis.analyze(file, timeLimitMs))
  })
})
// Whoever asked is gone.
process.on('disconnect', () => process.exit())

process.send?.('ready')
