import { HostError } from './host-error.ts'

/** What failed, and one thing to do about it. */
export interface Failure {
  readonly message: string
  readonly action: string
}

/** The failure that a page shows for an error of its host. */
export const failureOf = (error: unknown): Failure =>
  error instanceof HostError
    ? { message: error.message, action: error.action }
    : { message: 'The page could not read what is there.', action: 'Load the page again.' }
