import { ReeveError } from '@reeve/protocol/errors'
import { discoverBackend } from '../../backend-process.ts'
import { openKeyStore } from '../../keys.ts'
import { createLogger } from '../../log.ts'
import { reeveHome } from '../../reeve-home.ts'
import { openReporting } from '../../reporting.ts'
import { exitCodes } from '../exit-codes.ts'
import { type Terminal, terminalSink } from '../terminal.ts'

/** `reeve dashboard`: a new link to the dashboard of the embedded backend that runs. Throws `backend-not-running`. */
export async function dashboard(terminal: Terminal): Promise<number> {
  const home = reeveHome(terminal.env)
  if (!(await discoverBackend(home))) throw new ReeveError('backend-not-running')
  const log = createLogger(terminalSink(terminal), 'reporting')
  const reporting = await openReporting({ home, keyStore: await openKeyStore(home, terminal.env), log })
  try {
    const { url } = await reporting.dashboardLink()
    terminal.out(`${url}\n`)
    return exitCodes.fine
  } finally {
    await reporting.reporter.close({ timeoutMs: 0 })
    await reporting.client.close()
  }
}
