#!/usr/bin/env node
// Starts the `reeve` command under a Node.js that is new enough, whatever runs this file.
import { existsSync } from 'node:fs'
import nodeModule from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const cli = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** A clone may have a Node.js of its own; an installed package has not. */
const isClone = existsSync(new URL('../../scripts/bootstrap/runtime.mjs', import.meta.url))

/** The exit code of the command line for "could not do it". */
const couldNot = 3

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

async function main() {
  if (!existsSync(cli)) return fail('Reeve is not built yet.')
  if (major >= 24) return runHere()
  const own = isClone ? await ownRuntime() : undefined
  if (own !== undefined) return runUnder(own)
  if (major > 22 || (major === 22 && minor >= 12)) return runHere()
  return fail(
    `Reeve needs Node.js 22.12 or newer; this is ${process.versions.node}${isClone ? ', and the clone has none of its own yet' : ''}.`,
  )
}

/** @returns {Promise<string | undefined>} The clone's own Node.js. */
async function ownRuntime() {
  const { runtimeIn } = await import('../../scripts/bootstrap/runtime.mjs')
  const { node } = runtimeIn(root)
  return existsSync(node) ? node : undefined
}

async function runHere() {
  nodeModule.enableCompileCache?.()
  await import(pathToFileURL(cli).href)
}

/** @param {string} node */
async function runUnder(node) {
  const { endLike, runChild } = await import('../../scripts/bootstrap/child.mjs')
  endLike(await runChild(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]))
}

/** @param {string} message */
function fail(message) {
  const action = isClone ? `Run npm run build in ${root}, and this command again.` : 'Install Node.js 24, and run this command again.'
  process.stderr.write(`reeve: ${message}\n${action}\n`)
  process.exitCode = couldNot
}

await main()
