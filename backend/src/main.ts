import { exitCodes, runBackend } from './program.ts'

/**
 * The backend's process. Embedded it is started by a supervisor, detached, and with Node's flag `--liftoff-only`: the
 * optimiser of WebAssembly takes several times the memory that the backend may use. Under full load V8's young generation
 * takes as much again unless `--semi-space-growth-factor=1` or `--max-semi-space-size` holds it small.
 */

/** After this the process ends whatever is still under way. */
const stopTimeoutMs = 5_000

const stopping = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort())

const code = await runBackend(process.argv.slice(2), process.env, {
  signal: stopping.signal,
  stdout: process.stdout,
  stderr: process.stderr,
  onStopping: () => setTimeout(() => process.exit(exitCodes.failed), stopTimeoutMs).unref(),
})
process.exit(code)
