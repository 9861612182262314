import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { version } from '@reeve/protocol/version'
import { BackendClient } from '@reeve/sdk/backend-client'
import { loadOrCreatePrincipal } from '@reeve/sdk/principal'
import { backendFolder, discoverBackend } from '../../backend-process.ts'
import { openKeyStore } from '../../keys.ts'
import { reasonOf } from '../../log.ts'
import { reeveHome } from '../../reeve-home.ts'
import { exitCodes } from '../exit-codes.ts'
import { plain } from '../table.ts'
import type { Terminal } from '../terminal.ts'

/** What was looked at: `ok`, `note` for what could be better, `problem` for what does not work. */
interface Check {
  readonly name: string
  readonly state: 'ok' | 'note' | 'problem'
  readonly message: string
}

/** `reeve doctor`: looks at what Reeve needs on this machine and says what to do. Gives the exit code. */
export async function doctor(format: 'table' | 'json', terminal: Terminal): Promise<number> {
  const home = reeveHome(terminal.env)
  const checks = [runtime(), await folder(home), await key(home, terminal.env), await backend(home), userHome()]
  if (format === 'json') terminal.out(`${JSON.stringify({ version, checks }, undefined, 2)}\n`)
  else
    terminal.out(
      `Reeve ${version}\n${checks.map((check) => `${check.state.padEnd(8)} ${check.name}: ${plain(check.message)}`).join('\n')}\n`,
    )
  return checks.some(({ state }) => state === 'problem') ? exitCodes.failed : exitCodes.fine
}

const runtime = (): Check => ({
  name: 'runtime',
  state: 'ok',
  message: `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
})

const userHome = (): Check => ({ name: 'home', state: 'ok', message: `configuration of the user is read from ${homedir()}` })

async function folder(home: string): Promise<Check> {
  const found = await stat(home).catch(() => undefined)
  if (!found) return { name: 'folder', state: 'ok', message: `${home} is made at the first start` }
  const isOpen = process.platform !== 'win32' && (found.mode & 0o077) !== 0
  if (isOpen) return { name: 'folder', state: 'problem', message: `${home} can be entered by others; run chmod 700 on it` }
  return { name: 'folder', state: 'ok', message: home }
}

const keyMessages: Readonly<Record<string, Pick<Check, 'state' | 'message'>>> = {
  keychain: { state: 'ok', message: 'the key of this machine is in the system keychain' },
  'passphrase-file': { state: 'ok', message: 'the key of this machine is in a file under a passphrase' },
  'plain-file': {
    state: 'note',
    message:
      'the key of this machine is in a plain file that only you may read, since there is no keychain; set REEVE_KEY_PASSPHRASE before the first start to keep it under a passphrase',
  },
}

async function key(home: string, env: NodeJS.ProcessEnv): Promise<Check> {
  try {
    const store = await openKeyStore(home, env)
    const principal = (await store.load()) ? await loadOrCreatePrincipal(store) : undefined
    const { state, message } = keyMessages[store.kind] ?? { state: 'ok', message: store.kind }
    return { name: 'key', state, message: principal ? `${message} (principal ${principal.id})` : 'none yet; it is made at the first start' }
  } catch (error) {
    return { name: 'key', state: 'problem', message: reasonOf(error) }
  }
}

async function backend(home: string): Promise<Check> {
  const found = await discoverBackend(home)
  if (!found)
    return {
      name: 'backend',
      state: 'ok',
      message: `the embedded backend does not run now; it starts when it is needed (${backendFolder(home)})`,
    }
  const client = new BackendClient({ url: found.url, certificate: found.certificate, audience: found.backendId })
  try {
    const health = await client.request('getHealth', {})
    return {
      name: 'backend',
      state: health.status === 'healthy' ? 'ok' : 'note',
      message: `${health.status}, version ${health.version}, ${health.database}, process ${found.pid}, at ${found.url}`,
    }
  } catch (error) {
    return {
      name: 'backend',
      state: 'problem',
      message: `process ${found.pid} runs and does not answer: ${reasonOf(error)}; its log is in ${backendFolder(home)}`,
    }
  } finally {
    await client.close()
  }
}
