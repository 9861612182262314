// Runs the benchmarks. They are TypeScript, which Node.js 24 runs as it is.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', '--no-warnings', join(root, 'test/load/bench.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: root },
)
process.exitCode = status ?? 1
