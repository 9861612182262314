import { readdir, readFile } from 'node:fs/promises'

export interface RunningProcess {
  readonly pid: number
  readonly args: readonly string[]
}

/** Whether this system tells of processes what those of a test are found by. */
export const tellsProcesses = process.platform === 'linux'

/** Every process that runs with this text in its environment or its arguments; none where the system does not tell. */
export async function processesWith(text: string): Promise<RunningProcess[]> {
  if (!tellsProcesses) return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(pids.map((pid) => readProcess(Number(pid), text)))
  return found.filter((one) => one !== undefined)
}

async function readProcess(pid: number, text: string): Promise<RunningProcess | undefined> {
  try {
    const [environment, command] = await Promise.all([readFile(`/proc/${pid}/environ`, 'utf8'), readFile(`/proc/${pid}/cmdline`, 'utf8')])
    return `${environment}\0${command}`.includes(text) ? { pid, args: command.split('\0').slice(0, -1) } : undefined
  } catch {
    // It ended meanwhile, or is somebody else's.
    return undefined
  }
}

/** Which of the processes run a program of ours, such as `server/main.js`. */
export const programs = (processes: readonly RunningProcess[], program: string): RunningProcess[] =>
  processes.filter(({ args }) => args.some((argument) => argument.endsWith(`/dist/${program}`)))
