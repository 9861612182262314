import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Chromium usually is, beside the folders of the PATH. */
const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Debian packages for the pages' tests: a browser, and fonts for the letters and signs in them. */
const debianPackages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-core', 'fonts-noto-color-emoji']

/**
 * Gets what tests need beyond npm packages, where this user may install it.
 *
 * @returns {Promise<{ env: Record<string, string>, missing: { lacking: string }[] }>} `env` tells the tests where it is, or,
 * with `REEVE_TEST_WITHOUT_CHROMIUM=1`, to skip those that need what is missing.
 */
export async function getRequirements() {
  const chromium = process.env['REEVE_CHROMIUM'] ?? findChromium() ?? installChromium()
  if (chromium !== undefined) return { env: { REEVE_CHROMIUM: chromium }, missing: [] }
  return {
    env: { REEVE_TEST_WITHOUT_CHROMIUM: '1' },
    missing: [
      {
        lacking: `Chromium is missing: tests of the pages are skipped. Install it, for example: apt-get install ${debianPackages.join(' ')}`,
      },
    ],
  }
}

/** @returns {string | undefined} */
function findChromium() {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [...chromiumNames.flatMap((name) => folders.map((folder) => join(folder, name))), ...chromiumPlaces]
  return candidates.find(isExecutable)
}

/** @returns {string | undefined} */
function installChromium() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  process.stderr.write('Installing Chromium for the tests of the pages …\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...debianPackages]]) {
    const { status, stdout, stderr } = spawnSync('/usr/bin/apt-get', ['-qq', ...args], { env, encoding: 'utf8' })
    if (status !== 0) {
      process.stderr.write(`apt-get ${args[0]} failed:\n${`${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n')}\n`)
      return undefined
    }
  }
  return findChromium()
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
