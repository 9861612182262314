import { expect } from 'vitest'

/** Expects something that comes true by and by; a slow machine gets its time. */
export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 15_000 })
