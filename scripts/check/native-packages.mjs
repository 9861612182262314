// Makes sure that package-lock.json has the native packages of every platform that we run on: a lockfile that was made
// beside an existing node_modules may have only those of the machine that made it.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { missingNativePackages } from './native-package-names.mjs'

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'))
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const missing = missingNativePackages(Object.keys(packages))
if (missing.length > 0) {
  process.stdout.write(
    `package-lock.json lacks ${missing.join(', ')}.\nMake it anew in a folder that holds the package.json files alone: npm install --package-lock-only\n`,
  )
  process.exitCode = 1
}
