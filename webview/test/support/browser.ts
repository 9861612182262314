import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Tests in a browser are skipped by name where there is none, unless skipping is forbidden. */
export const skipWithoutBrowser = !existsSync(executablePath) && process.env.REEVE_TEST_NO_SKIP !== '1'

/** Starts a Chromium that asks nothing of the network by itself. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
