// Makes sure that no file names the machine it was written on: folders of this clone and its user, and hosts of a registry.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { forbiddenWords } from './forbidden-word-list.mjs'

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'))
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })

for (const file of files.split('\0').filter((name) => name !== '')) {
  const text = readText(join(root, file))
  for (const { line, why } of forbiddenWords(file, text, { root, home: homedir() })) {
    process.stdout.write(`${file}:${line}: ${why}\n`)
    process.exitCode = 1
  }
}

/**
 * @param {string} path
 * @returns {string} Nothing for a file that is gone, or is not text.
 */
function readText(path) {
  try {
    const text = readFileSync(path, 'utf8')
    return text.includes('\0') ? '' : text
  } catch {
    return ''
  }
}
