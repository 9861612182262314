import { ReeveError } from '@reeve/protocol/errors'
import { ResponseError } from 'vscode-languageserver/node'

/** Refuses with the error's body, so that the editor can show what to do. */
export async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof ReeveError ? new ResponseError(-32000, error.message, error.toBody()) : error
  }
}
