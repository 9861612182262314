import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root, temporaryFolder, write } from './support.ts'

const rooms = ['packages/protocol', 'packages/sdk', 'packages/testing', 'extension', 'webview', 'backend', 'server'] as const
type Room = (typeof rooms)[number]

/** Every arrow there may be, from the room that imports to the one that is imported. */
const allowed: ReadonlySet<string> = new Set([
  'packages/sdk → packages/protocol',
  'packages/testing → packages/protocol',
  'packages/testing → packages/sdk',
  'extension → packages/protocol',
  'webview → packages/protocol',
  'backend → packages/protocol',
  'server → packages/protocol',
  'server → packages/sdk',
  'server → packages/testing',
])

const pairs = rooms.flatMap((from) => rooms.filter((to) => to !== from).map((to) => ({ from, to, name: `${from} → ${to}` })))

const workspaceName = (room: Room) => `@reeve/${room.replace('packages/', '')}`
const fileName = (to: Room) => `imports-${to.replace('/', '-')}.ts`

/** A checkout in which each room imports just what the pairs say, one file for each. */
function checkout(arrows: readonly { from: Room; to: Room }[], by: 'name' | 'path'): string {
  const folder = temporaryFolder(onTestFinished)
  mkdirSync(join(folder, 'node_modules/@reeve'), { recursive: true })
  for (const room of rooms) {
    write(folder, {
      [`${room}/package.json`]: JSON.stringify({ name: workspaceName(room), type: 'module', exports: { './*': './src/*.ts' } }),
      [`${room}/src/one.ts`]: 'export interface One { readonly one: 1 }\n',
    })
    symlinkSync(join(folder, room), join(folder, 'node_modules', workspaceName(room)))
  }
  for (const { from, to } of arrows) {
    const up = from.startsWith('packages/') ? '../../..' : '../..'
    const specifier = by === 'name' ? `${workspaceName(to)}/one` : `${up}/${to}/src/one.ts`
    write(folder, { [`${from}/src/${fileName(to)}`]: `import type { One } from '${specifier}'\nexport const one: One = { one: 1 }\n` })
  }
  return folder
}

function check(folder: string): { code: number | null; lines: string[] } {
  const result = spawnSync(process.execPath, [join(root, 'scripts/check/arrows.mjs'), folder], { encoding: 'utf8' })
  expect(result.stderr).toBe('')
  return { code: result.status, lines: result.stdout.split('\n').filter((line) => line !== '') }
}

test.each(['name', 'path'] as const)('allowed imports by %s pass', (by) => {
  const arrows = pairs.filter(({ name }) => allowed.has(name))
  expect(check(checkout(arrows, by))).toEqual({ code: 0, lines: [] })
})

test.each(['name', 'path'] as const)('every other import by %s is named, and fails the check', (by) => {
  const arrows = pairs.filter(({ name }) => !allowed.has(name))
  const { code, lines } = check(checkout(arrows, by))
  expect(code).toBe(1)
  const named = arrows.filter(({ from, to }) => lines.some((line) => line.startsWith(`${from}/src/${fileName(to)} → ${to}/src/one.ts: `)))
  expect(named).toEqual(arrows)
})

test.each([
  { what: 'a circle', files: { 'server/src/a.ts': "import './b.ts'\n", 'server/src/b.ts': "import './a.ts'\n" }, says: 'in a circle' },
  { what: 'an import that leads nowhere', files: { 'server/src/a.ts': "import './gone.ts'\n" }, says: 'leads nowhere' },
])('$what fails the check', ({ files, says }) => {
  const folder = checkout([], 'name')
  write(folder, files)
  const { code, lines } = check(folder)
  expect(code).toBe(1)
  expect(lines.join('\n')).toContain(says)
})

test('a folder without any source fails the check, as it is not what was meant', () => {
  const folder = temporaryFolder(onTestFinished)
  const result = spawnSync(process.execPath, [join(root, 'scripts/check/arrows.mjs'), folder], { encoding: 'utf8' })
  expect(result.status).toBe(1)
})
