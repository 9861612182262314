import { readFile } from 'node:fs/promises'
import { protocolVersion } from '@reeve/protocol/api'
import type { InitializationOptions } from '@reeve/protocol/editor'
import { l10n, type LogOutputChannel, type SecretStorage, window, workspace } from 'vscode'
import { setting } from '../settings.ts'
import { failureOf } from './failure.ts'
import { loadOrCreateKey, type SupervisorKey } from './key.ts'

/** What the supervisor is told first, and the key that is in it: undefined where it cannot be had. */
export async function initializationOptions(
  secrets: SecretStorage,
  log: LogOutputChannel,
): Promise<{ readonly options: InitializationOptions; readonly key: SupervisorKey | undefined }> {
  const trusted = workspace.isTrusted
  // In a workspace that is not trusted nothing is reported, so that the key stays where it is.
  const key = trusted ? await loadKeySafely(secrets, log) : undefined
  const backend = trusted ? await backendSetting(log) : undefined
  const options: InitializationOptions = {
    protocolVersion,
    trusted,
    userFiles: setting('scan.userFiles'),
    // An empty seed is refused there: without the editor's key nothing is reported under another.
    ...(trusted ? { keySeed: key?.seed ?? '' } : {}),
    ...(backend ? { backend } : {}),
  }
  return { options, key }
}

/** Detection works without a key; reporting does not, and the person is told. */
async function loadKeySafely(secrets: SecretStorage, log: LogOutputChannel): Promise<SupervisorKey | undefined> {
  try {
    return await loadOrCreateKey(secrets)
  } catch (error) {
    const { message } = failureOf(error)
    log.error(`the key cannot be used: ${message}`)
    void window.showErrorMessage(l10n.t('Reeve cannot use its key, so nothing is reported: {0}', message))
    return undefined
  }
}

/** A team's backend, where the settings name one. A certificate that cannot be read is told when the connection fails. */
async function backendSetting(log: LogOutputChannel): Promise<InitializationOptions['backend']> {
  const url = setting('backend.url').trim()
  if (url === '') return undefined
  const path = setting('backend.certificate').trim()
  if (path === '') return { url }
  try {
    return { url, certificate: await readFile(path, 'utf8') }
  } catch (error) {
    log.error(`the certificate of the backend cannot be read: ${failureOf(error).message}`)
    return { url }
  }
}
