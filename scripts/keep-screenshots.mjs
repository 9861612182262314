// Copies the pictures that the tests in VS Code took, and that the documentation shows, to `docs/images`.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const from = join(root, 'test/output')
const to = join(root, 'docs/images')

/** The pictures in the documentation, by their names without `vscode-` and `.png`. */
const shown = [
  'dashboard-light',
  'dashboard-dark',
  'dashboard-high-contrast-dark',
  'dashboard-high-contrast-light',
  'events-light',
  'events-dark',
  'events-high-contrast-dark',
  'events-high-contrast-light',
  'inspector',
  'walkthrough',
  'degraded',
  'stopped',
  'untrusted',
  'empty',
]

await mkdir(to, { recursive: true })
for (const name of shown) {
  await copyFile(join(from, `vscode-${name}.png`), join(to, `${name}.png`)).catch(() => {
    process.stderr.write(`There is no picture ${name}; run the tests in test/vscode first.\n`)
    process.exitCode = 1
  })
}
