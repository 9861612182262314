import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root, temporaryFolder, write } from './support.ts'

/** The documentation and what it is held against, in a folder where both may be changed. */
function copyOfDocs(): string {
  const folder = temporaryFolder(onTestFinished)
  const parts = ['docs', 'README.md', 'package.json', 'package.nls.json', 'packages/protocol', 'server/src', 'server/package.json']
  for (const path of parts) cpSync(join(root, path), join(folder, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

const generate = (folder: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'scripts/generate-docs.mjs'), ...args, folder], { encoding: 'utf8' })

const edit = (file: string, change: (text: string) => string): void => writeFileSync(file, change(readFileSync(file, 'utf8')))

test('generated docs pass their check, and drift fails it until they are generated again', () => {
  const folder = copyOfDocs()
  generate(folder)
  expect(generate(folder, '--check')).toMatchObject({ status: 0, stdout: '' })
  edit(join(folder, 'packages/protocol/src/errors.ts'), (text) => text.replace("'nonce-used'", "'nonce-again'"))
  edit(join(folder, 'packages/protocol/src/limits.ts'), (text) => text.replace('batchEvents: 100', 'batchEvents: 101'))
  const drifted = generate(folder, '--check')
  expect(drifted.status).toBe(1)
  expect(drifted.stdout).toContain('docs/errors.md does not say what the code says')
  expect(drifted.stdout).toContain('docs/protocol.md does not say what the code says')
  expect(generate(folder).status).toBe(0)
  expect(generate(folder, '--check').status).toBe(0)
  expect(readFileSync(join(folder, 'docs/errors.md'), 'utf8')).toContain('### nonce-again\n')
})

test.each([
  {
    what: 'a rule without a page',
    break: (folder: string) => rmSync(join(folder, 'docs/rules/insecure-transport.md')),
    says: 'The rule insecure-transport has no page',
  },
  {
    what: 'a page without a rule',
    break: (folder: string) => write(folder, { 'docs/rules/gone.md': '' }),
    says: 'docs/rules/gone.md is about no rule',
  },
  {
    what: 'a page without its markers',
    break: (folder: string) => write(folder, { 'docs/errors.md': '# Errors\n' }),
    says: 'docs/errors.md lacks the markers of the part "errors".',
  },
  {
    what: 'a page that is missing',
    break: (folder: string) => rmSync(join(folder, 'docs/protocol.md')),
    says: 'docs/protocol.md is missing.',
  },
])('$what fails the check', ({ break: breakIt, says }) => {
  const folder = copyOfDocs()
  breakIt(folder)
  const { status, stdout } = generate(folder, '--check')
  expect(status).toBe(1)
  expect(stdout).toContain(says)
})
