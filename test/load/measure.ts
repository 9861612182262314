import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** One line of the table of measurements. */
export interface Measurement {
  readonly what: string
  /** The most that is allowed, or the least where `atLeast` is set; undefined where a figure is told without a budget. */
  readonly budget?: number
  readonly atLeast?: boolean
  readonly measured: number
  readonly unit: 'ms' | 'µs' | 'MB' | '/s' | '%' | '×'
}

export const isHeld = ({ budget, atLeast, measured }: Measurement): boolean =>
  budget === undefined || (atLeast ? measured >= budget : measured <= budget)

/** The value below which this share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5)

const megabyte = 1024 * 1024

/** Resident memory of a process in MB: now, and at its peak where the system tells it (on Linux). */
export function memoryOf(pid: number): { residentMb: number; peakMb: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const read = (name: string): number => (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / megabyte
    return { residentMb: read('VmRSS'), peakMb: read('VmHWM') }
  } catch {
    const residentMb = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
    return { residentMb, peakMb: residentMb }
  }
}
