import { expect, it } from 'vitest'
import { type FileExtract, emptyExtract } from '../../../src/modules/detection/extract.ts'
import { extractConfig } from '../../../src/modules/detection/extract-config.ts'
import { merge } from '../../../src/modules/detection/merge.ts'
import { placesOf } from '../../../src/modules/detection/places.ts'

const one = { command: 'npx', args: ['-y', 'one-mcp@1.0.0'] }
const other = { command: 'npx', args: ['-y', 'other-mcp@1.0.0'] }

/** The findings on names in these files, each with the server that it declares under `s`; files of the user begin with `~/`. */
function findingsOf(files: Readonly<Record<string, object>>) {
  const extracts = Object.entries(files).map(([path, server]): [string, FileExtract] => {
    const inside = path.replace('~/', '')
    const scope = path.startsWith('~/') ? 'user' : 'project'
    const text = JSON.stringify({ mcpServers: { s: server } })
    return [path, extractConfig({ path, absolute: `/w/${inside}`, scope }, placesOf(inside), text) ?? emptyExtract]
  })
  const { findings } = merge(new Map(extracts), []).inventory
  return findings.filter(({ rule }) => rule === 'duplicate-server' || rule === 'shadowed-name').map(({ rule, file }) => [rule, file])
}

it.each([
  [{ '.cursor/mcp.json': one, '~/.cursor/mcp.json': other }, [['shadowed-name', '.cursor/mcp.json']]],
  [{ '.claude/settings.json': one, '.claude/settings.local.json': other }, [['duplicate-server', '.claude/settings.local.json']]],
  [{ '.cursor/mcp.json': one, '~/.cursor/mcp.json': one }, []],
  [{ '.cursor/mcp.json': one, '~/.cursor/mcp.json': { command: 'npx', args: ['-y', 'one-mcp@2.0.0'] } }, []],
  [{ 'a/.cursor/mcp.json': one, 'b/.cursor/mcp.json': other }, []],
  [{ '.cursor/mcp.json': one, '.mcp.json': other }, []],
  [{ '.claude/settings.json': one, '.claude/settings.local.json': { ...other, disabled: true } }, []],
])('%j', (files, expected) => {
  expect(findingsOf(files)).toEqual(expected)
})
