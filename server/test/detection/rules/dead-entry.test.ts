// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how configuration files write references.
import { expect, it } from 'vitest'
import { Scanner } from '../../../src/modules/detection/scanner.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** The places of dead entries when a workspace holds this server and these scripts. */
async function deadEntries(server: object, ...scripts: string[]) {
  const files = Object.fromEntries(scripts.map((script) => [script, '// a server']))
  const root = await temporaryFolder({ ...files, 'app/.cursor/mcp.json': { mcpServers: { s: server } } })
  const scanner = new Scanner({ root, home: root, platform: 'linux', userFiles: false, analyzer: null })
  await scanner.scan()
  return scanner.inventory.findings.filter(({ rule }) => rule === 'dead-entry').map(({ file, line }) => `${file}:${line}`)
}

const node = (script: string, more: object = {}) => ({ command: 'node', args: [script], ...more })

it('a script that is nowhere is told', async () => {
  expect(await deadEntries(node('./tools/server.js'))).toEqual(['app/.cursor/mcp.json:1'])
})

it.each([
  [node('./tools/server.js'), 'app/tools/server.js'],
  [node('./tools/server.js'), 'tools/server.js'],
  [node('./dist/server.js'), 'README.md'],
  [node('./tools/server.js', { cwd: '/srv' }), 'README.md'],
  [node('${workspaceFolder}/server.js'), 'README.md'],
  [node('server.js'), 'README.md'],
  [node('./tools/server.js', { disabled: true }), 'README.md'],
])('nothing is said of %j beside %s', async (server, script) => {
  expect(await deadEntries(server, script)).toEqual([])
})
