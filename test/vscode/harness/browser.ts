import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executablePath = process.env.REEVE_CHROMIUM ?? '/usr/bin/chromium'

export const hasBrowser = process.env.REEVE_TEST_WITHOUT_CHROMIUM !== '1' && existsSync(executablePath)

/** Starts a Chromium that asks nothing of the network by itself, and that finds no host but this machine. */
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
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  })
